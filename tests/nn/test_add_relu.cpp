#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/nn/add_relu.hpp"

#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

using Map = HostTensor<float, 3>;

TEST(AddRelu, NegativeSumsBecomeZeroByHand) {
  Map sum = random_tensor({1, 1, 4}, 1);
  Map x = sum;
  sum(0, 0, 0) = 3.0F, x(0, 0, 0) = -1.0F;
  sum(0, 0, 1) = -3.0F, x(0, 0, 1) = 1.0F;
  sum(0, 0, 2) = -2.0F, x(0, 0, 2) = 2.0F;
  sum(0, 0, 3) = 0.5F, x(0, 0, 3) = 0.25F;
  add_relu(sum, x);
  EXPECT_EQ(std::vector<float>(sum.begin(), sum.end()), (std::vector<float>{2, 0, 0, 0.75F}));
}

TEST(AddRelu, NaNOfEitherMapStays) {
  for (const bool in_sum : {true, false}) {
    Map sum = filled_tensor<float>({2, 2, 1}, 1.0F);
    Map x = sum;
    (in_sum ? sum : x)(1, 0, 0) = std::numeric_limits<float>::quiet_NaN();
    add_relu(sum, x);
    EXPECT_TRUE(std::isnan(sum(1, 0, 0)));
    EXPECT_EQ(sum(0, 0, 0), 2.0F);
  }
}

TEST(AddRelu, OtherShapesAreRefused) {
  Map sum = random_tensor({2, 3, 4}, 1);
  EXPECT_EQ(message_of<ShapeError>([&] {
              add_relu(sum, random_tensor({2, 3, 5}, 1));
            }),
            "add_relu: x is (2, 3, 5), expected (2, 3, 4) like sum");
}

}  // namespace
}  // namespace mrcnn
