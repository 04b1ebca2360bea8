#include <gtest/gtest.h>

#include "stages/program/demo/scene_tables.hpp"

namespace mrcnn {
namespace {

TEST(SceneTables, PrecisionAndRecallOfAListStandBesideThoseOfWhatIsLeft) {
  RankedList as_found;
  as_found.add(0.95F, 0);
  as_found.add(0.8F, -1);
  as_found.add(0.75F, 1);
  RankedList filtered;
  filtered.add(0.95F, 0);
  filtered.add(0.75F, 1);
  const std::string table = precision_recall_table(as_found, filtered, 2);
  EXPECT_NE(table.find("    0.90         1   1.000   0.500         1   1.000   0.500\n"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("    0.70         3   0.667   1.000         2   1.000   1.000\n"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("AP                   0.835                     1.000\n"), std::string::npos)
      << table;
}

TEST(SceneTables, OverlapsAreMeansByClass) {
  OverlapTable overlaps;
  overlaps.add(5, 0.75, 0.5);
  overlaps.add(5, 0.25, 0.25);
  overlaps.add(1, 1.0, 0.125);
  EXPECT_EQ(overlaps.text(),
            "mean IoU of  boxes   masks\n"
            "circle       1.000   0.125\n"
            "ring         0.500   0.375\n");
}

}  // namespace
}  // namespace mrcnn
