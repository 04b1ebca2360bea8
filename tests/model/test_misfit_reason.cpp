#include <gtest/gtest.h>

#include "stages/pipeline/model/misfit_reason.hpp"

#include "tests/model/resnet50_shapes.hpp"

namespace mrcnn {
namespace {

TEST(MisfitReason, OptionsUnderWhichTheTensorsFitAreListed) {
  TensorShapes shapes = resnet50();
  set_classes(shapes, 3);
  EXPECT_EQ(misfit_reason(shapes, Config{}, "m", false),
            "; its tensors agree among themselves and fit --set "
            "classes=background,NAME1,NAME2 --set features.blocks=3,4,6,3");
}

TEST(MisfitReason, OtherAspectRatiosAreSaidByTheirNumber) {
  TensorShapes shapes = resnet50();
  shapes["rpn.head.cls_logits.weight"] = {5, 256, 1, 1};
  Config config;
  config.features.blocks = {3, 4, 6, 3};
  EXPECT_EQ(misfit_reason(shapes, config, "m", false),
            "; its region proposal network has 5 anchors per cell: several sizes per level, which "
            "this program does not have, or 5 aspect ratios: --set "
            "proposals.aspect_ratios=RATIO1,...,RATIO5");
}

TEST(MisfitReason, ADamagedFileOfOursIsNoOtherNetwork) {
  TensorShapes shapes = resnet50();
  shapes.erase("roi_heads.box_head.fc7.weight");
  EXPECT_EQ(misfit_reason(shapes, Config{}, "m", true), "");
  EXPECT_EQ(
      misfit_reason(shapes, Config{}, "m", false).rfind("; it has no box head (no tensor ", 0), 0U);
}

}  // namespace
}  // namespace mrcnn
