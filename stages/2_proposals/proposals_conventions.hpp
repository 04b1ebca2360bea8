#pragma once
#include <array>
#include <cstdint>

#include "common/geometry/anchor_math.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/host_device.hpp"

namespace mrcnn {

/// Whether a limit, or NMS, applies to each level or to all levels together.
enum class Scope { level, all_levels };

constexpr auto names_of(Scope) {
  return std::array{"level", "all_levels"};
}

/// Rows of one group are ranked together, or suppress each other.
MRCNN_HD inline std::int32_t group_of(std::int32_t level, Scope scope) {
  return scope == Scope::level ? level : 0;
}

/// What proposals are clipped to.
enum class ClipArea {
  image,  // the resized image
  input,  // the whole input of the network, padding included
};

constexpr auto names_of(ClipArea) {
  return std::array{"image", "input"};
}

/// What other programs do differently. The defaults are torchvision's.
struct ProposalsConventions {
  bool anchor_rounding = true;  // corners are rounded to whole pixels
  AnchorStride anchor_stride = AnchorStride::grid;
  CornerRule corners = CornerRule::exclusive;  // of the anchors, so of every box up to the masks
  int hidden = 0;                      // channels of the 3x3 convolution; 0: as in the pyramid
  int logits_per_anchor = 1;           // 1: object; 2: background, object
  float max_log_scale = kMaxLogScale;  // largest dw and dh; 0: no limit
  Scope pre_nms_scope = Scope::level;  // which anchors are ranked together
  Scope nms_scope = Scope::level;      // which candidates suppress each other
  ClipArea clip = ClipArea::image;     // the caller of proposals() passes that frame
  bool pad_with_zeros = false;         // rows of zeros fill the proposals up to post_nms_top_n
};

}  // namespace mrcnn
