#include "stages/program/compare/comparison.hpp"

#include <algorithm>

namespace mrcnn {
namespace {

template <class Wanted>
const ArrayComparison* first_where(const std::vector<StepComparison>& steps, const Wanted& wanted) {
  for (const StepComparison& step : steps) {
    const auto found = std::find_if(step.arrays.begin(), step.arrays.end(), wanted);
    if (found != step.arrays.end()) {
      return &*found;
    }
  }
  return nullptr;
}

}  // namespace

std::string name_of(Mode mode) {
  return mode == Mode::kIsolated ? "isolated" : "chained";
}

std::string name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kWithin:
      return "within";
    case Verdict::kBroken:
      return "BROKEN";
    case Verdict::kDiffers:
      return "differs";
    case Verdict::kEqual:
      break;
  }
  return "equal";
}

bool StepComparison::holds() const {
  return std::none_of(arrays.begin(), arrays.end(), [](const ArrayComparison& array) {
    return array.verdict == Verdict::kBroken;
  });
}

const ArrayComparison* Comparison::first_different() const {
  return first_where(steps,
                     [](const ArrayComparison& array) { return array.verdict != Verdict::kEqual; });
}

const ArrayComparison* Comparison::first_broken() const {
  return first_where(
      steps, [](const ArrayComparison& array) { return array.verdict == Verdict::kBroken; });
}

bool Comparison::needs_detections() const {
  return first_where(steps, [](const ArrayComparison& array) {
           return array.verdict == Verdict::kDiffers;
         }) != nullptr;
}

bool Comparison::holds() const {
  return !steps.empty() && steps_not_looked_at == 0 && first_broken() == nullptr &&
         (!needs_detections() || (detections && detections->holds()));
}

}  // namespace mrcnn
