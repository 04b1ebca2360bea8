#pragma once
#include <cstddef>
#include <span>
#include <string>

namespace mrcnn {

/// Bytes as text (RFC 4648, section 4): four characters for every three bytes, padded with "=".
std::string base64(std::span<const std::byte> bytes);

}  // namespace mrcnn
