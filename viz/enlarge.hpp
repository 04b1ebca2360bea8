#pragma once
#include <cstdint>

#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// The short side that a picture of a small image gets at least, pixels: room for captions.
inline constexpr int kPictureShortSide = 640;
/// But no image is enlarged beyond this long side.
inline constexpr int kPictureLongSide = 2048;

/// How many times larger than the image its picture is drawn: the smallest whole number that
/// reaches kPictureShortSide within kPictureLongSide, 1 for large images. Throws ShapeError
/// for an empty one.
int picture_scale(ImageSize image);

/// The factor, larger or smaller than 1, at which an image just fits into side x side pixels.
/// Throws ShapeError for an empty one.
double scale_to_fit(ImageSize image, int side);

/// The image at any scale: bicubic when it grows, averaged when it shrinks; a copy at 1.
HostTensor<std::uint8_t, 3> scaled(const InputImage<Host>& image, double scale);

}  // namespace mrcnn
