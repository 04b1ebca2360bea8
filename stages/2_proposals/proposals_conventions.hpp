#pragma once
#include <array>
#include <cstdint>

#include "common/geometry/anchor_math.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/host_device.hpp"

namespace mrcnn {

/// Among which anchors a limit applies, or among which candidates NMS.
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
  bool anchor_rounding = true;  // corners to whole pixels
  AnchorStride anchor_stride = AnchorStride::grid;
  CornerRule corners = CornerRule::exclusive;  // of the anchors, and so of every box to the masks
  int hidden = 0;                      // channels of the 3x3 convolution; 0: as many as a level has
  int logits_per_anchor = 1;           // 1: object; 2: background, object
  float max_log_scale = kMaxLogScale;  // largest dw and dh; 0: no limit
  Scope pre_nms_scope = Scope::level;  // which anchors are ranked together
  Scope nms_scope = Scope::level;      // which candidates suppress each other
  ClipArea clip = ClipArea::image;     // the caller of proposals() passes that frame
  bool pad_with_zeros = false;         // rows of zeros make the proposals post_nms_top_n always
};

}  // namespace mrcnn
