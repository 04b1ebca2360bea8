#include <algorithm>
#include <array>

#include "common/error.hpp"

#include "viz/byte_reader.hpp"
#include "viz/image_header.hpp"

namespace mrcnn {

namespace {

// Markers of ITU-T T.81, table B.1.
constexpr std::uint32_t kStartOfImage = 0xd8;
constexpr std::uint32_t kEndOfImage = 0xd9;
constexpr std::uint32_t kStartOfScan = 0xda;
constexpr std::uint32_t kApp1 = 0xe1;  // EXIF
constexpr std::uint32_t kStuffing = 0x00;

/// Markers without a segment: restarts and TEM.
bool stands_alone(std::uint32_t marker) {
  return (marker >= 0xd0 && marker <= 0xd7) || marker == 0x01;
}

/// Start-of-frame markers, apart from the three codes that mean tables.
bool starts_frame(std::uint32_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// The next marker. Bytes that belong to nothing are passed over, as decoders do; that covers the
/// coded data of a scan, where 0xff is followed by 0.
std::uint32_t next_marker(ByteReader& file) {
  const std::string what = "the end-of-image marker";
  for (;;) {
    while (file.number(1, what) != 0xff) {
    }
    std::uint32_t code = 0xff;
    while (code == 0xff) {
      code = file.number(1, what);
    }
    if (code != kStuffing && !stands_alone(code)) {
      return code;
    }
  }
}

struct Frame {
  ImageSize size;
  bool is_cmyk;
};

Frame read_frame(std::uint32_t marker, std::span<const std::byte> segment,
                 const std::string& name) {
  ByteReader fields(segment, name);
  const std::uint32_t precision = fields.number(1, "precision");
  const std::uint32_t height = fields.number(2, "height");
  const std::uint32_t width = fields.number(2, "width");
  const bool is_common = marker == 0xc0 || marker == 0xc1 || marker == 0xc2;
  if (!is_common || precision != 8) {
    throw InputError(concat(name, ": JPEG process ", marker - 0xc0, " with ", precision,
                            " bits, expected baseline, extended or progressive (0, 1, 2) with 8"));
  }
  const ImageSize size = checked_size(height, width, name);
  return {size, fields.left() > 0 && fields.number(1, "components") == 4};
}

/// Every scan of a progressive file costs a pass over the whole picture; cameras and encoders write
/// about ten.
void check_scans(std::int64_t scans, ImageSize size, const std::string& name) {
  constexpr std::int64_t kMaxScans = 1000;
  constexpr std::int64_t kMaxPixels = std::int64_t{1} << 31;  // of all passes
  const std::int64_t most = std::min(kMaxScans, kMaxPixels / cells_of(size));
  if (scans > most) {
    throw InputError(
        concat(name, ": JPEG with ", scans, " scans, expected at most ", most, " for its size"));
  }
}

std::optional<int> app1_orientation(std::span<const std::byte> segment) {
  constexpr std::array<char, 6> kExif = {'E', 'x', 'i', 'f', '\0', '\0'};
  const bool is_exif =
      segment.size() > kExif.size() &&
      std::equal(kExif.begin(), kExif.end(), segment.begin(),
                 [](char c, std::byte b) { return static_cast<std::byte>(c) == b; });
  return is_exif ? exif_orientation(segment.subspan(kExif.size())) : std::nullopt;
}

}  // namespace

ImageHeader check_jpeg(std::span<const std::byte> bytes, const std::string& name) {
  ByteReader file(bytes, name);
  file.take(2, "the JPEG signature");
  std::optional<Frame> frame;
  std::optional<int> orientation;
  std::int64_t scans = 0;
  for (std::uint32_t marker = next_marker(file); marker != kEndOfImage;
       marker = next_marker(file)) {
    const std::size_t start = file.position() - 2;
    const std::uint32_t length = file.number(2, "a JPEG segment's length");
    if (length < 2 || marker == kStartOfImage) {
      throw InputError(concat(name, ": JPEG segment at byte ", start, " is invalid"));
    }
    const std::span<const std::byte> segment = file.take(length - 2, "a JPEG segment");
    if (starts_frame(marker)) {
      if (frame) {
        throw InputError(concat(name, ": JPEG with a second frame at byte ", start));
      }
      frame = read_frame(marker, segment, name);
    } else if (marker == kApp1 && !orientation) {
      orientation = app1_orientation(segment);
    } else if (marker == kStartOfScan) {
      ++scans;
    }
  }
  if (!frame || scans == 0) {
    throw InputError(concat(name, ": JPEG without ", frame ? "pixel data" : "a size"));
  }
  check_scans(scans, frame->size, name);
  return {.size = frame->size, .orientation = orientation, .is_cmyk = frame->is_cmyk};
}

}  // namespace mrcnn
