#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace mrcnn {

/// An image in memory, 8 bits per channel: each row is R, G, B, R, G, B, ...
struct Image {
  const std::uint8_t* pixels = nullptr;  // row y begins at pixels + y * row_bytes
  int height = 0;
  int width = 0;
  std::size_t row_bytes = 0;               // at least 3 * width
  std::string name = "image";              // what messages and traces call it
  std::string warning = {};                // one line that a user should see, usually empty
  std::shared_ptr<const void> owner = {};  // keeps the pixels of read_image() alive
};

/// Reads a PNG, JPEG or PPM (P6) file of at most 2^26 pixels. Grey becomes RGB, alpha is dropped,
/// and of 16 bits the upper 8 are kept. An EXIF orientation is not applied; `warning` says so.
///
/// Throws Error "FILE: reason". Nothing is printed, and any number of threads may read at once.
Image read_image(const std::filesystem::path& file);

/// Pixels that the caller owns. They are not copied, and must live as long as the image is used.
///
///   row_bytes  from one row to the next; 0: 3 * width
///
/// Throws Error if the pointer is null, a side is less than 1, or rows overlap.
Image image_view(const std::uint8_t* pixels, int height, int width, std::size_t row_bytes = 0);

}  // namespace mrcnn
