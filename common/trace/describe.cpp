#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "common/io/sha256.hpp"
#include "common/trace/array.hpp"
#include "common/trace/manifest.hpp"

namespace mrcnn {

ArrayInfo describe(const Array& array, std::string meaning, std::string unit) {
  check_consistent(array);
  ArrayInfo info;
  info.dtype = array.dtype;
  info.shape = array.shape;
  info.meaning = std::move(meaning);
  info.unit = std::move(unit);
  info.sha256 = sha256(array.bytes);
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  const auto find_range = [&](const auto values) {
    for (const auto value : values) {
      const auto number = static_cast<double>(value);
      if (!std::isfinite(number)) {
        info.finite = false;
        continue;
      }
      low = std::min(low, number);
      high = std::max(high, number);
    }
  };
  with_values(find_range, array);
  if (low <= high) {
    info.min = low;
    info.max = high;
  }
  return info;
}

}  // namespace mrcnn
