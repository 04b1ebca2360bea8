#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/types/image.hpp"

namespace mrcnn {

/// A binary mask as run lengths, the way COCO stores it: down the first column, then the second,
/// and so on, beginning with the number of zeros (which may be 0), then ones, then zeros, ...
///
/// The functions below only return masks of 1 to kMaxImagePixels pixels whose counts add up to
/// exactly height * width, and expect no other.
struct Rle {
  ImageSize size;
  std::vector<std::uint32_t> counts;

  friend bool operator==(const Rle&, const Rle&) = default;
};

/// The smallest rectangle of whole pixels around a mask; all 0 if the mask is empty.
struct PixelBox {
  int x = 0, y = 0, width = 0, height = 0;

  friend bool operator==(const PixelBox&, const PixelBox&) = default;
};

/// Pixels that are not 0 become ones.
///
///   mask  (H, W) row-major
///
/// Throws ShapeError if mask.size() is not H * W, or the size is not that of an Rle.
Rle encode_rle(std::span<const std::uint8_t> mask, ImageSize size);

/// Sets the pixels of the mask to 1 and leaves the others unchanged, so that several masks can be
/// joined.
///
///   mask  (H, W) row-major, the size of `rle`; otherwise ShapeError
void draw_rle(const Rle& rle, std::span<std::uint8_t> mask);

/// Number of ones.
std::int64_t rle_area(const Rle& rle);

PixelBox mask_box(std::span<const std::uint8_t> mask, ImageSize size);

/// COCO's compressed text: differences to the count two places before, in base 32, low digits
/// first.
std::string compressed_counts(const Rle& rle);

/// Throws InputError "NAME: ..." unless both sides are > 0 and there are at most kMaxImagePixels.
void check_image_size(ImageSize size, const std::string& name);

/// The inverse of compressed_counts. Allocates memory in proportion to the length of the text.
///
///   name  for messages: "FILE: annotation 7: segmentation"
///
/// Throws InputError "NAME: reason" unless the counts are >= 0 and add up to height * width.
Rle rle_from_compressed(std::string_view text, ImageSize size, const std::string& name);

/// The same from a list of numbers (the uncompressed form).
Rle rle_from_counts(std::span<const std::int64_t> counts, ImageSize size, const std::string& name);

}  // namespace mrcnn
