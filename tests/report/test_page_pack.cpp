#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "viz/report/page_pack.hpp"

#include "tests/compare/tiny_trace.hpp"
#include "tests/report/unpacked.hpp"

namespace mrcnn {
namespace {

TEST(PagePack, EveryTypeAndCodingComesBack) {
  const Array floats =
      array_of<float>({2, 3}, {1.5F, -2.0F, 0.0F, std::nanf(""), INFINITY, 1e-40F});
  const Array integers = array_of<std::int32_t>({3}, {-1, 0, std::numeric_limits<int>::max()});
  const Array bytes = array_of<std::uint8_t>({2, 2}, {0, 1, 254, 255});
  const Array picture = array_of<std::uint8_t>({1, 3, 3}, {9, 8, 7, 1, 2, 3, 255, 0, 128});
  PagePack pack;
  pack.add("floats", floats);
  pack.add("integers", integers);
  pack.add("bytes", bytes);
  pack.add("picture", picture, PageCoding::left);
  EXPECT_EQ(unpacked(pack, "floats"), floats);
  EXPECT_EQ(unpacked(pack, "integers"), integers);
  EXPECT_EQ(unpacked(pack, "bytes"), bytes);
  EXPECT_EQ(unpacked(pack, "picture"), picture);
}

TEST(PagePack, EmptyArraysComeBack) {
  const Array none = array_of<float>({0, 4}, {});
  PagePack pack;
  pack.add("none", none);
  pack.add("after", array_of<std::int32_t>({1}, {5}));
  EXPECT_EQ(unpacked(pack, "none"), none);
  EXPECT_EQ(unpacked(pack, "after"), array_of<std::int32_t>({1}, {5}));
}

TEST(PagePack, PlanesMakeSmoothFloatsSmaller) {
  std::vector<float> smooth;
  for (int i = 0; i < 10'000; ++i) {
    smooth.push_back(std::sin(static_cast<float>(i) * 0.01F));
  }
  PagePack pack;
  pack.add("plain", array_of<float>({smooth.size()}, smooth), PageCoding::plain);
  pack.add("planes", array_of<float>({smooth.size()}, smooth), PageCoding::planes);
  EXPECT_LT(pack.parts()[1].packed, pack.parts()[0].packed);
}

TEST(PagePack, TheLengthOfTheTextIsKnownBefore) {
  PagePack pack;
  for (std::size_t count = 0; count < 5; ++count) {
    pack.add("a", array_of<std::uint8_t>({count}, std::vector<std::uint8_t>(count, 3)));
    EXPECT_EQ(pack.text_length(), pack.data().size());
  }
}

TEST(PagePack, OnlyPicturesHaveLeftNeighbours) {
  PagePack pack;
  EXPECT_THROW(pack.add("a", array_of<std::uint8_t>({2, 2}, {1, 2, 3, 4}), PageCoding::left),
               ShapeError);
  EXPECT_THROW(pack.add("a", array_of<float>({1, 1, 3}, {1, 2, 3}), PageCoding::left), ShapeError);
}

}  // namespace
}  // namespace mrcnn
