#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/4_box_head/box_head.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Matrix = HostTensor<float, 2>;

LinearWeights<Host> linear_weights(const Matrix& matrix, const std::vector<float>& bias) {
  return {matrix, list<float>(bias)};
}

Regions<Host> random_regions(std::size_t count) {
  return {random_tensor({count, 2, 2, 3}, 1)};
}

/// Regions of 2 x 2 x 3 values, two hidden units, two classes.
BoxHeadWeights<Host> random_weights() {
  return {{random_tensor({12, 2}, 1), random_tensor({2}, 2)},
          {random_tensor({2, 2}, 3), random_tensor({2}, 4)},
          {random_tensor({2, 2}, 5), random_tensor({2}, 6)},
          {random_tensor({2, 8}, 7), random_tensor({8}, 8)}};
}

// A region of one row, two columns, two channels: values (1, 2) and (3, 4).
//
//   fc6     h0 = value(0, 0, 1) = 2      h1 = value(0, 1, 0) - 10 < 0, cut to 0
//   fc7     g0 = 5 h0 + h1 = 10          g1 = 1 - h0 < 0, cut to 0
//   logits  (g0 + 1, -g0) = (11, -10): no ReLU any more
TEST(BoxHead, TwoHiddenLayersWithReluThenLogitsAndDeltasByHand) {
  Regions<Host> regions{make_tensor<float>({1, 1, 2, 2})};
  const std::vector<float> cells = {1, 2, 3, 4};
  std::copy(cells.begin(), cells.end(), regions.features.begin());
  BoxHeadWeights<Host> weights;
  weights.fc6 = linear_weights({{0, 0}, {1, 0}, {0, 1}, {0, 0}}, {0, -10});
  weights.fc7 = linear_weights({{5, -1}, {1, 0}}, {0, 1});
  weights.classes = linear_weights({{1, -1}, {100, 100}}, {1, 0});
  weights.deltas = linear_weights({{0, 1, 2, 3, 4, 5, 6, -7}, {1, 1, 1, 1, 1, 1, 1, 1}},
                                  {0, 0, 0, 0, 0, 0, 0, 0.5F});
  const BoxHeadOutput<Host> out = box_head(regions, weights);
  expect_same(out.class_logits, Matrix{{11, -10}});
  expect_same(out.box_deltas, Matrix{{0, 10, 20, 30, 40, 50, 60, -69.5F}});
}

TEST(BoxHead, RegionsDoNotInfluenceEachOther) {
  const BoxHeadWeights<Host> weights = random_weights();
  Regions<Host> regions = random_regions(5);
  const BoxHeadOutput<Host> before = box_head(regions, weights);
  regions.features(2, 1, 1, 0) = std::numeric_limits<float>::quiet_NaN();
  const BoxHeadOutput<Host> after = box_head(regions, weights);
  for (std::size_t r = 0; r < 5; ++r) {
    for (std::size_t k = 0; k < 2; ++k) {
      EXPECT_EQ(std::isnan(after.class_logits(r, k)), r == 2);
      EXPECT_TRUE(r == 2 || before.class_logits(r, k) == after.class_logits(r, k));
    }
  }
}

TEST(BoxHead, NoRegionsGiveNoRows) {
  const BoxHeadOutput<Host> out = box_head(random_regions(0), random_weights());
  EXPECT_EQ(out.class_logits.shape(), (std::array<std::size_t, 2>{0, 2}));
  EXPECT_EQ(out.box_deltas.shape(), (std::array<std::size_t, 2>{0, 8}));
}

TEST(BoxHead, RegionsOfAnotherSizeAreNamed) {
  const Regions<Host> regions{random_tensor({1, 2, 2, 4}, 1)};
  EXPECT_EQ(message_of<ShapeError>([&] { box_head(regions, random_weights()); }),
            "box_head: regions are 2 x 2 x 4, expected 12 values each like fc6");
}

}  // namespace
}  // namespace mrcnn
