#include "viz/report/page_pack.hpp"

#include "common/error.hpp"

#include "viz/report/base64.hpp"
#include "viz/report/gzip.hpp"

namespace mrcnn {
namespace {

std::string name_of(PageCoding coding) {
  switch (coding) {
    case PageCoding::plain:
      return "plain";
    case PageCoding::planes:
      return "planes";
    case PageCoding::left:
      break;
  }
  return "left";
}

/// Byte b of element e goes to place b * elements + e.
std::vector<std::byte> byte_planes(const Array& array) {
  const std::size_t width = size_of(array.dtype);
  const std::size_t elements = array.bytes.size() / width;
  std::vector<std::byte> planes(array.bytes.size());
  for (std::size_t e = 0; e < elements; ++e) {
    for (std::size_t b = 0; b < width; ++b) {
      planes[b * elements + e] = array.bytes[e * width + b];
    }
  }
  return planes;
}

std::vector<std::byte> left_differences(const Array& array) {
  constexpr std::size_t kColors = 3;
  check_shape(array.dtype == DType::u8 && array.shape.size() == 3 && array.shape[2] == kColors,
              "PagePack: left differences are for pictures u8 (H, W, 3), got ",
              name_of(array.dtype), " ", shape_text(array.shape));
  const std::size_t row = array.shape[1] * kColors;
  std::vector<std::byte> differences = array.bytes;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    if (i % row >= kColors) {
      differences[i] = static_cast<std::byte>(std::to_integer<unsigned>(array.bytes[i]) -
                                              std::to_integer<unsigned>(array.bytes[i - kColors]));
    }
  }
  return differences;
}

std::vector<std::byte> coded(const Array& array, PageCoding coding) {
  switch (coding) {
    case PageCoding::plain:
      return array.bytes;
    case PageCoding::planes:
      return byte_planes(array);
    case PageCoding::left:
      break;
  }
  return left_differences(array);
}

}  // namespace

void PagePack::add(const std::string& name, const Array& array, PageCoding coding) {
  check_consistent(array);
  const std::vector<std::byte> stream = gzip(coded(array, coding));
  parts_.push_back({.name = name,
                    .dtype = array.dtype,
                    .shape = array.shape,
                    .coding = coding,
                    .bytes = array.bytes.size(),
                    .offset = streams_.size(),
                    .packed = stream.size()});
  streams_.insert(streams_.end(), stream.begin(), stream.end());
}

void PagePack::add(const std::string& name, const Array& array) {
  add(name, array, array.dtype == DType::u8 ? PageCoding::plain : PageCoding::planes);
}

nlohmann::ordered_json PagePack::index() const {
  nlohmann::ordered_json index = nlohmann::ordered_json::array();
  for (const PagePart& part : parts_) {
    index.push_back({{"name", part.name},
                     {"dtype", mrcnn::name_of(part.dtype)},
                     {"shape", part.shape},
                     {"coding", name_of(part.coding)},
                     {"offset", part.offset},
                     {"packed", part.packed}});
  }
  return index;
}

std::string PagePack::data() const {
  return base64(streams_);
}

}  // namespace mrcnn
