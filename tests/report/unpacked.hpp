#pragma once
#include <cstddef>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <zlib.h>

#include "common/trace/array.hpp"

#include "viz/report/page_pack.hpp"

namespace mrcnn {

/// What a page does in its own language, done here to see that nothing is lost.
inline std::vector<std::byte> from_base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<std::byte> bytes;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    if (c == '=') {
      break;
    }
    bits = (bits << 6U) | static_cast<std::uint32_t>(digits.find(c));
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<std::byte>((bits >> count) & 0xFFU));
    }
  }
  return bytes;
}

/// The content of a gzip file that holds `size` bytes.
inline std::vector<std::byte> gunzip(std::span<const std::byte> packed, std::size_t size) {
  z_stream stream{};
  inflateInit2(&stream, MAX_WBITS + 16);
  std::vector<Bytef> in(packed.size());
  std::memcpy(in.data(), packed.data(), packed.size());
  std::vector<std::byte> out(size + 1);  // one more, to notice if more comes
  stream.next_in = in.data();
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = inflate(&stream, Z_FINISH);
  const std::size_t left = stream.avail_in;
  out.resize(out.size() - stream.avail_out);
  inflateEnd(&stream);
  if (status != Z_STREAM_END || left != 0) {
    throw std::runtime_error("not one whole gzip stream");
  }
  return out;
}

/// The array called `name` in a pack, out of its text.
inline Array unpacked(const PagePack& pack, const std::string& name) {
  for (const nlohmann::ordered_json& entry : pack.index()) {
    if (entry["name"] != name) {
      continue;
    }
    Array array{DType::u8, entry["shape"].get<std::vector<std::size_t>>(), {}};
    array.dtype =
        entry["dtype"] == "f32" ? DType::f32 : (entry["dtype"] == "i32" ? DType::i32 : DType::u8);
    const std::size_t size = element_count(array.shape) * size_of(array.dtype);
    const std::vector<std::byte> streams = from_base64(pack.data());
    const std::vector<std::byte> coded =
        gunzip(std::span(streams).subspan(entry["offset"], entry["packed"]), size);
    array.bytes = coded;
    for (std::size_t i = 0; i < coded.size(); ++i) {
      if (entry["coding"] == "planes") {
        array.bytes[i] = coded[i % 4 * (coded.size() / 4) + i / 4];
      } else if (entry["coding"] == "left" && i % (3 * array.shape[1]) >= 3) {
        array.bytes[i] = static_cast<std::byte>(std::to_integer<unsigned>(coded[i]) +
                                                std::to_integer<unsigned>(array.bytes[i - 3]));
      }
    }
    return array;
  }
  throw std::runtime_error(name + " is not in the pack");
}

inline bool holds(const PagePack& pack, const std::string& name) {
  for (const PagePart& part : pack.parts()) {
    if (part.name == name) {
      return true;
    }
  }
  return false;
}

}  // namespace mrcnn
