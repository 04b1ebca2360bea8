#pragma once
#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// Bilinear resampling with half-pixel centres, edges repeated, no antialiasing.
///
///   source   (H, W, C)
///   returns  (size.height, size.width, C)
///
/// Throws ShapeError if the source or the size is empty.
HostTensor<float, 3> resize_bilinear(const HostTensor<float, 3>& source, ImageSize size);

/// The same with black beyond the border, limited to the range of the source's values and truncated
/// to whole pixel values (scikit-image's resize with order 1 and cval 0, cast to uint8).
HostTensor<std::uint8_t, 3> resize_pixel_values(const HostTensor<std::uint8_t, 3>& source,
                                                ImageSize size);

}  // namespace mrcnn
