#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/array_access.hpp"
#include "stages/program/evaluate/target.hpp"

#include "tests/evaluate/two_objects.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

TEST(Target, ATrueObjectIsItsRow) {
  const TwoObjects objects;
  EXPECT_EQ(target_of_object(objects.run(), 1).box, TwoObjects::kOther);
  EXPECT_EQ(target_of_object(objects.run(), 1).label, 2);
  EXPECT_EQ(message_of<UsageError>([&] { (void)target_of_object(objects.run(), 2); }),
            "why-not: --truth-object 2: the trace has 2 true objects, counted from 0");
}

TEST(Target, APointMeansTheSmallestTrueBoxThatHoldsIt) {
  TwoObjects objects;
  objects.state().truth = {list<Box>({{0, 0, 60, 60}, {20, 20, 40, 40}, {20, 20, 50, 50}}),
                           list<std::int32_t>({1, 2, 1})};
  EXPECT_EQ(target_at_point(objects.run(), 30, 30).label, 2);
  EXPECT_EQ(target_at_point(objects.run(), 45, 45).box, (Box{20, 20, 50, 50}));
  EXPECT_EQ(target_at_point(objects.run(), 5, 5).box, (Box{0, 0, 60, 60}));
  EXPECT_EQ(target_at_point(objects.run(), 60, 60).label, 1) << "borders belong to a box";
  EXPECT_EQ(message_of<UsageError>([&] { (void)target_at_point(objects.run(), 61, 5); }),
            "why-not: no true object at 61,5 of the original image");
}

TEST(Target, PointsAndBoxesOfTheOriginalImageMoveToTheFrameOfTheBoxes) {
  TwoObjects objects;
  objects.state().input.original = {32, 128};  // half as high, twice as wide as the resized one
  EXPECT_EQ(target_at_point(objects.run(), 100, 25).box, TwoObjects::kOther);
  const Target target = target_of_box(objects.run(), {2, 3, 10, 5}, "square");
  EXPECT_EQ(target.box, (Box{1, 6, 5, 10}));
  EXPECT_EQ(target.label, 2);
}

TEST(Target, ABoxThatEnclosesNothingIsRefused) {
  const TwoObjects objects;
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  for (const Box& box : {Box{3, 1, 3, 2}, Box{1, 4, 2, 3}, Box{kNan, 1, 2, 2}}) {
    EXPECT_EQ(message_of<UsageError>([&] { (void)target_of_box(objects.run(), box, "circle"); }),
              "why-not: --box: expected X1,Y1,X2,Y2 with X1 < X2 and Y1 < Y2");
  }
}

TEST(Target, OnlyAClassOfTheModelIsAccepted) {
  TwoObjects objects;
  for (const char* name : {"star", "background", ""}) {
    EXPECT_EQ(message_of<UsageError>([&] {
                (void)target_of_box(objects.run(), {1, 1, 2, 2}, name);
              }),
              std::string("why-not: --class ") + name +
                  ": unknown to the model, whose first class is circle");
  }
}

TEST(Target, WithoutGroundTruthTheWayOutIsNamed) {
  for (const char* array : {"5_iou_filter/truth_boxes", "5_iou_filter/truth_labels"}) {
    TwoObjects objects;
    objects.remove(array);
    const std::string expected = objects.trace().directory().string() +
                                 ": has no ground truth: run with --truth, or give --box and "
                                 "--class";
    EXPECT_EQ(message_of<UsageError>([&] { (void)target_of_object(objects.run(), 0); }), expected);
    EXPECT_EQ(message_of<UsageError>([&] { (void)target_at_point(objects.run(), 1, 1); }),
              expected);
    EXPECT_EQ(target_of_box(objects.run(), {1, 1, 2, 2}, "circle").label, 1);
  }
}

TEST(Target, WithoutTheSizesOfTheImageABoxCannotBeMoved) {
  TwoObjects objects;
  objects.remove("0_image/original_size");
  EXPECT_EQ(message_of<InputError>([&] {
              (void)target_of_box(objects.run(), {1, 1, 2, 2}, "circle");
            }),
            objects.file("0_image/original_size") +
                ": is missing, expected a whole trace: mrcnn run IMAGE --dump DIR");
}

TEST(Target, TheArraysOfTheQuestionsAreReadAsFarAsTheyAreThere) {
  TwoObjects objects;
  for (const char* array : {"2_proposals/kept", "3_roi_align/levels", "5_iou_filter/truth_boxes"}) {
    objects.trace().write(array, to_array(*find_array(array), objects.state()));
  }
  const TracedRun run = read_run_of_objects(objects.trace(), {});
  EXPECT_EQ(run.state.truth.boxes(1), TwoObjects::kOther);
  EXPECT_EQ(values(run.state.proposals_trace.kept), (std::vector<std::int32_t>{0, 2}));
  EXPECT_FALSE(run.state.has("3_roi_align/levels")) << "no question is about it";
  EXPECT_FALSE(run.state.has("5_iou_filter/truth_labels"));
}

}  // namespace
}  // namespace mrcnn
