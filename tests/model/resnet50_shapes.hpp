#pragma once
#include <cstddef>

#include "common/error.hpp"

#include "stages/pipeline/model/torchvision_network.hpp"

namespace mrcnn {

/// The tensors that decide: ResNet-50 with FPN and both heads, 91 classes.
inline TensorShapes resnet50() {
  TensorShapes shapes = {{"backbone.body.conv1.weight", {64, 3, 7, 7}},
                         {"backbone.body.layer1.0.conv2.weight", {64, 64, 3, 3}},
                         {"backbone.body.layer1.0.conv3.weight", {256, 64, 1, 1}},
                         {"backbone.fpn.inner_blocks.0.0.weight", {256, 256, 1, 1}},
                         {"backbone.fpn.inner_blocks.3.0.weight", {256, 2048, 1, 1}},
                         {"rpn.head.conv.0.0.weight", {256, 256, 3, 3}},
                         {"rpn.head.cls_logits.weight", {3, 256, 1, 1}},
                         {"roi_heads.box_head.fc6.weight", {1024, 12544}},
                         {"roi_heads.box_head.fc7.weight", {1024, 1024}},
                         {"roi_heads.box_predictor.cls_score.weight", {91, 1024}},
                         {"roi_heads.box_predictor.bbox_pred.weight", {364, 1024}},
                         {"roi_heads.mask_predictor.conv5_mask.weight", {256, 256, 2, 2}},
                         {"roi_heads.mask_predictor.mask_fcn_logits.weight", {91, 256, 1, 1}}};
  const int blocks[] = {3, 4, 6, 3};
  for (int stage = 1; stage <= 4; ++stage) {
    for (int block = 0; block < blocks[stage - 1]; ++block) {
      shapes[concat("backbone.body.layer", stage, ".", block, ".conv1.weight")] = {64, 64, 1, 1};
    }
  }
  for (int layer = 0; layer < 4; ++layer) {
    shapes[concat("roi_heads.mask_head.", layer, ".0.weight")] = {256, 256, 3, 3};
  }
  return shapes;
}

inline void set_classes(TensorShapes& shapes, std::size_t classes) {
  shapes["roi_heads.box_predictor.cls_score.weight"] = {classes, 1024};
  shapes["roi_heads.box_predictor.bbox_pred.weight"] = {4 * classes, 1024};
  shapes["roi_heads.mask_predictor.mask_fcn_logits.weight"] = {classes, 256, 1, 1};
}

}  // namespace mrcnn
