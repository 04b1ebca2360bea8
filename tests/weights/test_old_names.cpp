#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "common/weights/old_names.hpp"

namespace mrcnn {

namespace {

TEST(OldNames, NamesOfLayoutVersionOneBecomeTodays) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"backbone.fpn.inner_blocks.0.weight", "backbone.fpn.inner_blocks.0.0.weight"},
      {"backbone.fpn.inner_blocks.3.bias", "backbone.fpn.inner_blocks.3.0.bias"},
      {"backbone.fpn.layer_blocks.2.weight", "backbone.fpn.layer_blocks.2.0.weight"},
      {"rpn.head.conv.weight", "rpn.head.conv.0.0.weight"},
      {"rpn.head.conv.bias", "rpn.head.conv.0.0.bias"},
      {"roi_heads.mask_head.mask_fcn1.weight", "roi_heads.mask_head.0.0.weight"},
      {"roi_heads.mask_head.mask_fcn4.bias", "roi_heads.mask_head.3.0.bias"},
  };
  for (const auto& [old_name, name] : cases) {
    EXPECT_EQ(current_name(old_name), name);
    EXPECT_EQ(current_name(name), name) << "a current name stays";
  }
}

TEST(OldNames, OtherNamesStayAsTheyAre) {
  for (const std::string name :
       {"", "backbone.fpn.inner_blocks.", "backbone.fpn.inner_blocks.0", "rpn.head.conv.0.weight",
        "backbone.fpn.inner_blocks.x.weight", "backbone.fpn.inner_blocks.0.gain",
        "roi_heads.mask_head.mask_fcn0.weight", "roi_heads.mask_head.mask_fcn_logits.weight",
        "roi_heads.mask_predictor.mask_fcn_logits.weight", "x.rpn.head.conv.weight",
        "backbone.body.conv1.weight", "rpn.head.cls_logits.bias"}) {
    EXPECT_EQ(current_name(name), name);
  }
}

}  // namespace

}  // namespace mrcnn
