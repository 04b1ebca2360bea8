#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/exact_math.hpp"

#include "stages/6_masks/masks.hpp"

#include "tests/stages/pasted.hpp"
#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr int kSize = 28;

Detections<Host> detections_of(const std::vector<Box>& boxes) {
  return {list(boxes), filled_tensor<float>({boxes.size()}, 0.75F),
          filled_tensor<std::int32_t>({boxes.size()}, 3)};
}

TEST(Paste, ProbabilitiesBoxesAndMasksAreInTheOriginalFrame) {
  auto logits = filled_tensor<float>({2, kSize, kSize}, 3.0F);
  logits(1, 5, 6) = -2.0F;
  const auto result = paste(logits, detections_of({{20, 20, 40, 40}, {0, 0, 60, 60}}),
                            BoxFrame(ImageSize{80, 80}), {40, 40});
  EXPECT_EQ(values(result.boxes), (std::vector<Box>{{10, 10, 20, 20}, {0, 0, 30, 30}}));
  EXPECT_EQ(values(result.scores), (std::vector<float>{0.75F, 0.75F}));
  EXPECT_EQ(values(result.labels), (std::vector<std::int32_t>{3, 3}));
  EXPECT_EQ(result.probabilities(0, 0, 0), exact_sigmoid(3));
  EXPECT_EQ(result.probabilities(1, 5, 6), exact_sigmoid(-2));
  ASSERT_EQ(result.masks.shape(), (std::array<std::size_t, 3>{2, 40, 40}));
  int set = 0;
  for (std::size_t y = 0; y < 40; ++y) {
    for (std::size_t x = 0; x < 40; ++x) {
      set += result.masks(0, y, x);
    }
  }
  EXPECT_EQ(set, 12 * 12);
}

TEST(Paste, APixelIsSetWhenItsProbabilityReachesTheThreshold) {
  const auto logits = filled_tensor<float>({1, kSize, kSize}, 0.0F);  // one half everywhere
  // every cell is one pixel, see ARegionOfThirtyPixelsIsACopyInsideARingOfZeros of PasteMasks
  const Detections<Host> one = detections_of({{0.25F, 0.25F, 28.25F, 28.25F}});
  EXPECT_EQ(paste(logits, one, BoxFrame(ImageSize{32, 32}), {32, 32}).masks(0, 10, 10), 1);
  const float above = std::nextafter(0.5F, 1.0F);
  EXPECT_EQ(paste(logits, one, BoxFrame(ImageSize{32, 32}), {32, 32}, {.threshold = above})
                .masks(0, 10, 10),
            0);
}

TEST(Paste, MasksAreTheSoftMasksAtTheThreshold) {
  const auto logits = random_tensor({4, kSize, kSize}, 5);
  const Detections<Host> four =
      detections_of({{3, 4, 30, 44}, {-5, -9, 12, 13}, {40, 40, 70, 65}, {10, 10, 10.5F, 60}});
  const ImageSize size{50, 60};
  const auto result = paste(logits, four, BoxFrame(size), size);
  for (std::size_t d = 0; d < 4; ++d) {
    const Picture soft = pasted(xt::view(result.probabilities, d), four.boxes(d), size);
    for (std::size_t y = 0; y < 50; ++y) {
      for (std::size_t x = 0; x < 60; ++x) {
        ASSERT_EQ(result.masks(d, y, x), soft(y, x) >= 0.5F ? 1 : 0);
      }
    }
  }
}

TEST(Paste, ANaNLogitSetsNoPixelThatSeesIt) {
  auto logits = filled_tensor<float>({1, kSize, kSize}, 5.0F);
  logits(0, 9, 9) = kNaN;
  const auto result = paste(logits, detections_of({{0.25F, 0.25F, 28.25F, 28.25F}}),
                            BoxFrame(ImageSize{32, 32}), {32, 32});
  EXPECT_TRUE(std::isnan(result.probabilities(0, 9, 9)));
  EXPECT_EQ(result.masks(0, 10, 10), 0);
  EXPECT_EQ(result.masks(0, 12, 12), 1);
}

TEST(Paste, NoDetectionsGiveNoMasks) {
  const auto result = paste(make_tensor<float>({0, kSize, kSize}), detections_of({}),
                            BoxFrame(ImageSize{80, 80}), {40, 30});
  EXPECT_EQ(result.masks.shape(), (std::array<std::size_t, 3>{0, 40, 30}));
  EXPECT_EQ(result.probabilities.shape(), (std::array<std::size_t, 3>{0, 28, 28}));
}

TEST(Paste, ListsOfDifferentLengthsAndMasksThatAreNotSquareAreNamed) {
  EXPECT_EQ(message_of<ShapeError>([] {
              paste(filled_tensor<float>({2, 28, 28}, 0.0F), detections_of({{0, 0, 1, 1}}),
                    BoxFrame(ImageSize{8, 8}), {8, 8});
            }),
            "paste: logits is (2, 28, 28), expected (1, M, M) like boxes");
  EXPECT_EQ(message_of<ShapeError>([] {
              paste(filled_tensor<float>({1, 28, 27}, 0.0F), detections_of({{0, 0, 1, 1}}),
                    BoxFrame(ImageSize{8, 8}), {8, 8});
            }),
            "paste: logits is (1, 28, 27), expected (1, M, M) like boxes");
  Detections<Host> broken = detections_of({{0, 0, 1, 1}});
  broken.labels = list<std::int32_t>({});
  EXPECT_EQ(
      message_of<ShapeError>([&] {
        paste(filled_tensor<float>({1, 28, 28}, 0.0F), broken, BoxFrame(ImageSize{8, 8}), {8, 8});
      }),
      "paste: detections.labels has 0 rows, expected 1 like detections.boxes");
}

}  // namespace
}  // namespace mrcnn
