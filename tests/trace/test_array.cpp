#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/trace/array.hpp"
#include "common/trace/array_tensor.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

Array float_array(std::vector<std::size_t> shape, const std::vector<float>& values) {
  const auto* first = reinterpret_cast<const std::byte*>(values.data());
  return {DType::f32, std::move(shape), {first, first + values.size() * sizeof(float)}};
}

TEST(Array, ShapesAreShownAndCountedAsInNumpy) {
  const std::vector<std::tuple<std::vector<std::size_t>, std::string, std::size_t>> cases = {
      {{}, "()", 1}, {{3}, "(3,)", 3}, {{2, 3}, "(2, 3)", 6}, {{0, 4}, "(0, 4)", 0}};
  for (const auto& [shape, text, count] : cases) {
    EXPECT_EQ(shape_text(shape), text);
    EXPECT_EQ(element_count(shape), count);
  }
}

TEST(Array, AnElementCountThatOverflowsIsRefused) {
  constexpr std::size_t kHalf = std::size_t{1} << 32U;
  EXPECT_THROW(element_count({kHalf, kHalf}), ShapeError);
  EXPECT_THROW(element_count({0, kHalf, kHalf}), ShapeError);
  EXPECT_EQ(element_count({kHalf - 1, kHalf}), (kHalf - 1) * kHalf);
}

TEST(Array, DtypesHaveTheNamesAndSizesOfTheManifest) {
  EXPECT_EQ(name_of(DType::f32) + name_of(DType::i32) + name_of(DType::u8), "f32i32u8");
  EXPECT_EQ(size_of(DType::f32), 4U);
  EXPECT_EQ(size_of(DType::i32), 4U);
  EXPECT_EQ(size_of(DType::u8), 1U);
}

TEST(Array, AnIndexCountsTheLastAxisFastest) {
  EXPECT_EQ(index_text(0, {2, 3, 4}), "(0, 0, 0)");
  EXPECT_EQ(index_text(23, {2, 3, 4}), "(1, 2, 3)");
  EXPECT_EQ(index_text(17, {2, 3, 4}), "(1, 1, 1)");
  EXPECT_EQ(index_text(5, {9}), "(5,)");
  EXPECT_EQ(index_text(0, {}), "()");
}

TEST(CheckFinite, TheFirstOffenderIsNamedWithItsIndex) {
  const auto refusal = [](const Array& array) {
    return message_of<InputError>([&] { check_finite(array, "deltas"); });
  };
  EXPECT_EQ(refusal(float_array({2, 3}, {0, 1, 2, 3, -kInfinity, std::nanf("")})),
            "deltas: the value at (1, 1) is not finite, expected a number, got -inf");
  EXPECT_EQ(refusal(float_array({}, {std::nanf("")})),
            "deltas: the value at () is not finite, expected a number, got nan");
}

TEST(CheckFinite, ItIsFoundAtEveryPosition) {
  constexpr std::size_t kCount = 2500;  // more than two of the blocks that are looked at together
  for (std::size_t i = 0; i < kCount; ++i) {
    std::vector<float> values(kCount, 1.0F);
    values[i] = i % 2 == 0 ? kInfinity : -std::nanf("");
    values[kCount - 1] = kInfinity;
    const std::string message =
        message_of<InputError>([&] { check_finite(float_array({kCount}, values), "scores"); });
    ASSERT_NE(message.find(concat("(", i, ",)")), std::string::npos) << message;
  }
}

TEST(CheckFinite, AllFiniteValuesAndAllIntegersPass) {
  const float largest = std::numeric_limits<float>::max();
  const float smallest = std::numeric_limits<float>::denorm_min();
  EXPECT_NO_THROW(check_finite(float_array({4}, {largest, -largest, smallest, -0.0F}), "a"));
  EXPECT_NO_THROW(check_finite(float_array({0, 4}, {}), "a"));
  Array integers = float_array({1}, {std::nanf("")});
  integers.dtype = DType::i32;
  EXPECT_NO_THROW(check_finite(integers, "a"));
}

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

TEST(ArrayValues, ARowIsEverythingBehindTheFirstAxis) {
  EXPECT_EQ(elements_per_row({DType::u8, {0, 3, 4}, {}}), 12U);
  EXPECT_EQ(elements_per_row({DType::u8, {7}, {}}), 1U);
}

}  // namespace
}  // namespace mrcnn
