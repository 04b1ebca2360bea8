#include "viz/heat_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "viz/enlarge.hpp"
#include "viz/picture.hpp"

namespace mrcnn {

ValueRange range_of(const HostTensor<float, 2>& values) {
  ValueRange range{INFINITY, -INFINITY};
  for (const float v : values) {
    if (std::isfinite(v)) {
      range = {std::min(range.low, v), std::max(range.high, v)};
    }
  }
  return range.low <= range.high ? range : ValueRange{};
}

HostTensor<std::uint8_t, 3> heat_map(const HostTensor<float, 2>& values, ValueRange range,
                                     int cell_pixels) {
  const auto rows = static_cast<int>(values.shape(0));
  const auto columns = static_cast<int>(values.shape(1));
  cv::Mat levels(rows, columns, CV_8UC1);
  const float extent = range.high > range.low ? range.high - range.low : 1.0F;
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      const float share = std::clamp((values(y, x) - range.low) / extent, 0.0F, 1.0F);
      levels.at<std::uint8_t>(y, x) =
          std::isfinite(values(y, x)) ? static_cast<std::uint8_t>(std::lround(share * 255.0F)) : 0;
    }
  }
  cv::Mat colors;
  cv::applyColorMap(levels, colors, cv::COLORMAP_CIVIDIS);
  cv::cvtColor(colors, colors, cv::COLOR_BGR2RGB);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      if (!std::isfinite(values(y, x))) {
        colors.at<cv::Vec3b>(y, x) = {255, 255, 255};
      }
    }
  }
  auto rgb = make_tensor<std::uint8_t>({static_cast<std::size_t>(rows * cell_pixels),
                                        static_cast<std::size_t>(columns * cell_pixels), 3});
  cv::Mat view = rgb_view(rgb);
  cv::resize(colors, view, view.size(), 0, 0, cv::INTER_NEAREST);
  return rgb;
}

HostTensor<std::uint8_t, 3> heat_over_image(const InputImage<Host>& image,
                                            const HostTensor<float, 2>& values, int stride,
                                            int side) {
  constexpr std::array<double, 3> kYellow = {253, 231, 37};
  constexpr double kStrongest = 0.8;   // so that the image still shines through
  constexpr double kGreyShare = 0.55;  // dark enough for yellow to be seen on white
  const double scale = scale_to_fit(
      {static_cast<int>(image.pixels.shape(0)), static_cast<int>(image.pixels.shape(1))}, side);
  HostTensor<std::uint8_t, 3> rgb = scaled(image, scale);
  for (std::size_t y = 0; y < rgb.shape(0); ++y) {
    const auto row = static_cast<std::size_t>(static_cast<double>(y) / scale / stride);
    for (std::size_t x = 0; x < rgb.shape(1); ++x) {
      const auto column = static_cast<std::size_t>(static_cast<double>(x) / scale / stride);
      const bool inside = row < values.shape(0) && column < values.shape(1);
      const float value = inside ? values(row, column) : 0.0F;
      const double share = value > 0.0F ? kStrongest * std::min(1.0F, value) : 0.0;  // NaN: 0
      const double grey =
          kGreyShare * (0.2126 * rgb(y, x, 0) + 0.7152 * rgb(y, x, 1) + 0.0722 * rgb(y, x, 2));
      for (std::size_t c = 0; c < 3; ++c) {
        rgb(y, x, c) =
            static_cast<std::uint8_t>(std::lround((1.0 - share) * grey + share * kYellow[c]));
      }
    }
  }
  return rgb;
}

HostTensor<float, 2> mean_activation(const HostTensor<float, 3>& map) {
  auto mean = filled_tensor<float>({map.shape(0), map.shape(1)}, 0.0F);
  for (std::size_t y = 0; y < map.shape(0); ++y) {
    for (std::size_t x = 0; x < map.shape(1); ++x) {
      for (std::size_t c = 0; c < map.shape(2); ++c) {
        mean(y, x) += std::fabs(map(y, x, c));
      }
      mean(y, x) /= static_cast<float>(map.shape(2));
    }
  }
  return mean;
}

}  // namespace mrcnn
