#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/array_access.hpp"

#include "tests/support/generated_page.hpp"

namespace mrcnn {
namespace {

/// "R C S S" as the page writes it: "(R, C, S, S)".
std::string shape_on_page(const std::string& axes) {
  std::istringstream words(axes);
  std::string shape;
  for (std::string axis; words >> axis;) {
    shape += (shape.empty() ? "" : ", ") + axis;
  }
  return "(" + shape + ")";
}

std::string maker_on_page(const ArrayRow& row) {
  const std::string maker = row.made_by ? info_of(*row.made_by).name : "input";
  return maker + (row.traits.needs_truth ? ", with ground truth" : "");
}

TEST(ArrayTable, IsTheTableOfArraysOfTheTracePage) {
  std::string page =
      "| array | type | shape | meaning | unit | made by |\n|---|---|---|---|---|---|\n";
  for (const ArrayRow& row : array_table()) {
    page += concat("| `", row.name, "` | ", name_of(dtype_of(row)), " | ", shape_on_page(row.axes),
                   " | ", row.meaning, " | ", row.unit, " | ", maker_on_page(row), " |\n");
  }
  expect_on_page("trace.md", "arrays", page);
}

TEST(ArrayTable, HoldsEveryNameOnceInTheFolderOfItsStep) {
  std::set<std::string> names;
  for (const ArrayRow& row : array_table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " twice";
    if (row.made_by) {
      EXPECT_EQ(row.name.substr(0, row.name.find('/')), info_of(*row.made_by).folder) << row.name;
    }
  }
}

TEST(ArrayTable, GivesEveryArrayItsOwnMemberWithAsManyAxesAsLetters) {
  const PipelineState<Host> state;
  std::set<const void*> members;
  for (const ArrayRow& row : array_table()) {
    const void* member =
        std::visit([](const auto* array) -> const void* { return array; }, row.member.in(state));
    EXPECT_TRUE(members.insert(member).second) << row.name << " shares its member";
    const auto letters = std::count(row.axes.begin(), row.axes.end(), ' ') + 1;
    EXPECT_EQ(shape_of(row, state).size(), static_cast<std::size_t>(letters)) << row.name;
  }
}

TEST(ArrayTable, NamesTheResultsThatPicturesAndResultFilesNeed) {
  std::set<std::string> results;
  for (const ArrayRow& row : array_table()) {
    if (row.traits.is_result && row.made_by) {
      results.insert(row.name);
    }
  }
  EXPECT_EQ(results, (std::set<std::string>{"4_box_head/boxes", "4_box_head/scores",
                                            "4_box_head/labels", "5_iou_filter/best_iou",
                                            "5_iou_filter/keep", "6_masks/masks28", "6_masks/boxes",
                                            "6_masks/scores", "6_masks/labels", "6_masks/masks"}));
}

TEST(ArrayTable, FindsRowsByName) {
  EXPECT_EQ(find_array("1_features/p2")->axes, "C h w");
  EXPECT_EQ(find_array("1_features/p9"), nullptr);
}

}  // namespace
}  // namespace mrcnn
