#include "viz/enlarge.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"

#include "viz/picture.hpp"

namespace mrcnn {

namespace {

void check_not_empty(ImageSize image) {
  check_shape(image.height > 0 && image.width > 0, "picture: image of ", image.height, "x",
              image.width, ", expected at least one pixel");
}

}  // namespace

int picture_scale(ImageSize image) {
  check_not_empty(image);
  const int shorter = std::min(image.height, image.width);
  const int longer = std::max(image.height, image.width);
  const int wanted = (kPictureShortSide + shorter - 1) / shorter;
  return std::max(1, std::min(wanted, kPictureLongSide / longer));
}

double scale_to_fit(ImageSize image, int side) {
  check_not_empty(image);
  return static_cast<double>(side) / std::max(image.height, image.width);
}

HostTensor<std::uint8_t, 3> scaled(const InputImage<Host>& image, double scale) {
  HostTensor<std::uint8_t, 3> source = image.pixels;
  check_shape(scale > 0.0 && source.size() > 0 && source.shape(2) == 3, "picture: image (",
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

}  // namespace mrcnn
