#include <cmath>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/6_masks/class_logits.hpp"
#include "stages/6_masks/masks_checks.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

// Two channels, three classes: kernel (c, k) = 10 c + k, bias k / 2. The cell (1, 2) gives
// 1 k + 2 (10 + k) + k / 2.
TEST(ClassLogits, OnlyTheClassOfTheLabelIsComputed) {
  auto map = make_tensor<float>({2, 1, 1, 2});
  Conv2dWeights<Host> weights{make_tensor<float>({1, 1, 2, 3}), list<float>({0, 0.5F, 1})};
  for (std::size_t i = 0; i < 2; ++i) {
    map(i, 0, 0, 0) = 1.0F;
    map(i, 0, 0, 1) = 2.0F;
    for (std::size_t k = 0; k < 3; ++k) {
      weights.kernel(0, 0, i, k) = static_cast<float>(10 * i + k);
    }
  }
  const auto logits = class_logits(map, list<std::int32_t>({2, 0}), weights);
  EXPECT_EQ(logits(0, 0, 0), 27.0F);
  EXPECT_EQ(logits(1, 0, 0), 20.0F);
}

TEST(ClassLogits, ALabelThatIsNotAClassGivesNaN) {
  const auto map = filled_tensor<float>({3, 2, 2, 1}, 1.0F);
  const Conv2dWeights<Host> weights{filled_tensor<float>({1, 1, 1, 5}, 1.0F),
                                    filled_tensor<float>({5}, 0.0F)};
  const auto logits = class_logits(map, list<std::int32_t>({-1, 4, 5}), weights);
  EXPECT_TRUE(std::isnan(logits(0, 0, 0)));
  EXPECT_EQ(logits(1, 0, 0), 1.0F);
  EXPECT_TRUE(std::isnan(logits(2, 1, 1)));
}

TEST(CheckClasses, ALabelThatIsNotAClassIsNamed) {
  EXPECT_EQ(message_of<ShapeError>([] {
              check_classes(list<std::int32_t>({1, 6}), 6);
            }),
            "mask_head: labels[1] is 6, expected 0 to 5 like the classes of the model");
  EXPECT_EQ(message_of<ShapeError>([] { check_classes(list<std::int32_t>({-1}), 6); }),
            "mask_head: labels[0] is -1, expected 0 to 5 like the classes of the model");
}

}  // namespace
}  // namespace mrcnn
