#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>

#include <xtensor/xview.hpp>

#include "common/io/bundled_files.hpp"
#include "common/io/file.hpp"

#include "stages/6_masks/original_frame.hpp"
#include "stages/pipeline/box_frames.hpp"
#include "stages/program/cli/run_summary.hpp"
#include "stages/program/cli/run_writers.hpp"

#include "viz/0_image.hpp"
#include "viz/1_features.hpp"
#include "viz/2_proposals.hpp"
#include "viz/3_roi_align.hpp"
#include "viz/4_box_head.hpp"
#include "viz/5_iou_filter.hpp"
#include "viz/6_masks.hpp"
#include "viz/drawn_objects.hpp"
#include "viz/image_io.hpp"
#include "viz/overlay.hpp"

namespace mrcnn {
namespace {

/// A picture of a step: where in the trace it goes, and what draws it.
struct StepPicture {
  std::string name;  // "2_proposals/objectness"
  std::function<HostTensor<std::uint8_t, 3>()> draw;
};

/// Draws and writes pictures below a folder, several at once.
void save(const std::filesystem::path& folder, const std::vector<StepPicture>& pictures) {
  std::exception_ptr failure;
  const auto count = static_cast<std::ptrdiff_t>(pictures.size());
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const StepPicture& picture = pictures[static_cast<std::size_t>(i)];
    const std::filesystem::path file = folder / (picture.name + ".png");
    try {
      make_folder(file.parent_path());
      write_png(file, picture.draw());
    } catch (...) {  // no exception may leave a parallel loop
#pragma omp critical
      failure = std::current_exception();
    }
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
}

/// The network's input is there, and as large as its size before padding says.
bool has_resized_image(const Config& config, const PipelineState<Host>& s) {
  if (!s.has("0_image/input") || !s.has("0_image/resized_size")) {
    return false;
  }
  const ImageSize padded = input_place(s.input.resized, config.image).padded;
  const auto& shape = s.input.pixels.shape();
  return shape[0] == static_cast<std::size_t>(padded.height) &&
         shape[1] == static_cast<std::size_t>(padded.width) && shape[2] == 3;
}

/// The image is there, and the masks are of its size.
bool has_image_of_masks(const PipelineState<Host>& s) {
  return s.has("0_image/image") && s.image.pixels.size() > 0 && s.image.pixels.shape(2) == 3 &&
         s.result.masks.shape(1) == s.image.pixels.shape(0) &&
         s.result.masks.shape(2) == s.image.pixels.shape(1);
}

/// Which of stage 4's detections the results are; empty if that is not known.
std::vector<std::size_t> detection_numbers(const PipelineState<Host>& s) {
  const std::vector<std::size_t> rows =
      s.has("5_iou_filter/keep") ? rows_kept(s.iou_filter.keep) : std::vector<std::size_t>{};
  return rows.size() == s.result.boxes.size() ? rows : std::vector<std::size_t>{};
}

/// Likely detections that stage 5 rejected, in pixels of the original image.
RejectedBoxes rejected_boxes(const Config& config, const PipelineState<Host>& s) {
  RejectedBoxes rejected{.boxes = {}, .min_iou = config.iou_filter.min_iou};
  const HostTensor<Box, 1> boxes = to_original_frame(
      s.detections.boxes, box_frame(s.input.resized, config), s.input.original, config.paste.rule);
  for (const std::size_t d : rejected_rows(s)) {
    if (s.detections.scores(d) >= kLeastScoreDrawn) {
      rejected.boxes.push_back({boxes(d), s.iou_filter.best_iou(d)});
    }
  }
  return rejected;
}

/// The objects worth drawing: scores descend, so they are the first rows.
InstanceMasks<Host> likely_objects(const InstanceMasks<Host>& all) {
  const auto count = std::count_if(all.scores.begin(), all.scores.end(),
                                   [](float score) { return score >= kLeastScoreDrawn; });
  const auto first = [count](const auto& tensor) {
    return xt::view(tensor, xt::range(std::ptrdiff_t{0}, static_cast<std::ptrdiff_t>(count)));
  };
  return {first(all.probabilities), first(all.boxes), first(all.scores), first(all.labels),
          first(all.masks)};
}

HostTensor<std::uint8_t, 3> overlay_of(const Executor& executor, const PipelineState<Host>& s) {
  const Config& config = executor.config();
  const bool has_note = executor.model() && !is_bundled_model(executor.model()->file);
  return draw_overlay(s.image, likely_objects(s.result), config.classes, rejected_boxes(config, s),
                      detection_numbers(s), has_note ? executor.model()->about : "");
}

/// Follows the best detection back to the region it came from; without one, the best proposal.
void add_regions(const InputImage<Host>& resized, const Config& config,
                 const PipelineState<Host>& s, std::vector<StepPicture>& pictures) {
  const RoiAlignParams& params = config.roi_align;
  pictures.push_back({"3_roi_align/levels", [&] {
                        return draw_levels(resized, s.proposals.boxes, s.roi_align.levels, params);
                      }});
  if (config.pooling != Pooling::roi_align) {
    return;  // its picture is of bins and samples
  }
  const bool is_detected = s.has_made("4_box_head/boxes") && s.detections.boxes.size() > 0;
  const auto row = is_detected ? static_cast<std::size_t>(s.detections_trace.proposals(0)) : 0U;
  pictures.push_back({"3_roi_align/region", [&, row] {
                        return draw_region(resized, s.pyramid, s.proposals.boxes,
                                           s.roi_align.levels, s.regions, row, params, color_of(0));
                      }});
}

/// The pictures that are drawn over the resized image. They refer to the arguments.
std::vector<StepPicture> stage_pictures(const InputImage<Host>& resized, const Config& config,
                                        const PipelineState<Host>& s) {
  std::vector<StepPicture> pictures;
  if (s.has_made("0_image/image")) {
    pictures.push_back({"0_image/input", [&] { return draw_input(s.image, s.input); }});
  }
  if (s.has_made("1_features/c2")) {
    pictures.push_back(
        {"1_features/features", [&] { return draw_features(resized, s.features, s.pyramid); }});
  }
  if (s.has_made("2_proposals/objectness")) {
    pictures.push_back(
        {"2_proposals/objectness", [&] { return draw_objectness(resized, s.rpn, s.pyramid); }});
  }
  if (s.has_made("2_proposals/boxes")) {
    pictures.push_back({"2_proposals/proposals",
                        [&] { return draw_proposals(resized, s.proposals, s.proposals_trace); }});
  }
  if (s.has_made("3_roi_align/regions") && s.proposals.boxes.size() > 0) {
    add_regions(resized, config, s, pictures);
  }
  if (s.has_made("4_box_head/boxes") && s.detections.boxes.size() > 0) {
    pictures.push_back({"4_box_head/detections", [&] {
                          return draw_detections(resized, s.detections, s.detections_trace,
                                                 s.proposals.boxes, config.classes);
                        }});
    pictures.push_back(
        {"4_box_head/class_scores",
         [&] { return draw_class_scores(s.detections, s.detections_trace, config.classes); }});
  }
  if (s.has_made("5_iou_filter/iou")) {
    pictures.push_back({"5_iou_filter/iou", [&] {
                          return draw_iou_filter(resized, s.detections, s.truth, s.iou_filter,
                                                 config.classes);
                        }});
  }
  return pictures;
}

void draw_steps(const std::filesystem::path& folder, const Executor& executor,
                const PipelineState<Host>& s) {
  const Config& config = executor.config();
  InputImage<Host> resized;
  std::vector<StepPicture> pictures;
  if (has_resized_image(config, s)) {
    resized = resized_image(s.input, config.image);
    pictures = stage_pictures(resized, config, s);
  }
  if (s.has_made("6_masks/masks") && has_image_of_masks(s)) {
    if (s.result.boxes.size() > 0) {
      pictures.push_back(
          {"6_masks/masks",
           [&] { return draw_masks(s.image, s.result, config.classes, detection_numbers(s)); }});
    }
    pictures.push_back({"6_masks/overlay", [&] { return overlay_of(executor, s); }});
  }
  save(folder, pictures);
}

}  // namespace

RunWriter picture_writer(const Executor& executor, const std::shared_ptr<DrawingTime>& time) {
  return {
      .write =
          [&executor, time](const ImageRun& run) {
            const auto start = std::chrono::steady_clock::now();
            const RunPlan& plan = executor.plan();
            if (has_results(plan)) {
              write_png(plan.out / (image_label(run) + ".png"), overlay_of(executor, run.state));
            }
            if (!plan.dump.empty() && plan.step_pictures) {
              draw_steps(trace_folder_of(plan, run), executor, run.state);
            }
            *time +=
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                    .count();
          },
      .in_any_order = true};
}

}  // namespace mrcnn
