#include <gtest/gtest.h>

#include "common/error.hpp"

#include "tests/report/tiny_content.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

TEST(PageContent, AnImageAloneIsAPage) {
  TinyTrace trace;
  const PageContent content = content_of(with_image(trace));
  EXPECT_EQ(content.pack.parts().size(), 1U);
  EXPECT_TRUE(content.reduced.empty());
}

TEST(PageContent, WithoutAnImageThereIsNone) {
  TinyTrace trace;
  trace.put<float>("2_proposals/scores", {1});
  EXPECT_NE(
      message_of<InputError>([&] { content_of(trace); }).find("0_image/image.npy: is missing"),
      std::string::npos);
}

TEST(PageContent, AnArrayOfAnotherTypeIsNamed) {
  TinyTrace trace;
  with_image(trace).put<float>("3_roi_align/levels", {1});
  EXPECT_NE(message_of<InputError>([&] { content_of(trace); }).find("3_roi_align/levels.npy"),
            std::string::npos);
}

}  // namespace
}  // namespace mrcnn
