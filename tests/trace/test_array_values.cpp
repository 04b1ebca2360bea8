#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/array_values.hpp"

namespace mrcnn {
namespace {

TEST(ArrayValues, ElementsAreSeenInTheirOwnTypeOnly) {
  const Array labels = to_array(HostTensor<std::int32_t, 1>{3, -7});
  ASSERT_EQ(values_of<std::int32_t>(labels).size(), 2U);
  EXPECT_EQ(values_of<std::int32_t>(labels)[1], -7);
  EXPECT_THROW(values_of<float>(labels), ShapeError);
  EXPECT_TRUE(values_of<float>({DType::f32, {0, 4}, {}}).empty());
}

TEST(ArrayValues, TheDtypeChoosesTheElementTypeOfAllArrays) {
  const auto bytes_per_element = [](const Array& array) {
    return with_values([](const auto values) { return sizeof values[0]; }, array);
  };
  EXPECT_EQ(bytes_per_element(to_array(HostTensor<float, 1>{1})), 4U);
  EXPECT_EQ(bytes_per_element(to_array(HostTensor<std::uint8_t, 1>{1})), 1U);
  const Array one = to_array(HostTensor<std::int32_t, 1>{1});
  const auto sum = [](const auto a, const auto b) { return static_cast<int>(a[0]) + b[0]; };
  EXPECT_EQ(with_values([&](auto a, auto b) { return static_cast<int>(sum(a, b)); }, one, one), 2);
  const Array other = to_array(HostTensor<float, 1>{1});
  EXPECT_THROW(with_values([](auto, auto) {}, one, other), ShapeError);
}

TEST(ArrayValues, AnElementNumberBecomesAnIndexWithTheLastAxisFastest) {
  EXPECT_EQ(index_of(17, {2, 3, 4}), (std::vector<std::size_t>{1, 1, 1}));
  EXPECT_EQ(index_of(5, {9}), std::vector<std::size_t>{5});
  EXPECT_TRUE(index_of(0, {}).empty());
}

TEST(ArrayValues, ARowIsEverythingBehindTheFirstAxis) {
  EXPECT_EQ(elements_per_row({DType::u8, {0, 3, 4}, {}}), 12U);
  EXPECT_EQ(elements_per_row({DType::u8, {7}, {}}), 1U);
}

}  // namespace
}  // namespace mrcnn
