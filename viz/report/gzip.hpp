#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace mrcnn {

/// Bytes as a gzip file (RFC 1952) without name and date, so that equal bytes give equal files.
std::vector<std::byte> gzip(std::span<const std::byte> bytes);

}  // namespace mrcnn
