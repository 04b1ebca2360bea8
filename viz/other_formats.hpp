#pragma once
#include <cstddef>
#include <span>
#include <string>

namespace mrcnn {

/// What a file is that is no PNG, JPEG or PPM image, by its first bytes, and what to do about it:
/// "is a BMP image, expected a PNG, JPEG or PPM (P6) image; ImageMagick converts it: ...".
///
///   name  of the file, for the command, already printable
std::string other_format(std::span<const std::byte> bytes, const std::string& name);

}  // namespace mrcnn
