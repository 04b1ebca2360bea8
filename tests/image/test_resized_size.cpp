#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/image/preprocess.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

struct SizeCase {
  ImageSize original, by_double, by_float32;
};

TEST(ResizedSize, BothRulesGiveTheSizesOfTheirTorchvisionRelease) {
  const std::vector<SizeCase> table = {
      {{480, 640}, {800, 1066}, {800, 1066}},   {{427, 640}, {800, 1199}, {799, 1199}},
      {{375, 500}, {800, 1066}, {799, 1066}},   {{333, 500}, {800, 1201}, {799, 1201}},
      {{640, 480}, {1066, 800}, {1066, 800}},   {{100, 100}, {800, 800}, {800, 800}},
      {{1080, 1920}, {749, 1333}, {749, 1333}}, {{800, 1333}, {800, 1333}, {800, 1333}},
      {{1, 1}, {800, 800}, {800, 800}},         {{1, 134}, {9, 1333}, {9, 1332}},
  };
  for (const SizeCase& row : table) {
    SCOPED_TRACE(::testing::Message() << row.original.height << " x " << row.original.width);
    EXPECT_EQ(resized_size(row.original, {}), row.by_double);
    EXPECT_EQ(resized_size(row.original, {.scale_rule = ScaleRule::float32}), row.by_float32);
  }
}

TEST(ResizedSize, TheShortSideReachesItsSizeUnlessTheLongOneWouldExceedIts) {
  EXPECT_EQ(resized_size({100, 150}, {.min_size = 200, .max_size = 400}), (ImageSize{200, 300}));
  EXPECT_EQ(resized_size({100, 300}, {.min_size = 200, .max_size = 400}), (ImageSize{133, 400}));
  EXPECT_EQ(resized_size({300, 100}, {.min_size = 200, .max_size = 400}), (ImageSize{400, 133}));
}

TEST(ResizedSize, ASideThatWouldVanishKeepsOnePixel) {
  EXPECT_EQ(resized_size({1, 3000}, {}), (ImageSize{1, 1333}));
  EXPECT_EQ(resized_size({4000, 2}, {}), (ImageSize{1333, 1}));
}

TEST(ResizedSize, EmptyImagesAndSidesBeyondTheLimitAreRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              resized_size({0, 5}, {});
            }),
            "preprocess: the image has 0 x 5 pixels, expected at least 1 x 1");
  EXPECT_EQ(message_of<ShapeError>([] {
              resized_size({5, -1}, {});
            }),
            "preprocess: the image has 5 x -1 pixels, expected at least 1 x 1");
  EXPECT_EQ(message_of<ShapeError>([] {
              resized_size({10, 20}, {.min_size = 20000, .max_size = 100000});
            }),
            "preprocess: a side of 20 pixels would become 40000, expected at most 32768");
}

TEST(NeverSmaller, ImagesGrowToTheShortSideButNotBeyondTheLongOne) {
  ImageParams params;
  params.max_size = 1024;
  params.scale_rule = ScaleRule::never_smaller;
  EXPECT_EQ(resized_size({480, 640}, params), (ImageSize{768, 1024}));
  EXPECT_EQ(resized_size({427, 640}, params), (ImageSize{683, 1024}));  // 683.2
  EXPECT_EQ(resized_size({1080, 1920}, params), (ImageSize{576, 1024}));
  EXPECT_EQ(resized_size({400, 400}, params), (ImageSize{800, 800}));
}

TEST(NeverSmaller, AnImageBetweenBothSizesIsLeftAlone) {
  ImageParams params;
  params.max_size = 1024;
  params.scale_rule = ScaleRule::never_smaller;
  EXPECT_EQ(resized_size({900, 1000}, params), (ImageSize{900, 1000}));
  params.scale_rule = ScaleRule::double_precision;
  EXPECT_EQ(resized_size({900, 1000}, params), (ImageSize{800, 888}));
}

// 33 x 1.5 is 49.5 and 35 x 1.5 is 52.5: both to the even neighbour.
TEST(NeverSmaller, SidesAreRoundedHalfToEven) {
  ImageParams params;
  params.min_size = 48;
  params.scale_rule = ScaleRule::never_smaller;
  EXPECT_EQ(resized_size({32, 33}, params), (ImageSize{48, 50}));
  EXPECT_EQ(resized_size({32, 35}, params), (ImageSize{48, 52}));
}

}  // namespace
}  // namespace mrcnn
