#include "stages/program/compare/comparison.hpp"

namespace mrcnn {
namespace {

template <class Condition>
const ArrayComparison* first_where(const std::vector<StepComparison>& steps,
                                   const Condition& condition) {
  for (const StepComparison& step : steps) {
    for (const ArrayComparison& array : step.arrays) {
      if (condition(array.verdict)) {
        return &array;
      }
    }
  }
  return nullptr;
}

}  // namespace

const ArrayComparison* Comparison::first_different() const {
  return first_where(steps, [](Verdict verdict) { return verdict != Verdict::kEqual; });
}

const ArrayComparison* Comparison::first_broken() const {
  return first_where(steps, [](Verdict verdict) { return verdict == Verdict::kBroken; });
}

bool Comparison::needs_detections() const {
  return first_where(steps, [](Verdict verdict) { return verdict == Verdict::kDiffers; }) !=
         nullptr;
}

bool Comparison::holds() const {
  return !steps.empty() && steps_not_looked_at == 0 && first_broken() == nullptr &&
         (!needs_detections() || (detections && detections->holds()));
}

}  // namespace mrcnn
