#include "common/image/resize.hpp"

#include <algorithm>
#include <vector>

#include "common/error.hpp"
#include "common/image/preprocess_math.hpp"

namespace mrcnn {
namespace {

template <class Tap>
std::vector<ResizeTap> resize_taps(const Tap& tap, Index source, Index destination) {
  std::vector<ResizeTap> taps;
  for (Index i = 0; i < destination; ++i) {
    taps.push_back(tap(i, source, destination));
  }
  return taps;
}

template <class T>
void check_sizes(const char* function, const View<const T, 3>& source, ImageSize size) {
  check_shape(source.size() > 0, function, ": source has ", source.extent(0), " x ",
              source.extent(1), " x ", source.extent(2), " elements, expected at least one");
  check_shape(size.height > 0 && size.width > 0, function, ": the size is ", size.height, " x ",
              size.width, ", expected at least 1 x 1");
}

}  // namespace

HostTensor<float, 3> resize_bilinear(const HostTensor<float, 3>& source, ImageSize size) {
  const View<const float, 3> from = view(source);
  check_sizes("resize_bilinear", from, size);
  const auto rows = resize_taps(resize_tap, from.extent(0), size.height);
  const auto columns = resize_taps(resize_tap, from.extent(1), size.width);
  auto result = make_tensor<float>({size.height, size.width, from.extent(2)});
#pragma omp parallel for
  for (Index y = 0; y < size.height; ++y) {
    const ResizeTap& r = rows[y];
    const auto bottom_weight = static_cast<float>(r.high_weight);
    for (Index x = 0; x < size.width; ++x) {
      const ResizeTap& k = columns[x];
      const auto right_weight = static_cast<float>(k.high_weight);
      for (Index c = 0; c < from.extent(2); ++c) {
        result(y, x, c) =
            bilinear(from(r.low, k.low, c), from(r.low, k.high, c), from(r.high, k.low, c),
                     from(r.high, k.high, c), right_weight, bottom_weight);
      }
    }
  }
  return result;
}

HostTensor<std::uint8_t, 3> resize_pixel_values(const HostTensor<std::uint8_t, 3>& source,
                                                ImageSize size) {
  const View<const std::uint8_t, 3> from = view(source);
  check_sizes("resize_pixel_values", from, size);
  const auto rows = resize_taps(resize_tap_outside, from.extent(0), size.height);
  const auto columns = resize_taps(resize_tap_outside, from.extent(1), size.width);
  const auto range = std::minmax_element(source.begin(), source.end());
  const auto value = [&](Index y, Index x, Index c) {
    return is_inside(from, y, x) ? from(y, x, c) : 0.0;
  };
  auto result = make_tensor<std::uint8_t>({size.height, size.width, from.extent(2)});
#pragma omp parallel for
  for (Index y = 0; y < size.height; ++y) {
    const ResizeTap& r = rows[y];
    for (Index x = 0; x < size.width; ++x) {
      const ResizeTap& k = columns[x];
      for (Index c = 0; c < from.extent(2); ++c) {
        result(y, x, c) = bilinear_pixel_value(
            value(r.low, k.low, c), value(r.low, k.high, c), value(r.high, k.low, c),
            value(r.high, k.high, c), k.high_weight, r.high_weight, *range.first, *range.second);
      }
    }
  }
  return result;
}

}  // namespace mrcnn
