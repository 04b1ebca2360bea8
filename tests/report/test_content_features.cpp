#include <gtest/gtest.h>

#include "tests/report/tiny_content.hpp"

namespace mrcnn {
namespace {

TEST(ContentFeatures, ALargeImageIsShrunkAndItSaysSo) {
  TinyTrace trace;
  trace.put<std::uint8_t>("0_image/image", {2, 6, 3}, std::vector<std::uint8_t>(36, 9));
  const PageContent content = content_of(trace, {.photo_side = 3});
  EXPECT_EQ(unpacked(content.pack, "0_image/image").shape, (std::vector<std::size_t>{1, 3, 3}));
  ASSERT_NE(reduced(content, "0_image/image", "pixels"), nullptr);
  EXPECT_EQ(reduced(content, "0_image/image", "pixels")->of, 6U);
}

// channel 1 varies most in P2 and P3 together; both keep it, and only it
TEST(ContentFeatures, AllLevelsKeepTheSameChannelsExactly) {
  TinyTrace trace;
  with_image(trace)
      .put<float>("1_features/p2", {2, 1, 2}, {0, 0.1F, /**/ 1.2345678F, 9})
      .put<float>("1_features/p3", {2, 1, 1}, {5, 6});
  const PageContent content = content_of(trace, {.channels = 1});
  EXPECT_EQ(unpacked(content.pack, "1_features/channels"), array_of<std::int32_t>({1}, {1}));
  EXPECT_EQ(unpacked(content.pack, "1_features/p2"), array_of<float>({1, 1, 2}, {1.2345678F, 9}));
  EXPECT_EQ(unpacked(content.pack, "1_features/p3"), array_of<float>({1, 1, 1}, {6}));
  ASSERT_NE(reduced(content, "1_features/p2", "channels"), nullptr);
  EXPECT_EQ(reduced(content, "1_features/p2", "channels")->kept, 1U);
}

}  // namespace
}  // namespace mrcnn
