#include <gtest/gtest.h>

#include "stages/program/compare/compare_report.hpp"

#include "tests/compare/two_steps.hpp"

namespace mrcnn {
namespace {

bool has(const std::string& report, const std::string& line) {
  return report.find(line) != std::string::npos;
}

TEST(CompareReport, TheVerdictComesFirst) {
  EXPECT_TRUE(report_text(comparison_of(2))
                  .starts_with("Does not hold: features is the first step to diverge; "
                               "1_features/p2 breaks its bound.\n"));
  EXPECT_TRUE(report_text(comparison_of(1.001F))
                  .starts_with("Does not hold: end-to-end steps differ and there are no detections "
                               "to judge by.\n"));
  Comparison alone = comparison_of(1.001F);
  alone.steps.pop_back();
  EXPECT_TRUE(report_text(alone).starts_with("Holds. No array breaks its bound.\n"));
}

TEST(CompareReport, EqualTracesHoldInOneLine) {
  const TinyTrace trace;
  Comparison equal = compare_traces(trace.folder(), trace.folder(), {});
  EXPECT_TRUE(report_text(equal).starts_with(
      "Does not hold: the traces have no array of any step in common.\n"));
  equal.steps.push_back({"features", "", {}});
  EXPECT_TRUE(report_text(equal).starts_with("Holds. No array differs.\n"));
}

TEST(CompareReport, TeacherForcedAndEndToEndStepsHaveTheirOwnTables) {
  const std::string report = report_text(comparison_of(2));
  const std::size_t forced = report.find("\nTeacher-forced");
  const std::size_t end_to_end = report.find("\nEnd-to-end");
  ASSERT_NE(forced, std::string::npos);
  ASSERT_NE(end_to_end, std::string::npos);
  const std::size_t features = report.find("1_features/p2", forced);
  const std::size_t scores = report.find("2_proposals/scores");
  EXPECT_TRUE(forced < features && features < end_to_end && end_to_end < scores) << report;
  EXPECT_TRUE(has(report, "\n  proposals: 1_features/p2 differs\n")) << report;
}

TEST(CompareReport, TheFirstThatDiffersAndTheFirstThatBreaksAreDistinguished) {
  const std::string within = report_text(comparison_of(1.001F));
  EXPECT_TRUE(has(within, "First array that differs: 1_features/p2 (within)")) << within;
  EXPECT_FALSE(has(within, "First array that breaks")) << within;
  const std::string broken = report_text(comparison_of(2));
  EXPECT_TRUE(has(broken,
                  "First array that breaks its bound: 1_features/p2, "
                  "P2, cell (0,0), channel 0: 1 against 2"))
      << broken;
}

TEST(CompareReport, WhatBrokeIsShownWithAllItsNumbers) {
  const std::string report = report_text(comparison_of(2));
  EXPECT_TRUE(has(report,
                  "\n1_features/p2: 1 of 2 elements beyond the bound (2e-05 of the largest), "
                  "1 differ, 0 not finite\n  max abs 1, max rel 0.5, relative L2 0.01, "
                  "largest value 100\n"))
      << report;
  EXPECT_TRUE(has(report, "\n  first differing: [0] 1 against 2;\n")) << report;
  EXPECT_FALSE(has(report_text(comparison_of(1.001F)), "beyond the bound"));
}

TEST(CompareReport, WhatWasNotComparedIsListed) {
  const std::string report = report_text(comparison_of(2, false));
  EXPECT_TRUE(has(report, "Steps not compared: 1")) << report;
  EXPECT_TRUE(has(report, "Only in A: 1_features/c2")) << report;
}

}  // namespace
}  // namespace mrcnn
