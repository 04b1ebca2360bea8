#include "viz/enlarge.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"

#include "viz/picture.hpp"

namespace mrcnn {

namespace {

void check_not_empty(ImageSize photograph) {
  check_shape(photograph.height > 0 && photograph.width > 0, "picture: photograph of ",
              photograph.height, "x", photograph.width, ", expected at least one pixel");
}

}  // namespace

int picture_scale(ImageSize photograph) {
  check_not_empty(photograph);
  const int shorter = std::min(photograph.height, photograph.width);
  const int longer = std::max(photograph.height, photograph.width);
  const int wanted = (kPictureShortSide + shorter - 1) / shorter;
  return std::max(1, std::min(wanted, kPictureLongSide / longer));
}

double scale_to_fit(ImageSize photograph, int side) {
  check_not_empty(photograph);
  return static_cast<double>(side) / std::max(photograph.height, photograph.width);
}

HostTensor<std::uint8_t, 3> scaled(const InputImage<Host>& photograph, double scale) {
  HostTensor<std::uint8_t, 3> source = photograph.pixels;
  check_shape(scale > 0.0 && source.size() > 0 && source.shape(2) == 3, "picture: photograph (",
              source.shape(0), ", ", source.shape(1), ", ", source.shape(2), ") times ", scale,
              ", expected (H, W, 3) times more than 0");
  const auto extent = [scale](std::size_t pixels) {
    return static_cast<std::size_t>(std::max(1L, std::lround(static_cast<double>(pixels) * scale)));
  };
  auto result = make_tensor<std::uint8_t>({extent(source.shape(0)), extent(source.shape(1)), 3});
  cv::Mat target = rgb_view(result);
  cv::resize(rgb_view(source), target, target.size(), 0, 0,
             scale < 1.0 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return result;
}

HostTensor<std::uint8_t, 3> enlarged(const InputImage<Host>& photograph, int scale) {
  return scaled(photograph, scale);
}

}  // namespace mrcnn
