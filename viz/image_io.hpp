#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

struct DecodedImage {
  InputImage<Host> image;              // 8-bit RGB
  std::optional<std::string> warning;  // one line "NAME: ..." that the user should see
};

/// An image from the bytes of a PNG, JPEG or PPM (P6) file. Grey becomes RGB, alpha is dropped,
/// of 16 bits the upper 8 are kept, of an animation the first frame. The EXIF orientation is not
/// applied. A warning says where that shows another picture than a viewer does: 16 bits,
/// transparent pixels, an animation, CMYK, an orientation that would turn it.
///
///   name  what the file is called in messages
///
/// Throws InputError "NAME: reason" for everything check_image_file (viz/image_header.hpp) refuses,
/// and when the decoder finds the pixels damaged or incomplete. Nothing is printed.
DecodedImage decode_image(std::span<const std::byte> bytes, const std::string& name);

/// The same from a file of at most 512 MiB.
DecodedImage read_image_file(const std::filesystem::path& path);

/// The size of the image in such a file, which is checked but not decoded. Throws InputError.
ImageSize read_image_size(const std::filesystem::path& path);

/// Writes (H, W, 3) RGB as a PNG file. Throws ShapeError for an empty picture, OutputError "FILE:
/// reason" if it cannot be written; the name then holds what it held before.
void write_png(const std::filesystem::path& path, const HostTensor<std::uint8_t, 3>& rgb);

}  // namespace mrcnn
