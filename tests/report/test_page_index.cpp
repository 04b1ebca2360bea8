#include <gtest/gtest.h>

#include "viz/report/page_index.hpp"

namespace mrcnn {
namespace {

TEST(PageIndex, EveryPictureLeadsToItsPage) {
  const std::string html = page_index({{"1_street", "2 objects: car 0.99"}, {"2_desk", ""}});
  EXPECT_NE(html.find("<a href=\"1_street.html\"><img src=\"1_street.png\""), std::string::npos);
  EXPECT_NE(html.find("<a href=\"2_desk.html\"><img src=\"2_desk.png\""), std::string::npos);
  EXPECT_NE(html.find("<span>2 objects: car 0.99"), std::string::npos);
  EXPECT_NE(html.find("<span>2_desk"), std::string::npos);
}

TEST(PageIndex, TheNameOfAClassIsNoMarkup) {
  const std::string html = page_index({{"1_a", "1 object: <script>\"x\" & y"}});
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_NE(html.find("&lt;script>&quot;x&quot; &amp; y"), std::string::npos);
}

}  // namespace
}  // namespace mrcnn
