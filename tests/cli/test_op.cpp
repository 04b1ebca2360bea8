#include <algorithm>
#include <cmath>
#include <numeric>

#include "common/trace/array_tensor.hpp"
#include "common/trace/npy.hpp"

#include "tests/cli/program.hpp"

namespace mrcnn {

class Op : public ProgramTest {
 protected:
  template <class Tensor>
  void put(const std::string& name, const Tensor& tensor) const {
    write_npy(folder() / (name + ".npy"), to_array(tensor));
  }

  /// Runs the operation and reads one of its results.
  [[nodiscard]] Array result(const std::string& arguments, const std::string& name) const {
    const Finished run = mrcnn("op " + arguments + " --out o");
    EXPECT_EQ(run.exit_code, 0) << run.error;
    return read_npy(folder() / "o" / (name + ".npy"));
  }
};

TEST_F(Op, IouOfTwoBoxesByHand) {
  put("a", HostTensor<Box, 1>{{0, 0, 2, 2}});
  put("b", HostTensor<Box, 1>{{1, 0, 3, 2}, {5, 5, 6, 6}});
  const auto iou = to_tensor<float, 2>(result("iou --in a=a.npy --in b=b.npy", "iou"), "iou");
  EXPECT_EQ(iou(0, 0), 1.0F / 3.0F);
  EXPECT_EQ(iou(0, 1), 0.0F);
}

TEST_F(Op, NmsKeepsTheBestOfEachGroup) {
  put("boxes", HostTensor<Box, 1>{{0, 0, 10, 10}, {0, 0, 10, 9}, {0, 0, 10, 10}});
  put("scores", HostTensor<float, 1>{0.5F, 0.9F, 0.7F});
  put("groups", HostTensor<std::int32_t, 1>{0, 0, 7});
  const Array keep =
      result("nms --in boxes=boxes.npy --in scores=scores.npy --in groups=groups.npy", "keep");
  EXPECT_EQ(keep, to_array(HostTensor<std::int32_t, 1>{1, 2}));
}

TEST_F(Op, ZeroRowsAreLegalEverywhere) {
  put("none", make_tensor<Box>({0}));
  put("no_scores", make_tensor<float>({0}));
  put("no_levels", make_tensor<std::int32_t>({0}));
  put("no_deltas", make_tensor<float>({0, 4}));
  put("no_logits", make_tensor<float>({0, 3}));
  put("no_class_deltas", make_tensor<float>({0, 12}));
  put("no_iou", make_tensor<float>({0, 5}));
  put("map", filled_tensor<float>({1, 4, 4}, 1.0F));
  put("no_masks", make_tensor<float>({0, 28, 28}));
  using Shape = std::vector<std::size_t>;
  EXPECT_EQ(result("iou --in a=none.npy --in b=none.npy", "iou").shape, (Shape{0, 0}));
  EXPECT_EQ(result("nms --in boxes=none.npy --in scores=no_scores.npy", "keep").shape, (Shape{0}));
  EXPECT_EQ(result("levels --in boxes=none.npy", "levels").shape, (Shape{0}));
  EXPECT_EQ(result("decode --in boxes=none.npy --in deltas=no_deltas.npy", "boxes").shape,
            (Shape{0, 4}));
  EXPECT_EQ(result("encode --in boxes=none.npy --in targets=none.npy", "deltas").shape,
            (Shape{0, 4}));
  EXPECT_EQ(result("match --in iou=no_iou.npy", "best_truth").shape, (Shape{0}));
  EXPECT_EQ(result("roi_align --in features=map.npy --in boxes=none.npy", "regions").shape,
            (Shape{0, 1, 7, 7}));
  EXPECT_EQ(
      result("paste --in masks28=no_masks.npy --in boxes=none.npy --param canvas=5,6", "masks")
          .shape,
      (Shape{0, 5, 6}));
  EXPECT_EQ(
      result(
          "proposals --in anchors=none.npy --in deltas=no_deltas.npy --in objectness=no_scores.npy"
          " --in levels=no_levels.npy --param clip=9,9",
          "boxes")
          .shape,
      (Shape{0, 4}));
  EXPECT_EQ(result("detections --in class_logits=no_logits.npy --in box_deltas=no_class_deltas.npy"
                   " --in proposals=none.npy --param clip=9,9",
                   "labels")
                .shape,
            (Shape{0}));
}

TEST_F(Op, RoiAlignTakesChannelsFirstAndTwoSizes) {
  auto map = make_tensor<float>({2, 8, 8});
  std::fill_n(map.data(), 64, 1.0F);
  std::fill_n(map.data() + 64, 64, 2.0F);
  put("map", map);
  put("boxes", HostTensor<Box, 1>{{0, 0, 16, 16}});
  const auto regions = to_tensor<float, 4>(
      result("roi_align --in features=map.npy --in boxes=boxes.npy --param size=2,3", "regions"),
      "regions");
  EXPECT_EQ(regions.shape(), (std::array<std::size_t, 4>{1, 2, 2, 3}));
  EXPECT_EQ(regions(0, 0, 1, 2), 1.0F);
  EXPECT_EQ(regions(0, 1, 0, 0), 2.0F);
}

TEST_F(Op, ValuesAreNeverRefusedByAPrimitive) {
  put("a", HostTensor<Box, 1>{{NAN, 0, 2, 2}, {-INFINITY, 0, INFINITY, 3}});
  const auto iou = to_tensor<float, 2>(result("iou --in a=a.npy --in b=a.npy", "iou"), "iou");
  for (const float v : iou) {
    EXPECT_EQ(v, 0.0F);
  }
}

TEST_F(Op, ShapesThatDisagreeAreBadInput) {
  put("boxes", HostTensor<Box, 1>{{0, 0, 1, 1}});
  put("scores", HostTensor<float, 1>{0.5F, 0.9F});
  const Finished run = mrcnn("op nms --in boxes=boxes.npy --in scores=scores.npy --out o");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_NE(run.error.find("scores has 2 rows, expected 1 like boxes"), std::string::npos)
      << run.error;
}

//   0  1  2  3
//   4  5  6  7     the box from cell 0.5 to 1.5 is rounded to cells 1 to 2: two bins of one cell
//   8  9 10 11
TEST_F(Op, RoiPoolTakesTheLargestCellOfEveryBin) {
  auto map = make_tensor<float>({1, 3, 4});
  std::iota(map.begin(), map.end(), 0.0F);
  put("map", map);
  put("boxes", HostTensor<Box, 1>{{0.5F, 0.5F, 1.5F, 1.5F}});
  const auto regions = to_tensor<float, 4>(
      result("roi_pool --in features=map.npy --in boxes=boxes.npy --param size=2"
             " --param scale=1",
             "regions"),
      "regions");
  EXPECT_EQ((std::vector<float>{regions.begin(), regions.end()}),
            (std::vector<float>{5, 6, 9, 10}));
}

TEST_F(Op, CropAndResizeReadsTheCornersOfItsBox) {
  auto map = make_tensor<float>({1, 3, 4});
  std::iota(map.begin(), map.end(), 0.0F);
  put("map", map);
  put("boxes", HostTensor<Box, 1>{{0, 0.5F, 1, 1}});
  const auto regions = to_tensor<float, 4>(
      result("crop_and_resize --in features=map.npy --in boxes=boxes.npy --param size=2",
             "regions"),
      "regions");
  EXPECT_EQ((std::vector<float>{regions.begin(), regions.end()}),
            (std::vector<float>{4, 7, 8, 11}));
}

TEST_F(Op, PasteFollowsTheRuleThatIsNamed) {
  put("masks28", filled_tensor<float>({1, 28, 28}, 0.9F));
  put("boxes", HostTensor<Box, 1>{{10, 10, 20, 20}});
  const auto area = [&](const std::string& rule) {
    const auto masks = to_tensor<float, 3>(
        result("paste --in masks28=masks28.npy --in boxes=boxes.npy --param canvas=40,40"
               " --param rule=" +
                   rule,
               "masks"),
        "masks");
    return std::count_if(masks.begin(), masks.end(), [](float p) { return p >= 0.5F; });
  };
  EXPECT_EQ(area("torchvision"), 144);
  EXPECT_EQ(area("matterport"), 100);
  EXPECT_EQ(area("detectron2"), 100);
}

TEST_F(Op, AnUnknownWordIsRefusedWithTheKnownOnes) {
  put("boxes", HostTensor<Box, 1>{{10, 10, 20, 20}});
  const Finished run = mrcnn("op levels --in boxes=boxes.npy --param rule=ceil --out o");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.error.find("rule=ceil: expected floor or floor_inside or nearest"),
            std::string::npos)
      << run.error;
}

TEST_F(Op, AnAreaNeedNotBeginAtTheOrigin) {
  put("boxes", HostTensor<Box, 1>{{0, 0, 50, 50}});
  put("deltas", filled_tensor<float>({1, 4}, 0.0F));
  const auto boxes = to_tensor<Box, 1>(
      result("decode --in boxes=boxes.npy --in deltas=deltas.npy --param clip=10,20,30,40",
             "boxes"),
      "boxes");
  EXPECT_EQ(boxes(0), (Box{20, 10, 40, 30}));
}

TEST_F(Op, ZerosFillTheProposalsUpIfAsked) {
  put("anchors", HostTensor<Box, 1>{{0, 0, 10, 10}});
  put("deltas", filled_tensor<float>({1, 4}, 0.0F));
  put("objectness", HostTensor<float, 1>{1});
  put("levels", HostTensor<std::int32_t, 1>{2});
  const Array boxes = result(
      "proposals --in anchors=anchors.npy --in deltas=deltas.npy --in objectness=objectness.npy"
      " --in levels=levels.npy --param clip=20,20 --param post=3 --param pad_with_zeros=1",
      "boxes");
  EXPECT_EQ(boxes, to_array(HostTensor<Box, 1>{{0, 0, 10, 10}, {0, 0, 0, 0}, {0, 0, 0, 0}}));
}

TEST_F(Op, AnInputOfTheWrongShapeIsNamed) {
  put("boxes", HostTensor<Box, 1>{{0, 0, 1, 1}});
  put("three_columns", make_tensor<float>({2, 3}));
  const Finished run = mrcnn("op iou --in a=boxes.npy --in b=three_columns.npy --out o");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.error,
            "mrcnn: op input b: boxes have the wrong shape, expected (N, 4), got (2, 3)\n");
}

TEST_F(Op, AnEmptyParameterListLeavesTheOptionsAfterItAlone) {
  put("a", HostTensor<Box, 1>{{0, 0, 2, 2}});
  const Array iou = result("iou --in a=a.npy b=a.npy --param", "iou");
  EXPECT_EQ(iou, to_array(HostTensor<float, 2>{{1}}));
  const Finished run = mrcnn("op iou --in --out o");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.error, "mrcnn: op iou: --in a=FILE.npy is missing\n");
}

TEST_F(Op, EncodeNamesTheInputOfAnotherLength) {
  put("boxes", HostTensor<Box, 1>{{0, 0, 1, 1}});
  put("targets", HostTensor<Box, 1>{{0, 0, 1, 1}, {0, 0, 2, 2}});
  const Finished run = mrcnn("op encode --in boxes=boxes.npy targets=targets.npy --out o");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.error, "mrcnn: op encode: encode: targets has 2 rows, expected 1 like boxes\n");
}

TEST_F(Op, AParameterOutsideItsLimitsIsNamedWithThem) {
  put("boxes", HostTensor<Box, 1>{{0, 0, 1, 1}});
  const auto refused = [&](const std::string& call) {
    const Finished run = mrcnn("op " + call + " --out o");
    EXPECT_EQ(run.exit_code, 2);
    return run.error;
  };
  EXPECT_EQ(refused("levels --in boxes=boxes.npy --param canonical=0"),
            "mrcnn: op parameter canonical=0: expected a positive number\n");
  EXPECT_EQ(refused("levels --in boxes=boxes.npy --param max=31"),
            "mrcnn: op parameter max=31: expected a whole number from 2 to 30\n");
  EXPECT_EQ(refused("encode --in boxes=boxes.npy targets=boxes.npy --param weights=1,0,1,1"),
            "mrcnn: op parameter weights=1,0,1,1: expected four numbers other than 0\n");
  EXPECT_EQ(refused("anchors --param padded=8,8 grids=1:1 sizes=8 ratios=1,-1"),
            "mrcnn: op parameter ratios=1,-1: expected positive numbers\n");
  EXPECT_EQ(refused("anchors --param padded=8,8 grids=1x1 sizes=8"),
            "mrcnn: op parameter grids=1x1: expected height:width with commas between them\n");
}

TEST_F(Op, MatchRefusesALowThresholdAboveTheHighOne) {
  put("iou", filled_tensor<float>({1, 1}, 0.6F));
  const Finished run = mrcnn("op match --in iou=iou.npy --param low=0.7 --out o");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.error, "mrcnn: op parameter low=0.7: expected at most high, 0.5\n");
}

}  // namespace mrcnn
