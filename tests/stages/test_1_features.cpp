#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/1_features/features.hpp"

#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Map = HostTensor<float, 3>;
using Conv = Conv2dWeights<Host>;

Conv zero_conv(std::size_t size, std::size_t inputs, std::size_t outputs) {
  return {filled_tensor<float>({size, size, inputs, outputs}, 0.0F),
          filled_tensor<float>({outputs}, 0.0F)};
}

/// Copies channel 0 of the cell under tap (y, x) to channel 0; everything else is 0.
Conv tap(std::size_t size, std::size_t inputs, std::size_t outputs, std::size_t y, std::size_t x) {
  Conv conv = zero_conv(size, inputs, outputs);
  conv.kernel(y, x, 0, 0) = 1.0F;
  return conv;
}

/// The cell itself.
Conv identity(std::size_t size, std::size_t inputs, std::size_t outputs) {
  return tap(size, inputs, outputs, size / 2, size / 2);
}

/// A net with one block per stage, stem and blocks of width 1, 2, 4, 8 and pyramid maps of one
/// channel. Channel 0 travels along the shortcuts unchanged; all residual branches are 0.
FeaturesWeights<Host> shortcut_net() {
  FeaturesWeights<Host> net;
  net.stem = identity(7, 3, 1);
  std::size_t inputs = 1;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const std::size_t width = std::size_t{1} << stage;
    Bottleneck<Host> block;
    block.reduce = zero_conv(1, inputs, width);
    block.conv = zero_conv(3, width, width);
    block.expand = zero_conv(1, width, 4 * width);
    block.project = identity(1, inputs, 4 * width);
    block.has_projection = true;
    block.conv_stride = stage == 0 ? 1 : 2;
    net.stages.at(stage).push_back(block);
    inputs = 4 * width;
    net.lateral.at(stage) = identity(1, inputs, 1);
    net.output.at(stage) = identity(3, 1, 1);
  }
  return net;
}

NetworkInput<Host> input_of(const Map& pixels) {
  const ImageSize size{static_cast<int>(pixels.shape(0)), static_cast<int>(pixels.shape(1))};
  return {pixels, size, size};
}

NetworkInput<Host> random_input(std::size_t height, std::size_t width) {
  return input_of(random_tensor({height, width, 3}, 1));
}

/// Grows from left to right and from top to bottom, so that a maximum is the last cell.
NetworkInput<Host> ramp_input(std::size_t height, std::size_t width) {
  auto pixels = make_tensor<float>({height, width, 3});
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        pixels(y, x, c) = static_cast<float>(y * width + x) + 1000.0F * static_cast<float>(c);
      }
    }
  }
  return input_of(pixels);
}

/// Channel 0 of a map.
std::vector<float> channel_0(const Map& map) {
  std::vector<float> values;
  for (std::size_t y = 0; y < map.shape(0); ++y) {
    for (std::size_t x = 0; x < map.shape(1); ++x) {
      values.push_back(map(y, x, 0));
    }
  }
  return values;
}

// The stem reads every second pixel, the pooling the largest of rows 2y-1 .. 2y+1 of that, which is
// the last: C2(y, x) is pixel (4y + 2, 4x + 2). Every later shortcut takes every second cell.
TEST(Features, ShortcutsCarryEverySecondCellFromStageToStage) {
  const NetworkInput<Host> input = ramp_input(64, 64);
  FeaturesTrace<Host> trace;
  features(input, shortcut_net(), {}, &trace);
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const Map& c = trace.c.at(stage);
    const std::size_t stride = std::size_t{4} << stage;
    ASSERT_EQ(c.shape(),
              (std::array<std::size_t, 3>{64 / stride, 64 / stride, std::size_t{4} << stage}));
    for (std::size_t y = 0; y < c.shape(0); ++y) {
      for (std::size_t x = 0; x < c.shape(1); ++x) {
        ASSERT_EQ(c(y, x, 0), input.pixels(y * stride + 2, x * stride + 2, 0));
        ASSERT_EQ(c(y, x, 1), 0.0F);
      }
    }
  }
}

TEST(Features, TheStrideOfAStageSitsInThe3x3Convolution) {
  // the branch of conv3_x reads the cell to the lower right of each centre, which only exists if
  // the 1x1 convolution before has left all cells
  FeaturesWeights<Host> net = shortcut_net();
  Bottleneck<Host>& block = net.stages[1][0];
  block.project = zero_conv(1, 4, 8);
  block.reduce = identity(1, 4, 2);
  block.conv = tap(3, 2, 2, 2, 2);
  block.expand = identity(1, 2, 8);
  FeaturesTrace<Host> trace;
  features(ramp_input(64, 64), net, {}, &trace);
  const auto& [c2, c3, c4, c5] = trace.c;
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t x = 0; x < 8; ++x) {
      ASSERT_EQ(c3(y, x, 0), c2(2 * y + 1, 2 * x + 1, 0));
    }
  }
}

TEST(Features, ABlockAddsItsBranchToTheShortcutAndCutsBelowZero) {
  FeaturesWeights<Host> net = shortcut_net();
  FeaturesTrace<Host> before;
  features(ramp_input(32, 32), net, {}, &before);
  Bottleneck<Host> block;  // the branch is its last bias, since nothing else is left of it
  block.reduce = zero_conv(1, 4, 1);
  block.conv = zero_conv(3, 1, 1);
  block.expand = zero_conv(1, 1, 4);
  block.expand.bias(0) = -500.0F;
  block.expand.bias(1) = 0.25F;
  net.stages[0].push_back(block);
  FeaturesTrace<Host> after;
  features(ramp_input(32, 32), net, {}, &after);
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t x = 0; x < 8; ++x) {
      ASSERT_EQ(after.c[0](y, x, 0), std::max(0.0F, before.c[0](y, x, 0) - 500.0F));
      ASSERT_EQ(after.c[0](y, x, 1), 0.25F);
    }
  }
  EXPECT_EQ(after.c[0](0, 0, 0), 0.0F);
  EXPECT_GT(after.c[0](7, 7, 0), 0.0F);
}

/// Channel 0 of C2 at its first cell, for pixels of 0.
float first_cell_of_c2(const FeaturesWeights<Host>& net) {
  FeaturesTrace<Host> trace;
  features(input_of(filled_tensor<float>({32, 32, 3}, 0.0F)), net, {}, &trace);
  return trace.c[0](0, 0, 0);
}

// What is below zero after a convolution would come back as a positive number through the -1 after
// it, if it had not been cut.
TEST(Features, EveryConvolutionButTheLastOfABranchIsFollowedByRelu) {
  FeaturesWeights<Host> stem = shortcut_net();
  stem.stem.bias(0) = -5.0F;
  stem.stages[0][0].project.kernel(0, 0, 0, 0) = -1.0F;
  EXPECT_EQ(first_cell_of_c2(stem), 0.0F);

  FeaturesWeights<Host> reduce = shortcut_net();
  reduce.stages[0][0].reduce.bias(0) = -5.0F;
  reduce.stages[0][0].conv.kernel(1, 1, 0, 0) = -1.0F;
  reduce.stages[0][0].expand.kernel(0, 0, 0, 0) = 1.0F;
  EXPECT_EQ(first_cell_of_c2(reduce), 0.0F);

  FeaturesWeights<Host> conv = shortcut_net();
  conv.stages[0][0].conv.bias(0) = -5.0F;
  conv.stages[0][0].expand.kernel(0, 0, 0, 0) = -1.0F;
  EXPECT_EQ(first_cell_of_c2(conv), 0.0F);

  FeaturesWeights<Host> expand = shortcut_net();
  expand.stages[0][0].expand.bias(0) = -5.0F;  // not cut before the shortcut of 7 is added
  expand.stages[0][0].project.bias(0) = 7.0F;
  EXPECT_EQ(first_cell_of_c2(expand), 2.0F);
}

// Laterals of 1, 10, 100, 1000 (their biases alone) add up from the top: P5 = 1000, P4 = 1100 ...
TEST(Features, EveryPyramidLevelIsItsLateralPlusAllCoarserOnes) {
  FeaturesWeights<Host> net = shortcut_net();
  for (std::size_t level = 0; level < 4; ++level) {
    net.lateral.at(level).kernel.fill(0.0F);
    net.lateral.at(level).bias(0) = std::vector<float>{1, 10, 100, 1000}.at(level);
  }
  const auto pyramid = features(random_input(64, 96), net);
  ASSERT_EQ(pyramid.levels.size(), 5U);
  const std::vector<float> sums = {1111, 1110, 1100, 1000, 1000};
  for (std::size_t level = 0; level < 5; ++level) {
    const Map& map = pyramid.levels[level];
    expect_same(map, filled_tensor<float>({map.shape(0), map.shape(1), 1}, sums[level]));
  }
}

TEST(Features, TheLastConvolutionOfALevelDoesNotReachTheLevelsBelow) {
  FeaturesWeights<Host> net = shortcut_net();
  const auto before = features(ramp_input(64, 64), net);
  for (Conv& output : net.output) {
    output.bias(0) = 5.0F;
  }
  const auto after = features(ramp_input(64, 64), net);
  for (std::size_t level = 0; level < 4; ++level) {
    expect_same(after.levels[level], Map(before.levels[level] + 5.0F));
  }
}

TEST(Features, P6IsEverySecondCellOfP5RoundedUp) {
  const auto pyramid = features(ramp_input(96, 160), shortcut_net());  // P5 has 3 x 5 cells
  const Map& p5 = pyramid.levels[3];
  const Map& p6 = pyramid.levels[4];
  ASSERT_EQ(p5.shape(), (std::array<std::size_t, 3>{3, 5, 1}));
  EXPECT_EQ(channel_0(p6), (std::vector<float>{p5(0, 0, 0), p5(0, 2, 0), p5(0, 4, 0), p5(2, 0, 0),
                                               p5(2, 2, 0), p5(2, 4, 0)}));
}

TEST(Features, NaNPixelsReachEveryLevelInsteadOfTurningIntoZero) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  FeaturesTrace<Host> trace;
  const auto pyramid =
      features(input_of(filled_tensor<float>({32, 32, 3}, nan)), shortcut_net(), {}, &trace);
  for (const Map& c : trace.c) {
    for (const float value : c) {
      ASSERT_TRUE(std::isnan(value));
    }
  }
  for (const Map& p : pyramid.levels) {
    for (const float value : p) {
      ASSERT_TRUE(std::isnan(value));
    }
  }
}

/// Random weights in the layout of `params`, small enough to keep activations near 1.
FeaturesWeights<Host> random_net() {
  FeaturesWeights<Host> net = shortcut_net();
  std::uint64_t seed = 10;
  const auto fill = [&](Conv& conv) {
    const auto& s = conv.kernel.shape();
    conv.kernel = random_tensor({s[0], s[1], s[2], s[3]}, ++seed);
    conv.bias = random_tensor({s[3]}, ++seed);
  };
  fill(net.stem);
  for (auto& stage : net.stages) {
    for (Bottleneck<Host>& block : stage) {
      fill(block.reduce);
      fill(block.conv);
      fill(block.expand);
      fill(block.project);
    }
  }
  for (std::size_t level = 0; level < 4; ++level) {
    fill(net.lateral.at(level));
    fill(net.output.at(level));
  }
  return net;
}

TEST(Features, BothMethodsOfConvolutionAgree) {
  const FeaturesWeights<Host> net = random_net();
  const NetworkInput<Host> input = random_input(64, 32);
  const auto reference = features(input, net, {.conv = ConvMethod::reference});
  const auto im2col = features(input, net, {.conv = ConvMethod::im2col});
  for (std::size_t level = 0; level < 5; ++level) {
    float largest = 0.0F;
    for (const float value : reference.levels[level]) {
      largest = std::max(largest, std::fabs(value));
    }
    ASSERT_GT(largest, 0.1F);
    // the bound of two ways of convolution, relative to the largest value (design: equality rules)
    expect_close(im2col.levels[level], reference.levels[level],
                 2e-5 * static_cast<double>(largest));
  }
}

TEST(Features, InputsOfOtherSizesOrChannelsAreRefused) {
  const FeaturesWeights<Host> net = shortcut_net();
  EXPECT_EQ(message_of<ShapeError>([&] { features(random_input(32, 40), net); }),
            "features: input has 32 x 40 cells, expected positive multiples of 32");
  EXPECT_EQ(message_of<ShapeError>([&] { features(random_input(0, 32), net); }),
            "features: input has 0 x 32 cells, expected positive multiples of 32");
  EXPECT_EQ(message_of<ShapeError>([&] {
              features(input_of(random_tensor({32, 32, 1}, 1)), net);
            }),
            "features: input has 1 channels, expected 3");
}

// With "same" the first window of the pooling begins at cell 0 and its last cell is 2: C2(y, x) is
// pixel 2 (2 y + 2), two further than with a cell of padding on each side. The last window ends
// at the border.
TEST(Features, PoolingWithTheMissingCellBehindReadsOneCellFurther) {
  const NetworkInput<Host> input = ramp_input(32, 32);
  FeaturesWeights<Host> net = shortcut_net();
  net.pool_padding = PoolPadding::same;
  FeaturesTrace<Host> trace;
  features(input, net, {}, &trace);
  const Map& c2 = trace.c[0];
  ASSERT_EQ(c2.shape(0), 8U);
  for (std::size_t y = 0; y < 8; ++y) {
    const std::size_t row = y < 7 ? 4 * y + 4 : 30;
    ASSERT_EQ(c2(y, 0, 0), input.pixels(row, 4, 0)) << y;
  }
}

// A block whose 1x1 and 3x3 copy channel 0, without a shortcut. The 3x3 reads the cell to the
// right: of every second cell the next one, or of the cells already halved the next one, which is
// two further.
TEST(Features, TheStrideSitsInThe3x3OrInThe1x1) {
  const NetworkInput<Host> input = ramp_input(64, 64);
  FeaturesWeights<Host> net = shortcut_net();
  Bottleneck<Host>& block = net.stages[1][0];
  block.reduce = identity(1, 4, 2);
  block.conv = tap(3, 2, 2, 1, 2);
  block.expand = identity(1, 2, 8);
  block.project = zero_conv(1, 4, 8);

  FeaturesTrace<Host> in_3x3;
  features(input, net, {}, &in_3x3);
  block.reduce_stride = 2;
  block.conv_stride = 1;
  FeaturesTrace<Host> in_1x1;
  features(input, net, {}, &in_1x1);
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t x = 0; x < 7; ++x) {
      ASSERT_EQ(in_3x3.c[1](y, x, 0), in_3x3.c[0](2 * y, 2 * x + 1, 0));
      ASSERT_EQ(in_1x1.c[1](y, x, 0), in_1x1.c[0](2 * y, 2 * x + 2, 0));
    }
  }
}

}  // namespace
}  // namespace mrcnn
