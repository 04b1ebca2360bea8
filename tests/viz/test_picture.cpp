#include <limits>
#include <new>

#include <gtest/gtest.h>

#include "viz/picture.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

TEST(Picture, WhenOpenCVHasNoMemoryTheProgramHasNone) {
  EXPECT_THROW(cv::error(cv::Error::StsNoMem, "", "", __FILE__, __LINE__), std::bad_alloc);
  EXPECT_THROW(cv::error(cv::Error::StsBadArg, "", "", __FILE__, __LINE__), cv::Exception);
}

TEST(Picture, ABoxIsGivenInPixelsOfTheImage) {
  Picture picture(plain_image(50, 50), 4.0);
  EXPECT_EQ(picture.place_of({10, 20, 30, 40}), cv::Rect(40, 80, 80, 80));
}

TEST(Picture, ABoxIsClippedAtTheBorder) {
  Picture picture(plain_image(50, 50), 2.0);
  const std::optional<cv::Rect> place = picture.place_of({-1e9F, 10, 1e9F, 20});
  ASSERT_TRUE(place.has_value());
  EXPECT_GE(place->x, -2);
  EXPECT_LE(place->br().x, 102);
}

TEST(Picture, ABoxThatIsNotFiniteHasNoPlace) {
  Picture picture(plain_image(50, 50), 2.0);
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(picture.place_of({0, 0, infinity, 1}), std::nullopt);
}

TEST(Picture, TheCoveredPixelsAreThoseOfTheMasks) {
  Picture picture(plain_image(50, 50), 2.0);
  EXPECT_EQ(cv::countNonZero(picture.covered()), 0);
  cv::Mat mask = cv::Mat::zeros(50, 50, CV_8UC1);
  mask(cv::Rect(10, 10, 20, 20)) = 1;
  picture.draw_mask(mask, color_of(0));
  EXPECT_NEAR(cv::countNonZero(picture.covered()), 40 * 40, 2 * 4 * 40);
}

TEST(Picture, TheViewSharesThePixels) {
  Rgb rgb = plain_image(4, 6).pixels;
  rgb_view(rgb).at<cv::Vec3b>(3, 5) = {1, 2, 3};
  EXPECT_EQ(pixel(rgb, 3, 5), (Color{1, 2, 3}));
}

}  // namespace
}  // namespace mrcnn
