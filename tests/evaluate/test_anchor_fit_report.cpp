#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "stages/program/evaluate/anchor_fit.hpp"

namespace mrcnn {
namespace {

AnchorFit fit(std::int64_t annotation, float side, float best_iou, int level) {
  return {.annotation = annotation,
          .class_name = "ring",
          .side = side,
          .best_iou = best_iou,
          .level = level,
          .size = 8.0F,
          .ratio = 0.5F};
}

/// Objects of 10, 20, 30 and 40 pixels.
AnchorFits four_objects() {
  return {{fit(1, 40, 1.0F, 3), fit(2, 10, 0.75F, 3), fit(3, 30, 0.5F, 2), fit(4, 20, 0.25F, 3)}};
}

// The longest bar has 40 characters; an IoU of 1 counts in the last tenth.
TEST(AnchorFitReport, TheTextIsTwoHistogramsAndTheSizesThatFit) {
  Config config;
  config.proposals.anchor_sizes = {8, 16};
  const std::string forty(40, '#');
  EXPECT_EQ(anchor_fits_text(four_objects(), config),
            "best IoU of an object with any anchor\n"
            "  0.0   0\n"
            "  0.1   0\n"
            "  0.2  " +
                forty +
                " 1\n"
                "  0.3   0\n"
                "  0.4   0\n"
                "  0.5  " +
                forty +
                " 1\n"
                "  0.6   0\n"
                "  0.7  " +
                forty +
                " 1\n"
                "  0.8   0\n"
                "  0.9  " +
                forty +
                " 1\n"
                "level of the best anchor\n"
                "  P2, size    8  " +
                std::string(13, '#') +
                " 1\n"
                "  P3, size   16  " +
                forty +
                " 3\n"
                "4 objects, of which 75.0 % overlap an anchor with IoU >= 0.5, 50.0 % with 0.7\n"
                "sizes in the middle of each fifth of the objects: --set "
                "proposals.anchor_sizes=10,20,30,30,40\n");
}

TEST(AnchorFitReport, ObjectsAreCountedByIouAndByLevel) {
  EXPECT_EQ(four_objects().count_by_iou(),
            (std::array<std::size_t, 10>{0, 0, 1, 0, 0, 1, 0, 1, 0, 1}));
  EXPECT_EQ(four_objects().count_on_level(3), 3U);
  EXPECT_EQ(four_objects().count_on_level(5), 0U);
}

TEST(AnchorFitReport, WithoutObjectsThereIsNothingToShow) {
  EXPECT_EQ(anchor_fits_text({}, {}), "no objects\n");
  EXPECT_EQ(anchor_fits_json({}).dump(), R"({"objects":[],"recall":{"0.5":-1.0,"0.7":-1.0},)"
                                         R"("suggested_sizes":[0.0,0.0,0.0,0.0,0.0]})");
}

TEST(AnchorFitReport, JsonHasEveryObject) {
  const auto json = anchor_fits_json(four_objects());
  EXPECT_EQ(json["objects"].size(), 4U);
  EXPECT_EQ(json["objects"][1].dump(),
            R"({"annotation":2,"class":"ring","best_iou":0.75,"level":3,"size":8.0,"ratio":0.5})");
  EXPECT_EQ(json["recall"]["0.5"], 0.75);
  EXPECT_EQ(json["recall"]["0.7"], 0.5);
  EXPECT_EQ(json["suggested_sizes"], (std::vector<float>{10, 20, 30, 30, 40}));
}

}  // namespace
}  // namespace mrcnn
