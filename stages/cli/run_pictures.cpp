#include "stages/cli/run_pictures.hpp"

#include "stages/cli/run_outputs.hpp"

#include "viz/0_image.hpp"
#include "viz/1_features.hpp"
#include "viz/2_proposals.hpp"
#include "viz/3_roi_align.hpp"
#include "viz/4_box_head.hpp"
#include "viz/5_iou_filter.hpp"
#include "viz/6_masks.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

/// Writes a picture into the folder of its stage.
void save(const std::filesystem::path& folder, const std::string& name,
          const HostTensor<std::uint8_t, 3>& picture) {
  const std::filesystem::path file = folder / (name + ".png");
  make_folder(file.parent_path());
  write_png(file, picture);
}

bool was_made(const PipelineState<Host>& state, const std::string& array) {
  return state.made.count(array) > 0;
}

void draw_first_stages(const std::filesystem::path& folder, const Image<Host>& resized,
                       const PipelineState<Host>& s) {
  if (was_made(s, "0_image/image")) {
    save(folder, "0_image/input", draw_input(s.image, s.input));
  }
  if (was_made(s, "1_features/c2")) {
    save(folder, "1_features/features", draw_features(s.features, s.pyramid));
  }
  if (was_made(s, "2_proposals/objectness")) {
    save(folder, "2_proposals/objectness", draw_objectness(resized, s.rpn, s.pyramid));
  }
  if (was_made(s, "2_proposals/boxes")) {
    save(folder, "2_proposals/proposals", draw_proposals(resized, s.proposals, s.proposals_trace));
  }
}

void draw_heads(const std::filesystem::path& folder, const Image<Host>& resized, const RunJob& job,
                const PipelineState<Host>& s) {
  const std::vector<std::string>& classes = job.config.classes;
  if (was_made(s, "3_roi_align/regions") && s.proposals.boxes.size() > 0) {
    RoiAlignParams params = job.config.roi_align;
    params.output_size = job.config.box_head.pool;
    save(folder, "3_roi_align/levels", draw_levels(resized, s.proposals.boxes, s.roi_align.levels));
    save(folder, "3_roi_align/region",
         draw_region(resized, s.pyramid, s.proposals.boxes, s.roi_align.levels, s.regions, 0,
                     params));
  }
  if (was_made(s, "4_box_head/boxes") && s.detections.boxes.size() > 0) {
    save(folder, "4_box_head/detections",
         draw_detections(resized, s.detections, s.detections_trace, s.proposals.boxes, classes));
    save(folder, "4_box_head/class_scores",
         draw_class_scores(s.detections, s.detections_trace, classes));
  }
  if (was_made(s, "5_iou_filter/iou")) {
    save(folder, "5_iou_filter/iou",
         draw_iou_filter(resized, s.detections, s.truth, s.iou_filter, classes));
  }
  if (was_made(s, "6_masks/masks") && s.result.boxes.size() > 0) {
    save(folder, "6_masks/masks", draw_masks(s.image, s.result, classes));
  }
}

}  // namespace

void write_pictures(const std::filesystem::path& folder, const RunJob& job,
                    const FinishedRun& run) {
  const Image<Host> resized = resized_photograph(run.state.input, job.config.image);
  draw_first_stages(folder, resized, run.state);
  draw_heads(folder, resized, job, run.state);
}

}  // namespace mrcnn
