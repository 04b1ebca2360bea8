#include "stages/cli/run_outputs.hpp"

#include <algorithm>

#include <xtensor/xview.hpp>

#include "common/coco/results.hpp"
#include "common/coco/truth.hpp"
#include "common/error.hpp"

#include "stages/pipeline/box_frames.hpp"
#include "stages/pipeline/trace_io.hpp"

#include "viz/image_io.hpp"
#include "viz/overlay.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kLongestStem = 80;

/// Pictures show what is more likely there than not; files hold everything.
constexpr float kLeastScoreDrawn = 0.5F;

/// Detections that stage 5 turned down, in pixels of the photograph.
std::vector<RejectedBox> rejected_boxes(const PipelineState<Host>& state, const Config& config) {
  std::vector<RejectedBox> rejected;
  if (!state.has_truth() || !state.has("5_iou_filter/keep") || !state.has("4_box_head/boxes")) {
    return rejected;
  }
  const HostTensor<Box, 1> boxes =
      to_original_frame(state.detections.boxes, box_frame(state.input.resized, config),
                        state.input.original, config.masks.paste_rule);
  for (std::size_t d = 0; d < boxes.size(); ++d) {
    if (state.iou_filter.keep(d) == 0 && state.detections.scores(d) >= kLeastScoreDrawn) {
      rejected.push_back({boxes(d), state.iou_filter.best_iou(d)});
    }
  }
  return rejected;
}

/// The objects worth drawing: scores descend, so they are the first rows.
InstanceMasks<Host> drawn_objects(const InstanceMasks<Host>& all) {
  const auto count = std::count_if(all.scores.begin(), all.scores.end(),
                                   [](float score) { return score >= kLeastScoreDrawn; });
  const auto first = [count](const auto& tensor) {
    return xt::view(tensor, xt::range(std::ptrdiff_t{0}, static_cast<std::ptrdiff_t>(count)));
  };
  return {first(all.masks28), first(all.boxes), first(all.scores), first(all.labels),
          first(all.masks)};
}

}  // namespace

void make_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) {
    throw OutputError(folder.string() + ": cannot be made: " + failure.message());
  }
}

std::string image_label(std::int64_t position, const std::string& file) {
  std::string label = std::to_string(position) + "_";
  for (const char c : std::filesystem::path(file).stem().string().substr(0, kLongestStem)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    label += plain ? c : '_';
  }
  return label;
}

std::filesystem::path trace_folder_of(const std::filesystem::path& dump, std::size_t images,
                                      std::int64_t position, const std::string& file) {
  return images == 1 ? dump : dump / image_label(position, file);
}

void write_overlay(const std::filesystem::path& folder, const RunJob& job, const FinishedRun& run,
                   std::int64_t position) {
  write_png(folder / (image_label(position, run.file) + ".png"),
            draw_overlay(run.state.image, drawn_objects(run.state.result), job.config.classes,
                         rejected_boxes(run.state, job.config)));
}

void write_trace(const std::filesystem::path& folder, const RunJob& job, const FinishedRun& run,
                 const TraceFolder* source, const std::vector<std::string>& edited) {
  const TraceFolder target = TraceFolder::create(folder);
  target.clear();
  Manifest manifest = make_manifest(job, run);
  manifest.edited = edited;
  if (source != nullptr) {
    copy_earlier_arrays(*source, target, job.options.from, run.state, manifest);
  }
  save_arrays(target, run.state, manifest);
  if (run.state.made.count("6_masks/masks") > 0) {
    CocoResults results;
    results.add(run.image_id, run.state.result,
                category_ids(job.truth ? &job.truth->dataset : nullptr, job.config.classes));
    results.write(target.directory() / "detections.json");
  }
  target.write_manifest(manifest);
}

}  // namespace mrcnn
