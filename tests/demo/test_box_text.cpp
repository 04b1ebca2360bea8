#include <gtest/gtest.h>

#include "stages/program/demo/box_text.hpp"

namespace mrcnn {
namespace {

TEST(BoxText, CornersStandInColumns) {
  EXPECT_EQ(box_text({58.51F, 2.14F, 173.5F, 115.64F}), "(  58.5    2.1  173.5  115.6)");
  EXPECT_EQ(box_text({40, 40, 140, 140}, 0, 3), "( 40  40 140 140)");
}

}  // namespace
}  // namespace mrcnn
