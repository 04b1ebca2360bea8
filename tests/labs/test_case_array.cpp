#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/error.hpp"

#include "stages/program/lab/case_array.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

Array made(const std::string& text, DType dtype = DType::f32, std::uint64_t seed = 0) {
  Draw draw("name", seed);
  return case_array(json::parse(text), dtype, {".", {{"N", 3}}, "case"}, draw);
}

std::vector<float> values(const Array& array) {
  const auto span = values_of<float>(array);
  return {span.begin(), span.end()};
}

using Shape = std::vector<std::size_t>;

TEST(CaseArray, NestedListsAreItsValues) {
  const Array array = made(R"([[1, 2.5, "inf"], [-1, 0, "-inf"]])");
  EXPECT_EQ(array.shape, (Shape{2, 3}));
  EXPECT_EQ(values(array), (std::vector<float>{1, 2.5F, INFINITY, -1, 0, -INFINITY}));
  EXPECT_TRUE(std::isnan(values(made(R"(["nan"])"))[0]));
}

TEST(CaseArray, HasTheTypeOfTheOperationsArray) {
  EXPECT_EQ(values_of<std::int32_t>(made("[2, -3]", DType::i32))[1], -3);
}

TEST(CaseArray, AShapeCanHaveLettersAndZeroRows) {
  EXPECT_EQ(made(R"({"shape": ["N", 2], "fill": "ramp"})").shape, (Shape{3, 2}));
  EXPECT_EQ(made(R"({"shape": [0, 4], "fill": 1})").shape, (Shape{0, 4}));
}

TEST(CaseArray, ASeedDrawsOtherNumbersAndTheSameSeedTheSame) {
  const std::string text = R"({"shape": [4], "fill": "normal"})";
  EXPECT_EQ(made(text, DType::f32, 1), made(text, DType::f32, 1));
  EXPECT_NE(made(text, DType::f32, 1), made(text, DType::f32, 2));
}

TEST(CaseArray, RoundedNumbersMakeTies) {
  for (const float value :
       values(made(R"({"shape": [50], "fill": {"uniform": [0, 1]}, "decimals": 1})"))) {
    EXPECT_NEAR(value * 10.0F, std::round(value * 10.0F), 1e-5F);
  }
}

TEST(CaseArray, BoxesHaveTwoPositiveSides) {
  const std::vector<float> boxes = values(made(R"({"shape": [20, 4], "fill": {"boxes": [6, 9]}})"));
  for (std::size_t row = 0; row < boxes.size(); row += 4) {
    EXPECT_LT(boxes[row], boxes[row + 2]);
    EXPECT_LT(boxes[row + 1], boxes[row + 3]);
  }
}

TEST(CaseArray, AWrongFormIsNamed) {
  EXPECT_EQ(message_of<InputError>([] { (void)made("[[1], [2, 3]]"); }),
            "case: expected lists of equal lengths");
  EXPECT_EQ(message_of<InputError>([] { (void)made(R"(["x"])"); }),
            R"(case: expected a number, "nan", "inf" or "-inf", got "x")");
  EXPECT_EQ(message_of<InputError>([] { (void)made(R"({"shape": ["Q"], "fill": 1})"); }),
            R"(case: expected a shape of whole numbers and letters of "sizes", got "Q")");
}

}  // namespace
}  // namespace mrcnn
