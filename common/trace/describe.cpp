#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

#include "common/io/sha256.hpp"
#include "common/trace/manifest.hpp"

namespace mrcnn {

namespace {

template <class T>
void find_range(const Array& array, ArrayInfo& info) {
  T low{};
  T high{};
  bool is_any_finite = false;
  for (std::size_t offset = 0; offset < array.bytes.size(); offset += sizeof(T)) {
    T value{};
    std::memcpy(&value, array.bytes.data() + offset, sizeof value);
    if (!std::isfinite(static_cast<float>(value))) {
      info.finite = false;
      continue;
    }
    low = is_any_finite ? std::min(low, value) : value;
    high = is_any_finite ? std::max(high, value) : value;
    is_any_finite = true;
  }
  if (is_any_finite) {
    info.min = static_cast<double>(low);
    info.max = static_cast<double>(high);
  }
}

}  // namespace

ArrayInfo describe(const Array& array, std::string meaning, std::string unit) {
  check_consistent(array);
  ArrayInfo info;
  info.dtype = array.dtype;
  info.shape = array.shape;
  info.meaning = std::move(meaning);
  info.unit = std::move(unit);
  info.sha256 = sha256(array.bytes);
  switch (array.dtype) {
    case DType::f32:
      find_range<float>(array, info);
      break;
    case DType::i32:
      find_range<std::int32_t>(array, info);
      break;
    case DType::u8:
      find_range<std::uint8_t>(array, info);
      break;
  }
  return info;
}

}  // namespace mrcnn
