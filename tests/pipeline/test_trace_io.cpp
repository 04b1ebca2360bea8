#include <cmath>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/trace_io.hpp"

#include "tests/compare/tiny_trace.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

const std::vector<float> kFourLogits(4);

void put_arrays_before_box_head(TinyTrace& trace) {
  trace.put<float>("3_roi_align/regions", {1, 2, 1, 1}, {1, 2});
  trace.put_boxes("2_proposals/boxes", {{0, 0, 1, 1}});
  trace.put<std::int32_t>("0_image/resized_size", {32, 32});
}

TEST(TraceIo, LoadsWhatTheStepsReadAndDoNotMakeThemselves) {
  TinyTrace trace;
  put_arrays_before_box_head(trace);
  trace.put<float>("4_box_head/class_logits", {1, 4}, kFourLogits);
  const PipelineState<Host> state = load_inputs(trace.folder(), Step::box_head, Step::detections);
  EXPECT_TRUE(state.has("3_roi_align/regions"));
  EXPECT_TRUE(state.has("2_proposals/boxes"));
  EXPECT_FALSE(state.has("4_box_head/class_logits"));
}

TEST(TraceIo, LoadsGroundTruthIfItIsThere) {
  TinyTrace trace;
  put_arrays_before_box_head(trace);
  trace.put_boxes("5_iou_filter/truth_boxes", {{0, 0, 1, 1}});
  EXPECT_TRUE(load_inputs(trace.folder(), Step::box_head, Step::box_head).has_truth());
}

TEST(TraceIo, NamesTheMissingFileAndTheStepThatReadsIt) {
  const TinyTrace trace;
  const TraceFolder folder = trace.folder();
  EXPECT_EQ(
      message_of<InputError>([&] { load_inputs(folder, Step::box_head, Step::box_head); }),
      folder.path_of("3_roi_align/regions").string() + ": is missing, step box_head reads it");
}

TEST(TraceIo, NamesTheFileOfAnElementThatIsNotFinite) {
  TinyTrace trace;
  trace.put<float>("2_proposals/scores", {0.5F, NAN});
  PipelineState<Host> state;
  const TraceFolder folder = trace.folder();
  EXPECT_EQ(
      message_of<InputError>([&] {
        load_array(folder, "2_proposals/scores", state);
      }).find(folder.path_of("2_proposals/scores").string() + ": the value at (1,) is not finite"),
      0U);
}

TEST(TraceIo, WritesWhatTheRunMadeAndCopiesWhatWasMadeBefore) {
  TinyTrace source;
  put_arrays_before_box_head(source);
  const TinyTrace target;
  PipelineState<Host> state = load_inputs(source.folder(), Step::box_head, Step::box_head);
  state.head.class_logits = HostTensor<float, 2>{{1.0F, 2.0F}};
  state.arrays["4_box_head/class_logits"] = {.shape = {1, 2}, .made = true};
  Manifest manifest;
  copy_earlier_arrays(source.folder(), target.folder(), Step::box_head, state, manifest);
  save_arrays(target.folder(), state, manifest);
  EXPECT_EQ(target.folder().arrays(),
            (std::vector<std::string>{"0_image/resized_size", "2_proposals/boxes",
                                      "3_roi_align/regions", "4_box_head/class_logits"}));
  EXPECT_EQ(manifest.arrays.size(), 4U);
  EXPECT_EQ(manifest.arrays["4_box_head/class_logits"].meaning, "one logit per class");
}

}  // namespace
}  // namespace mrcnn
