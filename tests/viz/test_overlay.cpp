#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "viz/colors.hpp"
#include "viz/enlarge.hpp"
#include "viz/overlay.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

const std::vector<std::string> kNames = {"background", "circle", "square"};

/// An image in which every pixel has a different colour, none of them saturated.
InputImage<Host> unsaturated_image(std::size_t height, std::size_t width) {
  InputImage<Host> image{make_tensor<std::uint8_t>({height, width, 3})};
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      image.pixels(y, x, 0) = static_cast<std::uint8_t>(60 + x % 100);
      image.pixels(y, x, 1) = static_cast<std::uint8_t>(60 + y % 100);
      image.pixels(y, x, 2) = 100;
    }
  }
  return image;
}

/// Objects that fill their boxes.
InstanceMasks<Host> objects(const std::vector<Box>& boxes, std::size_t height, std::size_t width) {
  InstanceMasks<Host> instances;
  instances.boxes = make_tensor<Box>({boxes.size()});
  instances.scores = filled_tensor<float>({boxes.size()}, 0.98F);
  instances.labels = filled_tensor<std::int32_t>({boxes.size()}, 1);
  instances.masks = filled_tensor<std::uint8_t>({boxes.size(), height, width}, 0);
  for (std::size_t d = 0; d < boxes.size(); ++d) {
    instances.boxes(d) = boxes[d];
    for (auto y = static_cast<std::size_t>(boxes[d].y1); y < static_cast<std::size_t>(boxes[d].y2);
         ++y) {
      for (auto x = static_cast<std::size_t>(boxes[d].x1);
           x < static_cast<std::size_t>(boxes[d].x2); ++x) {
        instances.masks(d, y, x) = 1;
      }
    }
  }
  return instances;
}

/// Rows and columns in which two pictures differ: first and one past the last.
struct Changes {
  std::size_t top = std::numeric_limits<std::size_t>::max(), left = top, bottom = 0, right = 0;
  std::size_t count = 0;
};

Changes changes_of(const Rgb& before, const Rgb& after) {
  Changes changes;
  for (std::size_t y = 0; y < before.shape(0); ++y) {
    for (std::size_t x = 0; x < before.shape(1); ++x) {
      if (!(pixel(before, y, x) == pixel(after, y, x))) {
        changes.top = std::min(changes.top, y);
        changes.left = std::min(changes.left, x);
        changes.bottom = std::max(changes.bottom, y + 1);
        changes.right = std::max(changes.right, x + 1);
        ++changes.count;
      }
    }
  }
  return changes;
}

TEST(Overlay, WithoutObjectsItIsTheEnlargedImage) {
  const InputImage<Host> image = unsaturated_image(64, 80);
  const Rgb picture = draw_overlay(image, objects({}, 64, 80), kNames);
  EXPECT_EQ(picture.shape(0), 640U);
  EXPECT_EQ(picture.shape(1), 800U);
  EXPECT_EQ(picture, scaled(image, 10));
}

TEST(Overlay, ASideSaysHowLargeItIs) {
  const Rgb picture =
      draw_overlay(unsaturated_image(64, 80), objects({}, 64, 80), kNames, {}, {}, {}, 160);
  EXPECT_EQ(picture.shape(0), 128U);
  EXPECT_EQ(picture.shape(1), 160U);
}

TEST(Overlay, ALargeImageKeepsItsSizeAndItsPixels) {
  const InputImage<Host> image = unsaturated_image(640, 700);
  EXPECT_EQ(draw_overlay(image, objects({}, 640, 700), kNames), image.pixels);
}

// The object covers rows and columns 40 to 60 of 128, five times enlarged: 200 to 300. The caption
// stands on the box, so it reaches over it to the top and the right.
TEST(Overlay, PixelsAwayFromMaskBoxAndCaptionStayAsTheyWere) {
  const InputImage<Host> image = unsaturated_image(128, 128);
  const Rgb before = scaled(image, 5);
  const Rgb after = draw_overlay(image, objects({{40, 40, 60, 60}}, 128, 128), kNames);
  const Changes changes = changes_of(before, after);
  EXPECT_GE(changes.left, 197U);
  EXPECT_LE(changes.bottom, 304U);
  EXPECT_GE(changes.top, 200U - 40U);
  EXPECT_LE(changes.right, 304U);
  EXPECT_GT(changes.count, 100U * 100U);
}

TEST(Overlay, InsideTheMaskTheImageShinesThroughTheColour) {
  const InputImage<Host> image = unsaturated_image(640, 640);
  const Rgb after = draw_overlay(image, objects({{100, 300, 300, 500}}, 640, 640), kNames);
  const Color tinted = pixel(after, 400, 200);
  const Color color = color_of(0);
  EXPECT_NEAR(tinted.red, 0.75 * image.pixels(400, 200, 0) + 0.25 * color.red, 1);
  EXPECT_NEAR(tinted.green, 0.75 * image.pixels(400, 200, 1) + 0.25 * color.green, 1);
  EXPECT_NEAR(tinted.blue, 0.75 * image.pixels(400, 200, 2) + 0.25 * color.blue, 1);
}

TEST(Overlay, TheOutlineOfTheMaskHasTheFullColour) {
  const InputImage<Host> image = unsaturated_image(640, 640);
  InstanceMasks<Host> instances = objects({{100, 300, 300, 500}}, 640, 640);
  instances.boxes(0) = {50, 250, 350, 550};  // so that the outline is not hidden by the box
  const Rgb after = draw_overlay(image, instances, kNames);
  EXPECT_EQ(pixel(after, 400, 100), color_of(0));
  EXPECT_EQ(pixel(after, 499, 200), color_of(0));
  EXPECT_EQ(pixel(after, 400, 50), color_of(0)) << "the box";
}

TEST(Overlay, ASmallObjectLiesOnTopWhateverItsNumber) {
  const InputImage<Host> image = unsaturated_image(640, 640);
  const Rgb after =
      draw_overlay(image, objects({{300, 300, 340, 340}, {100, 100, 500, 500}}, 640, 640), kNames);
  EXPECT_EQ(pixel(after, 320, 300), color_of(0)) << "outline of the small one";
}

// A caption that was cut at the border would show fewer full-black pixels.
TEST(Overlay, CaptionsStayInsideThePictureForObjectsInEveryCorner) {
  const InputImage<Host> image = unsaturated_image(64, 64);
  const Color ink = text_color_on(color_of(0));
  const auto letters = [&](const Box& box) {
    return count_of(draw_overlay(image, objects({box}, 64, 64), kNames), ink);
  };
  const std::size_t whole = letters({30, 30, 34, 34});
  ASSERT_GT(whole, 15U);
  for (const Box& box : {Box{0, 0, 4, 4}, Box{60, 0, 64, 4}, Box{0, 60, 4, 64}, Box{60, 60, 64, 64},
                         Box{0, 0, 64, 64}}) {
    EXPECT_EQ(letters(box), whole) << box.x1 << ", " << box.y1;
  }
}

TEST(Overlay, CaptionsOfObjectsInOnePlaceDoNotCoverEachOther) {
  const InputImage<Host> image = unsaturated_image(640, 640);
  const Box box{200, 200, 400, 400};
  const Rgb one = draw_overlay(image, objects({box}, 640, 640), kNames);
  const Rgb three = draw_overlay(image, objects({box, box, box}, 640, 640), kNames);
  const Color ink = text_color_on(color_of(0));
  ASSERT_EQ(text_color_on(color_of(2)), ink);
  const std::size_t letters = count_of(one, ink);
  ASSERT_GT(letters, 15U);
  EXPECT_NEAR(static_cast<double>(count_of(three, ink)), 2.0 * static_cast<double>(letters),
              0.05 * static_cast<double>(letters));
}

TEST(Overlay, ACaptionAvoidsASmallObjectAboveItsBox) {
  const InputImage<Host> image = unsaturated_image(640, 640);
  const Rgb after =
      draw_overlay(image, objects({{200, 280, 260, 299}, {200, 300, 400, 400}}, 640, 640), kNames);
  const Color tinted = pixel(after, 290, 230);
  EXPECT_NEAR(tinted.red, 0.55 * image.pixels(290, 230, 0) + 0.45 * color_of(0).red, 1);
}

TEST(Overlay, LongAndForeignNamesAreCutAndNotDrawnOutside) {
  const InputImage<Host> image = unsaturated_image(640, 640);
  const std::vector<std::string> classes = {"background",
                                            "\xc3\xa9t\xc3\xa9 " + std::string(300, 'w')};
  const Rgb after = draw_overlay(image, objects({{10, 300, 100, 400}}, 640, 640), classes);
  EXPECT_EQ(after.shape(1), 640U);
  EXPECT_GT(count_of(after, text_color_on(color_of(0))), 300U);
}

TEST(Overlay, APictureTooSmallForACaptionHasNone) {
  const InputImage<Host> image = unsaturated_image(1, 134);  // drawn with 15 rows
  const Rgb after = draw_overlay(image, objects({{10, 0, 100, 1}}, 1, 134), kNames);
  EXPECT_EQ(count_of(after, text_color_on(color_of(0))), 0U);
  EXPECT_GT(count_of(after, color_of(0)), 0U);
}

TEST(Overlay, RejectedBoxesAreDashedGreyWithTheirIou) {
  const InputImage<Host> image = unsaturated_image(640, 640);
  const Rgb before = image.pixels;
  const Rgb after =
      draw_overlay(image, objects({}, 640, 640), kNames, {{{{100, 200, 300, 400}, 0.37F}}});
  std::size_t drawn = 0;
  for (std::size_t y = 220; y < 380; ++y) {
    drawn += pixel(after, y, 100) == kRejectedColor ? 1 : 0;
  }
  EXPECT_GT(drawn, 60U) << "dashes";
  EXPECT_LT(drawn, 130U) << "gaps between them";
  EXPECT_EQ(pixel(after, 300, 200), pixel(before, 300, 200)) << "nothing inside";
  EXPECT_GT(count_of(after, text_color_on(kRejectedColor)), 50U) << "caption";
  const Rgb other =
      draw_overlay(image, objects({}, 640, 640), kNames, {{{{100, 200, 300, 400}, 0.48F}}});
  EXPECT_NE(after, other) << "the caption shows the number";
}

TEST(Overlay, ALegendSaysWhatDashedMeansAndNamesTheThreshold) {
  const InputImage<Host> image = unsaturated_image(640, 640);
  const auto drawn_at = [&](double min_iou) {
    return draw_overlay(image, objects({}, 640, 640), kNames,
                        {.boxes = {{{100, 400, 300, 600}, 0.37F}}, .min_iou = min_iou});
  };
  const Rgb picture = drawn_at(0.5);
  std::size_t label = 0;
  for (std::size_t x = 0; x < 640; ++x) {
    label += pixel(picture, 2, x) == kRejectedColor ? 1 : 0;
  }
  EXPECT_GT(label, 300U) << "a line of text in a corner";
  EXPECT_NE(picture, drawn_at(0.7));
}

TEST(Overlay, ANoteAboutTheWholePictureStandsInsideIt) {
  const InputImage<Host> image = unsaturated_image(128, 128);
  const Rgb before = draw_overlay(image, objects({}, 128, 128), kNames);
  const Rgb after = draw_overlay(image, objects({}, 128, 128), kNames, {}, {}, "random weights");
  const Changes changes = changes_of(before, after);
  EXPECT_GT(changes.count, 500U);
  EXPECT_LT(changes.count, before.size() / 10);
}

TEST(Overlay, BoxesThatAreNotFiniteAreLeftOut) {
  const InputImage<Host> image = unsaturated_image(640, 640);
  InstanceMasks<Host> instances = objects({{100, 100, 200, 200}}, 640, 640);
  instances.masks.fill(0);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  instances.boxes(0) = {100, nan, 200, 200};
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(draw_overlay(image, instances, kNames, {{{{0, 0, infinity, 1}, 0.1F}}}), image.pixels);
  instances.boxes(0) = {-3e38F, 10, 3e38F, 20};
  EXPECT_EQ(pixel(draw_overlay(image, instances, kNames), 10, 300), color_of(0))
      << "huge ones are cut at the border";
}

TEST(Overlay, ContradictingShapesAreRefused) {
  const InputImage<Host> image = unsaturated_image(64, 64);
  EXPECT_THROW(draw_overlay(image, objects({{1, 1, 2, 2}}, 64, 65), kNames), ShapeError);
  InstanceMasks<Host> instances = objects({{1, 1, 2, 2}}, 64, 64);
  instances.scores = make_tensor<float>({2});
  EXPECT_THROW(draw_overlay(image, instances, kNames), ShapeError);
  EXPECT_THROW(draw_overlay({make_tensor<std::uint8_t>({0, 4, 3})}, objects({}, 0, 4), kNames),
               ShapeError);
}

}  // namespace
}  // namespace mrcnn
