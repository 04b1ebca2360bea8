#include "stages/program/cli/page_answers.hpp"

#include "common/error.hpp"

#include "stages/program/evaluate/detection_story_report.hpp"
#include "stages/program/evaluate/missing_object_report.hpp"
#include "stages/program/evaluate/target.hpp"

namespace mrcnn {
namespace {

using Texts = std::vector<std::string>;

Texts stories(const TraceFolder& trace, const Config& config) {
  const TracedRun run = read_traced_run(trace, config, arrays_of_detection_story());
  Texts texts;
  for (std::size_t row = 0; row < run.state.detections.boxes.size(); ++row) {
    texts.push_back(story_text(explain_detection(run, row), config));
  }
  return texts;
}

Texts fates(const TraceFolder& trace, const Config& config) {
  const TracedRun run = read_run_of_objects(trace, config);
  Texts texts;
  for (std::size_t row = 0; run.state.has_truth() && row < run.state.truth.boxes.size(); ++row) {
    texts.push_back(missing_text(explain_missing(run, target_of_object(run, row)), config));
  }
  return texts;
}

template <class Explain>
Texts as_far_as_possible(const Explain& explain) {
  try {
    return explain();
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

nlohmann::ordered_json page_answers(const TraceFolder& trace, const Config& config) {
  return {{"why", as_far_as_possible([&] { return stories(trace, config); })},
          {"why_not", as_far_as_possible([&] { return fates(trace, config); })}};
}

}  // namespace mrcnn
