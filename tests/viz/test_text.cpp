#include <gtest/gtest.h>

#include "viz/text.hpp"

namespace mrcnn {
namespace {

int ink(const cv::Mat& picture) {
  return cv::countNonZero(picture.reshape(1));
}

TEST(Text, StaysWithinItsWidth) {
  cv::Mat picture = cv::Mat::zeros(40, 300, CV_8UC3);
  draw_text(picture, "IoU 0.82", {20, 25}, 18, {255, 255, 255});
  const int width = text_width("IoU 0.82", 18);
  EXPECT_GT(ink(picture), 100);
  EXPECT_EQ(ink(picture.colRange(0, 19)), 0);
  EXPECT_EQ(ink(picture.colRange(20 + width, 300)), 0);
}

TEST(Text, WhatLiesOutsideThePictureIsNotDrawn) {
  cv::Mat picture = cv::Mat::zeros(10, 10, CV_8UC3);
  draw_text(picture, "a long line", {-50, 5}, 18, {255, 255, 255});
  draw_text(picture, "far away", {500, 500}, 18, {255, 255, 255});
  draw_text(picture, "", {0, 5}, 18, {255, 255, 255});
  EXPECT_LT(ink(picture), 300);
}

}  // namespace
}  // namespace mrcnn
