#pragma once
#include <string>

namespace mrcnn {

/// Today's torchvision name of a tensor that may have the name of layout version 1, from before
/// these modules became Conv2dNormActivation:
///
///   backbone.fpn.inner_blocks.0.weight       backbone.fpn.inner_blocks.0.0.weight
///   backbone.fpn.layer_blocks.0.weight       backbone.fpn.layer_blocks.0.0.weight
///   rpn.head.conv.weight                     rpn.head.conv.0.0.weight
///   roi_heads.mask_head.mask_fcn1.weight     roi_heads.mask_head.0.0.weight
///
/// and the same for bias. Any other name comes back unchanged.
std::string current_name(const std::string& name);

}  // namespace mrcnn
