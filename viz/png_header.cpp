#include <algorithm>
#include <cstdio>

#include <zlib.h>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"

#include "viz/byte_reader.hpp"
#include "viz/image_header.hpp"

namespace mrcnn {

namespace {

struct Chunk {
  std::string type;
  std::span<const std::byte> data;
};

std::uint32_t checksum(std::span<const std::byte> bytes) {
  // At most 2^31 bytes, since a chunk's length is checked.
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

Chunk next_chunk(ByteReader& file) {
  constexpr std::uint32_t kMaxLength = 0x7fffffff;
  const std::size_t start = file.position();
  const std::uint32_t length = file.number(4, "a PNG chunk's length");
  if (length > kMaxLength) {
    throw InputError(concat(file.name(), ": PNG chunk at byte ", start, " has length ", length,
                            ", expected at most ", kMaxLength));
  }
  const std::span<const std::byte> body = file.take(std::size_t{4} + length, "a PNG chunk");
  const std::string type(as_text(body).substr(0, 4));
  const std::uint32_t stored = file.number(4, "a PNG chunk's checksum");
  const std::uint32_t computed = checksum(body);
  if (stored != computed) {
    throw InputError(concat(file.name(), ": PNG chunk ", one_line(type), " at byte ", start,
                            " has checksum ", stored, ", expected ", computed));
  }
  return {type, body.subspan(4)};
}

struct PngHeader {
  ImageSize size;
  bool has_palette;
  bool has_alpha;
  bool has_16_bits;
};

/// Bit depths that a colour type may have (PNG specification, table 11.1).
bool is_legal(std::uint32_t color_type, std::uint32_t depth) {
  const bool is_power = depth == 1 || depth == 2 || depth == 4 || depth == 8;
  switch (color_type) {
    case 0:
      return is_power || depth == 16;
    case 3:
      return is_power;
    case 2:
    case 4:
    case 6:
      return depth == 8 || depth == 16;
    default:
      return false;
  }
}

PngHeader read_header(const Chunk& chunk, const std::string& name) {
  if (chunk.type != "IHDR" || chunk.data.size() != 13) {
    throw InputError(concat(name, ": PNG starts with chunk ", one_line(chunk.type), " of ",
                            chunk.data.size(), " bytes, expected IHDR of 13"));
  }
  ByteReader fields(chunk.data, name);
  const std::uint32_t width = fields.number(4, "width");
  const std::uint32_t height = fields.number(4, "height");
  const ImageSize size = checked_size(height, width, name);
  const std::uint32_t depth = fields.number(1, "bit depth");
  const std::uint32_t color_type = fields.number(1, "colour type");
  if (!is_legal(color_type, depth)) {
    throw InputError(concat(name, ": PNG of colour type ", color_type, " and bit depth ", depth,
                            ", expected a pair that PNG allows"));
  }
  const std::uint32_t methods = fields.number(2, "methods");
  const std::uint32_t interlace = fields.number(1, "interlacing");
  if (methods != 0 || interlace > 1) {
    throw InputError(name + ": PNG of an unknown compression, filter or interlace method");
  }
  return {size, color_type == 3, color_type == 4 || color_type == 6, depth == 16};
}

}  // namespace

ImageHeader check_png(std::span<const std::byte> bytes, const std::string& name) {
  ByteReader file(bytes, name);
  file.take(8, "the PNG signature");
  const PngHeader header = read_header(next_chunk(file), name);
  ImageHeader result{.size = header.size,
                     .orientation = std::nullopt,
                     .has_16_bits = header.has_16_bits,
                     .has_alpha = header.has_alpha};
  bool has_palette = false;
  bool has_data = false;
  for (Chunk chunk = next_chunk(file); chunk.type != "IEND"; chunk = next_chunk(file)) {
    has_palette = has_palette || chunk.type == "PLTE";
    has_data = has_data || (chunk.type == "IDAT" && !chunk.data.empty());
    result.has_alpha = result.has_alpha || chunk.type == "tRNS";
    if (chunk.type == "eXIf") {
      result.orientation = exif_orientation(chunk.data);
    } else if (chunk.type == "acTL" && chunk.data.size() == 8) {
      result.frames = ByteReader(chunk.data, name).number(4, "the number of frames");
    }
  }
  if (!has_data || (header.has_palette && !has_palette)) {
    throw InputError(concat(name, ": PNG without ", has_data ? "its palette" : "pixel data"));
  }
  return result;
}

}  // namespace mrcnn
