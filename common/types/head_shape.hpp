#pragma once

namespace mrcnn {

/// The input and output sizes that the box head and the mask head share.
struct HeadShape {
  int channels = 256;  // C of a region
  int classes = 91;    // K, background included
};

}  // namespace mrcnn
