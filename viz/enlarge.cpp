#include "viz/enlarge.hpp"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "common/error.hpp"

#include "viz/picture.hpp"

namespace mrcnn {

int picture_scale(ImageSize photograph) {
  const int shorter = std::min(photograph.height, photograph.width);
  const int longer = std::max(photograph.height, photograph.width);
  check_shape(shorter > 0, "picture: photograph of ", photograph.height, "x", photograph.width,
              ", expected at least one pixel");
  const int wanted = (kPictureShortSide + shorter - 1) / shorter;
  return std::max(1, std::min(wanted, kPictureLongSide / longer));
}

HostTensor<std::uint8_t, 3> enlarged(const Image<Host>& photograph, int scale) {
  HostTensor<std::uint8_t, 3> source = photograph.pixels;
  check_shape(scale >= 1 && source.size() > 0 && source.shape(2) == 3, "picture: photograph (",
              source.shape(0), ", ", source.shape(1), ", ", source.shape(2), ") times ", scale,
              ", expected (H, W, 3) times 1 or more");
  const auto factor = static_cast<std::size_t>(scale);
  auto result = make_tensor<std::uint8_t>({source.shape(0) * factor, source.shape(1) * factor, 3});
  cv::Mat target = rgb_view(result);
  cv::resize(rgb_view(source), target, target.size(), 0, 0, cv::INTER_CUBIC);
  return result;
}

}  // namespace mrcnn
