#include <string>

#include <gtest/gtest.h>

#include "viz/caption.hpp"

namespace mrcnn {
namespace {

constexpr Color kLabel{10, 200, 30};

/// A picture of 100 x 300 pixels with nothing to hide.
struct Canvas {
  cv::Mat picture = cv::Mat(100, 300, CV_8UC3, cv::Scalar(0, 0, 0));
  cv::Mat subject = cv::Mat::zeros(100, 300, CV_8UC1);

  cv::Rect place(const cv::Rect& box, const std::string& text = "star") {
    return CaptionPlacer(picture, subject, 1).place(text, box, kLabel);
  }
};

TEST(Caption, StandsAboveItsBoxWhereThereIsRoom) {
  Canvas canvas;
  const cv::Rect label = canvas.place({100, 50, 60, 40});
  EXPECT_EQ(label.x, 100);
  EXPECT_EQ(label.br().y, 50);
  EXPECT_EQ(canvas.picture.at<cv::Vec3b>(label.y, label.x),
            cv::Vec3b(kLabel.red, kLabel.green, kLabel.blue));
}

TEST(Caption, StandsBelowWhereASubjectIsAbove) {
  Canvas canvas;
  canvas.subject(cv::Rect(0, 0, 300, 40)) = 1;
  EXPECT_EQ(canvas.place({100, 40, 60, 20}).y, 60);
}

TEST(Caption, TwoOfThemDoNotOverlap) {
  Canvas canvas;
  CaptionPlacer placer(canvas.picture, canvas.subject, 1);
  const cv::Rect first = placer.place("star", {100, 50, 60, 30}, kLabel);
  const cv::Rect second = placer.place("ring", {100, 50, 60, 30}, kLabel);
  EXPECT_EQ((first & second).area(), 0);
}

TEST(Caption, ALongTextIsShortenedToThePicture) {
  Canvas canvas;
  const cv::Rect label = canvas.place({100, 50, 60, 30}, std::string(200, 'w'));
  EXPECT_GT(label.width, 200);
  EXPECT_LE(label.br().x, 300);
}

TEST(Caption, APictureThatIsTooSmallHasNone) {
  cv::Mat picture(5, 300, CV_8UC3, cv::Scalar(0, 0, 0));
  const cv::Mat subject = cv::Mat::zeros(5, 300, CV_8UC1);
  EXPECT_TRUE(CaptionPlacer(picture, subject, 1).place("star", {0, 0, 9, 4}, kLabel).empty());
  cv::Mat narrow(300, 6, CV_8UC3, cv::Scalar(0, 0, 0));
  const cv::Mat nothing = cv::Mat::zeros(300, 6, CV_8UC1);
  EXPECT_TRUE(CaptionPlacer(narrow, nothing, 1).place("star", {0, 0, 4, 9}, kLabel).empty());
}

}  // namespace
}  // namespace mrcnn
