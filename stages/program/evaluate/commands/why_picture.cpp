#include "stages/program/evaluate/commands/why_picture.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/number_text.hpp"
#include "common/io/one_line.hpp"

#include "stages/6_masks/original_frame.hpp"
#include "stages/pipeline/box_frames.hpp"
#include "stages/pipeline/trace_io.hpp"

#include "viz/box_drawing.hpp"
#include "viz/chart.hpp"
#include "viz/image_io.hpp"
#include "viz/overlay.hpp"
#include "viz/sheet.hpp"

namespace mrcnn {
namespace {

/// The original image, and the way from the frame of the boxes to it.
class Canvas {
 public:
  Canvas(const TracedRun& run, const PipelineState<Host>& state)
      : run_(run), state_(state), frame_(box_frame(state.input.resized, run.config)) {}

  [[nodiscard]] Box place(const Box& box) const {
    return to_original_frame(HostTensor<Box, 1>{box}, frame_, state_.input.original,
                             run_.config.paste.rule)(0);
  }

  [[nodiscard]] Panel boxes(const std::string& title, const std::string& note,
                            const std::vector<DrawnBox>& drawn) const {
    return {title, note, draw_boxes(state_.image, drawn, kImagePanelSide)};
  }

 private:
  const TracedRun& run_;
  const PipelineState<Host>& state_;
  BoxFrame frame_;
};

Panel class_scores(const DetectionStory& story, const Config& config) {
  std::vector<ChartBar> bars;
  for (const ClassProbability& entry : story.top_classes) {
    bars.push_back({one_line(class_name(config, entry.label)), entry.probability,
                    probability_text(entry.probability, 4),
                    entry.label == 0 ? kRejectedColor : color_of(story.row)});
  }
  return {"stage 4: class scores", "the likeliest classes of the proposal", draw_bars(bars)};
}

std::optional<Box> true_box(const TracedRun& run, const DetectionStory& story,
                            PipelineState<Host>& state) {
  if (!story.truth || !run.trace.has("5_iou_filter/truth_boxes")) {
    return std::nullopt;
  }
  load_array(run.trace, "5_iou_filter/truth_boxes", state);
  return story.truth->row < state.truth.boxes.size()
             ? std::optional(state.truth.boxes(story.truth->row))
             : std::nullopt;
}

/// The mask of the detection over the image.
std::optional<Panel> mask_panel(const TracedRun& run, const DetectionStory& story,
                                const PipelineState<Host>& state, const Box& box) {
  const auto& masks = run.state.result.masks;
  if (!story.mask_row || masks.shape(1) != state.image.pixels.shape(0) ||
      masks.shape(2) != state.image.pixels.shape(1)) {
    return std::nullopt;
  }
  const std::size_t pixels = masks.shape(1) * masks.shape(2);
  InstanceMasks<Host> one{
      {},
      {box},
      {story.score},
      {story.label},
      make_tensor<std::uint8_t>({std::size_t{1}, masks.shape(1), masks.shape(2)})};
  std::copy_n(masks.data() + *story.mask_row * pixels, pixels, one.masks.data());
  return Panel{
      "stage 6: mask", counted(*story.mask_area, "pixel"),
      draw_overlay(state.image, one, run.config.classes, {}, {story.row}, {}, kImagePanelSide)};
}

}  // namespace

void draw_story(const std::filesystem::path& file, const TracedRun& run,
                const DetectionStory& story) {
  PipelineState<Host> state;
  for (const char* array : {"0_image/image", "0_image/resized_size", "0_image/original_size"}) {
    if (!run.trace.has(array)) {
      throw InputError(run.trace.path_of(array).string() + ": is missing, --picture shows it");
    }
    load_array(run.trace, array, state);
  }
  const std::optional<Box> truth = true_box(run, story, state);
  const Canvas canvas(run, state);
  const Box box = canvas.place(story.box);
  const Color color = color_of(story.row);  // as in the result's picture
  std::vector<Panel> panels;
  if (story.proposal && story.box_before) {
    panels.push_back(canvas.boxes(
        "stage 2: proposal", "dashed: the anchor",
        {{.box = canvas.place(story.proposal->anchor_box), .color = color, .dashed = true},
         {.box = canvas.place(*story.box_before),
          .color = color,
          .caption = concat("proposal ", story.proposal->row)}}));
  }
  std::vector<DrawnBox> refined;
  if (story.box_before) {
    refined.push_back({.box = canvas.place(*story.box_before), .color = color, .dashed = true});
  }
  if (truth) {
    refined.push_back({.box = canvas.place(*truth),
                       .color = kTruthColor,
                       .caption = "IoU " + fixed_decimals(story.truth->iou, 2)});
  }
  refined.push_back({.box = box,
                     .color = color,
                     .caption = one_line(class_name(run.config, story.label)) + " " +
                                probability_text(story.score, 2)});
  panels.push_back(canvas.boxes(
      "stage 4: detection",
      truth ? "dashed: the proposal; white: the true object" : "dashed: the proposal", refined));
  if (!story.top_classes.empty()) {
    panels.push_back(class_scores(story, run.config));
  }
  if (auto panel = mask_panel(run, story, state, box)) {
    panels.push_back(std::move(*panel));
  }
  write_png(file, draw_sheet({.title = concat("Detection ", story.row),
                              .subtitle = concat(one_line(class_name(run.config, story.label)),
                                                 ", score ", probability_text(story.score, 4)),
                              .legend = {},
                              .panels = panels,
                              .columns = 2}));
}

}  // namespace mrcnn
