#include <gtest/gtest.h>

#include "viz/image_header.hpp"

#include "tests/viz/file_bytes.hpp"

namespace mrcnn {
namespace {

TEST(Exif, TheOrientationIsFoundInBothByteOrders) {
  EXPECT_EQ(exif_orientation(exif(6, true)), 6);
  EXPECT_EQ(exif_orientation(exif(3, false)), 3);
}

TEST(Exif, DamagedDataHaveNoOrientation) {
  const Bytes whole = exif(6, true);
  for (std::size_t size = 0; size < 20; ++size) {
    EXPECT_EQ(exif_orientation({whole.data(), size}), std::nullopt) << size << " bytes";
  }
  EXPECT_EQ(exif_orientation(exif(9, true)), std::nullopt);
  EXPECT_EQ(exif_orientation(exif(0, false)), std::nullopt);
  Bytes far_directory = whole;
  far_directory[4] = std::byte{0xff};
  EXPECT_EQ(exif_orientation(far_directory), std::nullopt);
}

}  // namespace
}  // namespace mrcnn
