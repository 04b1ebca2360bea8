#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "stages/program/evaluate/evaluation_report.hpp"

namespace mrcnn {
namespace {

/// Curves that are flat: precision 1 at the first five thresholds and 0.5 at the others.
Curves falling_curves(double recall) {
  Curves curves(kThresholds);
  for (std::size_t t = 0; t < kThresholds; ++t) {
    curves[t].precision.fill(t < 5 ? 1.0 : 0.5);
    curves[t].recall = recall;
  }
  return curves;
}

/// A ring of two objects, all of them small, and a star without objects.
Evaluation two_classes() {
  Evaluation evaluation;
  ClassAccuracy ring;
  ring.category.id = 3;
  ring.category.name = "ring";
  ring.truth = 2;
  ring.by_area[0] = falling_curves(0.25);
  ring.by_area[1] = falling_curves(0.25);
  ClassAccuracy star;
  star.category.id = 4;
  star.category.name = "star";
  evaluation.classes = {ring, star};
  evaluation.stats = {0.125, 0.25, 0.375, 0.5, -1.0, -1.0, 0.0625, 0.75, 0.875, 1.0, -1.0, -1.0};
  return evaluation;
}

TEST(EvaluationReport, TheTableHasARowForAllClassesAndOneForEach) {
  EXPECT_EQ(evaluation_text(two_classes()),
            "boxes                    objects      AP    AP50    AP75   small  medium   large   "
            "AR100\n"
            "all classes                    2   0.125   0.250   0.375   0.500       -       -   "
            "0.875\n"
            "ring                           2   0.750   1.000   0.500   0.750       -       -   "
            "0.250\n"
            "star                           0       -       -       -       -       -       -   "
            "    -\n"
            "AR, 1, 10, 100 a class and image           0.062   0.750   0.875\n"
            "AR, small, medium, large objects           1.000       -       -\n");
}

TEST(EvaluationReport, MasksAreCalledMasksAndLongNamesAreCut) {
  Evaluation evaluation = two_classes();
  evaluation.kind = OverlapKind::segm;
  evaluation.classes[0].category.name = "a name\nof two lines, longer than its column";
  const std::string text = evaluation_text(evaluation);
  EXPECT_EQ(text.find("masks "), 0U);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6) << text;
  const std::size_t row = text.find("a name");
  EXPECT_EQ(text.find("       2   0.750", row) - row, 24U) << text;
}

TEST(EvaluationReport, JsonHasTheFiguresOfEveryClassAndMinusOneWithoutObjects) {
  EXPECT_EQ(evaluation_json(two_classes()).dump(),
            R"({"stats":[0.125,0.25,0.375,0.5,-1.0,-1.0,0.0625,0.75,0.875,1.0,-1.0,-1.0],)"
            R"("classes":[{"name":"ring","id":3,"ap":0.75,"ap50":1.0,"ar100":0.25,"truth":2},)"
            R"({"name":"star","id":4,"ap":-1.0,"ap50":-1.0,"ar100":-1.0,"truth":0}]})");
}

TEST(EvaluationReport, ACurveIsThePrecisionAtEveryRecallPointAtIouOneHalf) {
  Evaluation evaluation = two_classes();
  evaluation.classes[0].by_area[0].front().precision[100] = 0.0;
  const auto classes = curves_json(evaluation)["classes"];
  ASSERT_EQ(classes[0]["precision"].size(), kRecallPoints);
  EXPECT_EQ(classes[0]["precision"][99], 1.0);
  EXPECT_EQ(classes[0]["precision"][100], 0.0);
  EXPECT_EQ(classes[0]["ap"].size(), kAreaRanges.size());
  EXPECT_EQ(classes[0]["ap"][1], 0.75);
  EXPECT_EQ(classes[0]["ap"][2], -1.0);
  EXPECT_EQ(classes[1]["name"], "star");
  EXPECT_TRUE(classes[1]["precision"].empty());
}

}  // namespace
}  // namespace mrcnn
