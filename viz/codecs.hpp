#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"

#include "viz/image_header.hpp"

namespace mrcnn {

/// The result of a decoder.
struct Decoded {
  HostTensor<std::uint8_t, 3> rgb;      // (H, W, 3)
  std::int64_t transparent_pixels = 0;  // that were not opaque
  std::string complaint;                // the library's first warning, usually empty
};

/// The pixels of a file that check_image_file has accepted, by libpng and libjpeg; a PPM needs no
/// library. They print nothing, and any number of threads may decode at once.
///
///   header  what check_image_file returned
///   name    of the file, for messages, already printable
///
/// Throws InputError "NAME: damaged image (REASON)", std::bad_alloc.
Decoded decode_png(std::span<const std::byte> bytes, const ImageHeader& header,
                   const std::string& name);
Decoded decode_jpeg(std::span<const std::byte> bytes, const ImageHeader& header,
                    const std::string& name);
Decoded decode_ppm(std::span<const std::byte> bytes, const std::string& name);

/// A PNG file with the pixels (H, W, 3). Throws std::bad_alloc.
std::vector<std::byte> encode_png(const HostTensor<std::uint8_t, 3>& rgb);

}  // namespace mrcnn
