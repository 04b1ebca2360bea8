#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "common/io/json.hpp"

#include "stages/program/evaluate/evaluation.hpp"

namespace mrcnn {
namespace {

// Random and nasty data sets with the 12 numbers of pycocotools (tests/golden/coco/README.md).
nlohmann::json golden_sets() {
  std::ifstream file(MRCNN_TEST_DATA "/coco/sets.json");
  return parse_json(std::string(std::istreambuf_iterator<char>(file), {}), "sets.json");
}

void expect_stats_of_pycocotools(const nlohmann::json& entry, OverlapKind kind) {
  const CocoDataset truth = parse_coco(entry["truth"].dump(), "truth");
  EvaluationSet set = make_evaluation_set(truth, entry["results"].dump(), "results");
  if (kind == OverlapKind::segm) {
    require_masks(set, truth);
  }
  const Evaluation evaluation = evaluate(set, kind);
  for (std::size_t i = 0; i < evaluation.stats.size(); ++i) {
    EXPECT_NEAR(evaluation.stats[i], entry[name_of(kind)][i].get<double>(), 1e-12)
        << entry["name"] << ", " << name_of(kind) << ", number " << i;
  }
}

TEST(GoldenSets, BoxesAreJudgedLikeByPycocotools) {
  const nlohmann::json sets = golden_sets();
  ASSERT_GE(sets.size(), 30U);
  for (const auto& entry : sets) {
    expect_stats_of_pycocotools(entry, OverlapKind::bbox);
  }
}

TEST(GoldenSets, MasksAreJudgedLikeByPycocotools) {
  for (const auto& entry : golden_sets()) {
    expect_stats_of_pycocotools(entry, OverlapKind::segm);
  }
}

}  // namespace
}  // namespace mrcnn
