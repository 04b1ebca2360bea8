#include <cmath>

#include <gtest/gtest.h>

#include "stages/program/compare/compare_report.hpp"
#include "stages/program/compare/comparer.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

/// B's map differs, and what reads it.
Comparison comparison_of(float value_in_b, bool keep_going = true) {
  TinyTrace a;
  TinyTrace b;
  a.put<float>("1_features/p2", {1, 1, 2}, {1, 100}).put<float>("2_proposals/scores", {0.5F});
  b.put<float>("1_features/p2", {1, 1, 2}, {value_in_b, 100})
      .put<float>("2_proposals/scores", {0.6F});
  a.put<float>("1_features/c2", {1, 1, 1}, {1});
  CompareOptions options;
  options.steps = {{.name = "features", .folder = "", .reads = {}, .writes = {"1_features/p2"}},
                   {.name = "proposals",
                    .folder = "",
                    .reads = {"1_features/p2"},
                    .writes = {"2_proposals/scores"}}};
  options.keep_going = keep_going;
  return compare_traces(a.folder(), b.folder(), options);
}

bool has(const std::string& report, const std::string& line) {
  return report.find(line) != std::string::npos;
}

TEST(CompareReport, IsolatedAndChainedStepsStandInTwoTables) {
  const std::string report = report_text(comparison_of(2));
  const std::size_t isolated = report.find("\nIsolated");
  const std::size_t chained = report.find("\nChained");
  ASSERT_NE(isolated, std::string::npos);
  ASSERT_NE(chained, std::string::npos);
  const std::size_t features = report.find("1_features/p2");
  const std::size_t scores = report.find("2_proposals/scores");
  EXPECT_TRUE(isolated < features && features < chained && chained < scores) << report;
  EXPECT_TRUE(has(report, "proposals is chained: 1_features/p2 differs")) << report;
}

TEST(CompareReport, TheFirstThatDiffersAndTheFirstThatBreaksAreToldApart) {
  const std::string within = report_text(comparison_of(1.001F));
  EXPECT_TRUE(has(within, "First array that differs: 1_features/p2 (within)")) << within;
  EXPECT_FALSE(has(within, "First array that breaks")) << within;
  const std::string broken = report_text(comparison_of(2));
  EXPECT_TRUE(has(broken,
                  "First array that breaks its bound: 1_features/p2, "
                  "1_features/p2(0, 0, 0): 1 against 2"))
      << broken;
  EXPECT_TRUE(has(broken, "Does not hold: 1_features/p2 breaks its bound.")) << broken;
}

TEST(CompareReport, WhatWasNotComparedIsSaid) {
  const std::string report = report_text(comparison_of(2, false));
  EXPECT_TRUE(has(report, "Steps not looked at: 1")) << report;
  EXPECT_TRUE(has(report, "Only in A: 1_features/c2")) << report;
}

TEST(CompareReport, WithoutDetectionsChainedStepsDoNotHold) {
  const std::string report = report_text(comparison_of(1.001F));
  EXPECT_TRUE(has(report, "there are no detections to judge them by")) << report;
  EXPECT_FALSE(has(report, "Holds.")) << report;
}

TEST(CompareReport, JsonSaysTheSameWithAllNumbers) {
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

TEST(CompareReport, JsonHasNoNullWhereANumberIsNotFinite) {
  const auto json = report_json(comparison_of(std::nanf("")));
  const auto& difference = json["isolated"][0]["arrays"][0]["difference"];
  EXPECT_EQ(difference["max_abs"], "inf");
  EXPECT_EQ(difference["worst"]["b"], "nan");
}

}  // namespace
}  // namespace mrcnn
