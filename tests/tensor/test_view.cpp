#include <numeric>

#include <gtest/gtest.h>

#include "common/tensor/host_tensor.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {
namespace {

// rows of a (2, 3, 4) array that counts upwards
HostTensor<float, 3> counting() {
  auto tensor = make_tensor<float>({2, 3, 4});
  std::iota(tensor.begin(), tensor.end(), 0.0F);
  return tensor;
}

TEST(View, IndexesRowByRow) {
  const HostTensor<float, 3> tensor = counting();
  const auto map = view(tensor);
  EXPECT_EQ(map(0, 0, 0), 0.0F);
  EXPECT_EQ(map(0, 2, 3), 11.0F);
  EXPECT_EQ(map(1, 1, 2), 18.0F);
  EXPECT_EQ(map.size(), 24);
  EXPECT_EQ(map.extent(1), 3);
}

TEST(View, TakesIndicesOfAnyIntegerType) {
  const HostTensor<float, 3> tensor = counting();
  EXPECT_EQ(view(tensor)(std::size_t{1}, 1, std::int32_t{2}), 18.0F);
}

TEST(View, WritesThroughToTheTensor) {
  HostTensor<float, 3> tensor = counting();
  view(tensor)(1, 2, 3) = -1.0F;
  EXPECT_EQ(tensor(1, 2, 3), -1.0F);
}

TEST(View, ABracketTakesOneEntryOfTheFirstAxis) {
  const HostTensor<float, 3> tensor = counting();
  const View<const float, 2> second = view(tensor)[1];
  EXPECT_EQ(second.extent(0), 3);
  EXPECT_EQ(second.extent(1), 4);
  EXPECT_EQ(second(1, 2), 18.0F);
  EXPECT_EQ(second[2](0), 20.0F);
}

TEST(View, AnEmptyTensorHasAnEmptyView) {
  const auto tensor = make_tensor<float>({0, 3, 4});
  EXPECT_EQ(view(tensor).size(), 0);
  EXPECT_EQ(view(tensor).extent(2), 4);
}

TEST(View, AnEmptyTensorHasAnAddress) {
  const auto tensor = make_tensor<float>({3, 2, 0});
  EXPECT_NE(view(tensor).data(), nullptr);
}

}  // namespace
}  // namespace mrcnn
