// A build with MRCNN_MINIMAL draws nothing.
#include "common/error.hpp"

#include "stages/program/evaluate/commands/anchor_picture.hpp"
#include "stages/program/evaluate/commands/evaluation_pictures.hpp"
#include "stages/program/evaluate/commands/why_picture.hpp"

namespace mrcnn {

void draw_accuracy(const std::filesystem::path& /*folder*/, const Evaluation& /*evaluation*/) {}

void draw_errors(const std::filesystem::path& /*folder*/, const DetectionErrors& /*errors*/,
                 const EvaluationSet& /*set*/) {}

void draw_anchors(const std::filesystem::path& /*folder*/, const AnchorFits& /*fits*/,
                  const Config& /*config*/, const ProposalCoverage& /*coverage*/) {}

void draw_story(const std::filesystem::path& /*file*/, const TracedRun& /*run*/,
                const DetectionStory& /*story*/) {
  throw UsageError("--picture: this build draws nothing");
}

}  // namespace mrcnn
