#include <gtest/gtest.h>

#include "stages/program/lab/check.hpp"
#include "stages/program/lab/closeness.hpp"

namespace mrcnn {
namespace {

TEST(Closeness, TheLargestValueSetsTheScaleOfFloats) {
  const std::vector<float> expected = {1000.0F, 1.0F};
  const Closeness close(std::span<const float>(expected), 1e-5);
  EXPECT_TRUE(close(1.009, 1.0));
  EXPECT_FALSE(close(1.011, 1.0));
}

TEST(Closeness, WholeNumbersMustBeEqual) {
  const std::vector<std::int32_t> rows = {300'000, 7};
  const Closeness close(std::span<const std::int32_t>(rows), 1e-5);
  EXPECT_TRUE(close(300'000, 300'000));
  EXPECT_FALSE(close(300'001, 300'000));
  EXPECT_EQ(close.allowed(), 0.0);
}

TEST(Closeness, AReportSaysWhatIsAllowedOfFloatsOnly) {
  LabResult result;
  result.first = FirstDifference{"case", "kept", "row 0", 3.0, 4.0, 0.0};
  EXPECT_NE(lab_text({}, result).find("yours 3, expected 4\n"), std::string::npos);
  result.first->allowed = 2e-5;
  EXPECT_NE(lab_text({}, result).find("yours 3, expected 4 (allowed 2e-05)\n"), std::string::npos)
      << lab_text({}, result);
}

}  // namespace
}  // namespace mrcnn
