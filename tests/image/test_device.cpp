#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/image/preprocess.hpp"
#include "common/tensor/transfer.hpp"

#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr int kCases = 2000;

using ImageOnTheDevice = DeviceTest;

InputImage<Host> random_image(Random& random, int side) {
  InputImage<Host> image{
      make_tensor<std::uint8_t>({static_cast<std::size_t>(random.integer(1, side)),
                                 static_cast<std::size_t>(random.integer(1, side)), 3})};
  // most pictures do not reach black and white, the others are nothing else
  const bool black_and_white = random.integer(0, 7) == 0;
  const int darkest = black_and_white ? 0 : random.integer(0, 120);
  const int brightest = black_and_white ? 255 : random.integer(darkest, 255);
  for (std::uint8_t& level : image.pixels) {
    const int between = random.integer(darkest, brightest);
    level = static_cast<std::uint8_t>(black_and_white ? between / 128 * 255 : between);
  }
  return image;
}

TEST_F(ImageOnTheDevice, TheNetworksInputHasTheSameBitsForEveryConvention) {
  Random random(1);
  for_random_cases(kCases, [&] {
    ImageParams params;
    params.min_size = random.integer(1, 40);
    params.max_size = random.integer(params.min_size, 60);
    params.scale_rule = static_cast<ScaleRule>(random.integer(0, 2));
    params.resampling = static_cast<Resampling>(random.integer(0, 1));
    params.padding_color = static_cast<PaddingColor>(random.integer(0, 1));
    params.channel_order = static_cast<ChannelOrder>(random.integer(0, 1));
    params.padding = random.integer(0, 3) == 0 && params.scale_rule == ScaleRule::double_precision
                         ? Padding::square
                         : Padding::bottom_right;
    params.divisor = random.integer(0, 1) == 0 ? 255.0F : 1.0F;
    const InputImage<Host> image = random_image(random, 50);
    const auto host = preprocess(image, params);
    const auto device = to_host(preprocess(to_device(image), params));
    EXPECT_EQ(device.resized, host.resized);
    EXPECT_EQ(device.original, host.original);
    expect_same(device.pixels, host.pixels);
  });
}

TEST_F(ImageOnTheDevice, WrongShapesAreRefusedInTheHostsWords) {
  const InputImage<Host> grey{make_tensor<std::uint8_t>({4, 4, 1})};
  EXPECT_EQ(message_of<ShapeError>([&] { preprocess(to_device(grey)); }),
            message_of<ShapeError>([&] { preprocess(grey); }));
}

}  // namespace
}  // namespace mrcnn
