#include <gtest/gtest.h>

#include "common/coco/segmentation.hpp"
#include "common/error.hpp"

#include "tests/coco/drawn_mask.hpp"

namespace mrcnn {
namespace {

constexpr ImageSize kSize{3, 4};

std::vector<std::string> mask_of(const std::string& segmentation) {
  const auto annotation = nlohmann::json::parse(R"({"segmentation": )" + segmentation + "}");
  std::vector<std::uint8_t> pixels(12, 0);
  draw_segmentation(read_segmentation({annotation, "t.json"}), pixels, kSize, "t.json");
  return picture(pixels, kSize);
}

TEST(Segmentation, RunLengthsAsTextAndAsAListAreDrawnColumnByColumn) {
  const std::vector<std::string> hook = {".##.", ".#..", "...."};
  EXPECT_EQ(mask_of(R"({"size": [3, 4], "counts": "321O4"})"), hook);
  EXPECT_EQ(mask_of(R"({"size": [3, 4], "counts": [3, 2, 1, 1, 5]})"), hook);
}

TEST(Segmentation, EveryPolygonIsDrawn) {
  EXPECT_EQ(mask_of("[[0, 0, 1, 0, 1, 1, 0, 1], [3, 2, 4, 2, 4, 3, 3, 3]]"),
            (std::vector<std::string>{"#...", "....", "...#"}));
}

TEST(Segmentation, AnEmptyListIsNoMask) {
  EXPECT_EQ(mask_of("[]"), (std::vector<std::string>{"....", "....", "...."}));
}

TEST(Segmentation, RunLengthsOfAnotherSizeAreNotDrawn) {
  std::vector<std::uint8_t> pixels(12, 0);
  try {
    draw_segmentation(Rle{{4, 3}, {12}}, pixels, kSize, "t.json: annotation 1");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(),
                 "t.json: annotation 1: segmentation: size: expected the image's [3,4], got [4,3]");
  }
}

}  // namespace
}  // namespace mrcnn
