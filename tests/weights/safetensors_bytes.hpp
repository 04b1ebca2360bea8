#pragma once
#include <cstdint>
#include <string>

namespace mrcnn {

/// The bytes of a .safetensors file made by hand; the header may be wrong on purpose.
inline std::string safetensors_bytes(const std::string& header, const std::string& data) {
  std::string out;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    out += static_cast<char>((static_cast<std::uint64_t>(header.size()) >> shift) & 0xFFU);
  }
  return out + header + data;
}

}  // namespace mrcnn
