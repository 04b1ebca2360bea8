#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/trace/array_tensor.hpp"
#include "common/trace/manifest.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(Describe, RangeAndHashAreThoseOfTheElements) {
  const ArrayInfo info = describe(to_array(HostTensor<float, 2>{{3, -2}, {0.5F, 1}}), "x", "px");
  EXPECT_EQ(info.dtype, DType::f32);
  EXPECT_EQ(info.shape, (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(info.meaning, "x");
  EXPECT_EQ(info.unit, "px");
  EXPECT_EQ(info.min, -2.0);
  EXPECT_EQ(info.max, 3.0);
  EXPECT_TRUE(info.finite);
  // The hash is of the elements alone: of "abc", FIPS 180-2, appendix B.
  EXPECT_EQ(describe(to_array(HostTensor<std::uint8_t, 1>{'a', 'b', 'c'}), "", "").sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Describe, IntegersHaveTheirExactRange) {
  const ArrayInfo labels =
      describe(to_array(HostTensor<std::int32_t, 1>{-2147483647, 7, 2147483647}), "", "");
  EXPECT_EQ(labels.min, -2147483647.0);
  EXPECT_EQ(labels.max, 2147483647.0);
  const ArrayInfo mask = describe(to_array(HostTensor<std::uint8_t, 1>{200, 7, 255}), "", "");
  EXPECT_EQ(mask.min, 7.0);
  EXPECT_EQ(mask.max, 255.0);
}

TEST(Describe, NonFiniteValuesAreReportedAndLeftOutOfTheRange) {
  const ArrayInfo some =
      describe(to_array(HostTensor<float, 1>{std::nanf(""), 2, kInfinity, 5, -kInfinity}), "", "");
  EXPECT_FALSE(some.finite);
  EXPECT_EQ(some.min, 2.0);
  EXPECT_EQ(some.max, 5.0);
  const ArrayInfo only = describe(to_array(HostTensor<float, 1>{kInfinity}), "", "");
  EXPECT_FALSE(only.finite);
  EXPECT_EQ(only.min, std::nullopt);
  EXPECT_EQ(only.max, std::nullopt);
}

TEST(Describe, AnEmptyArrayIsFiniteAndHasNoRange) {
  const ArrayInfo info = describe(to_array(make_tensor<Box>({0})), "", "");
  EXPECT_TRUE(info.finite);
  EXPECT_EQ(info.min, std::nullopt);
  EXPECT_EQ(info.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace mrcnn
