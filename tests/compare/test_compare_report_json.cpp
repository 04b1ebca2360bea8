#include <cmath>

#include <gtest/gtest.h>

#include "stages/program/compare/compare_report.hpp"

#include "tests/compare/two_steps.hpp"

namespace mrcnn {
namespace {

TEST(CompareReportJson, ItHoldsAllNumbers) {
  const auto json = report_json(comparison_of(2));
  EXPECT_EQ(json["holds"], false);
  EXPECT_EQ(json["first_broken"], "1_features/p2");
  EXPECT_EQ(json["only_in_a"], nlohmann::ordered_json({"1_features/c2"}));
  const auto& array = json["isolated"][0]["arrays"][0];
  EXPECT_EQ(array["verdict"], "BROKEN");
  EXPECT_EQ(array["difference"]["max_abs"], 1.0);
  EXPECT_EQ(array["difference"]["ulps"]["16+"], 1);
  EXPECT_EQ(array["difference"]["first_differing"][0]["b"], 2.0);
  EXPECT_EQ(json["chained"][0]["why"], "1_features/p2 differs");
  EXPECT_TRUE(json["detections"].is_null());
}

TEST(CompareReportJson, ItHasNoNullWhereANumberIsNotFinite) {
  const auto json = report_json(comparison_of(std::nanf("")));
  const auto& difference = json["isolated"][0]["arrays"][0]["difference"];
  EXPECT_EQ(difference["max_abs"], "inf");
  EXPECT_EQ(difference["worst"]["b"], "nan");
}

TEST(CompareReportJson, ItHasTheDocumentedKeys) {
  std::vector<std::string> keys;
  const auto json = report_json(comparison_of(2));
  for (const auto& [key, value] : json.items()) {
    keys.push_back(key);
  }
  const std::vector<std::string> expected = {
      "holds",        "why_not",  "a",         "b",          "foreign",
      "notes",        "isolated", "chained",   "detections", "first_different",
      "first_broken", "given",    "only_in_a", "only_in_b",  "steps_not_looked_at"};
  EXPECT_EQ(keys, expected);
  const auto& rows = json["isolated"][0]["arrays"][0]["rows"];
  for (const char* key : {"missing", "extra", "moved", "excused"}) {
    EXPECT_TRUE(rows.contains(key)) << key;
  }
}

}  // namespace
}  // namespace mrcnn
