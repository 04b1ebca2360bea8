#include <gtest/gtest.h>

#include "common/trace/array.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {
namespace {

using Shape = std::vector<std::size_t>;

std::vector<float> floats_of(const Array& array) {
  const auto values = values_of<float>(array);
  return {values.begin(), values.end()};
}

// Two channels of a 2 x 3 map, c * 100 + y * 10 + x:
//   0  1  2      100 101 102
//  10 11 12      110 111 112
TEST(ChannelOrder, ChannelsOfAMapMoveToTheFront) {
  const HostTensor<float, 3> map = {{{0, 100}, {1, 101}, {2, 102}},
                                    {{10, 110}, {11, 111}, {12, 112}}};
  const Array array = to_chw_array(map);
  EXPECT_EQ(array.shape, (Shape{2, 2, 3}));
  EXPECT_EQ(floats_of(array),
            (std::vector<float>{0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112}));
  EXPECT_EQ(from_chw_array<3>(array, "p2"), map);
}

TEST(ChannelOrder, ChannelsOfRegionsMoveBehindTheRegion) {
  const HostTensor<float, 4> regions = {{{{0, 100}, {1, 101}}}, {{{2, 102}, {3, 103}}}};
  const Array array = to_chw_array(regions);
  EXPECT_EQ(array.shape, (Shape{2, 2, 1, 2}));
  EXPECT_EQ(floats_of(array), (std::vector<float>{0, 1, 100, 101, 2, 3, 102, 103}));
  EXPECT_EQ(from_chw_array<4>(array, "regions"), regions);
}

TEST(ChannelOrder, EveryElementArrivesWhateverTheSizes) {
  for (const std::size_t height : {1, 5, 17}) {
    for (const std::size_t width : {1, 16, 19}) {
      for (const std::size_t channels : {1, 3, 16, 33}) {
        auto map = make_tensor<float>({height, width, channels});
        for (std::size_t i = 0; i < map.size(); ++i) {
          map.data()[i] = static_cast<float>(i);
        }
        const Array array = to_chw_array(map);
        const auto chw = to_tensor<float, 3>(array, "a");
        for (std::size_t y = 0; y < height; ++y) {
          for (std::size_t x = 0; x < width; ++x) {
            for (std::size_t c = 0; c < channels; ++c) {
              ASSERT_EQ(chw(c, y, x), map(y, x, c)) << height << " " << width << " " << channels;
            }
          }
        }
        EXPECT_EQ(from_chw_array<3>(array, "a"), map);
      }
    }
  }
}

TEST(ChannelOrder, NoRegionsAndWrongKindsAreHandled) {
  const Array none = to_chw_array(make_tensor<float>({0, 7, 7, 256}));
  EXPECT_EQ(none.shape, (Shape{0, 256, 7, 7}));
  EXPECT_EQ(from_chw_array<4>(none, "regions").shape(3), 256U);
  EXPECT_EQ(message_of<InputError>([&] { from_chw_array<3>(none, "p2"); }),
            "p2: wrong number of axes, expected 3, got 4 in (0, 256, 7, 7)");
  EXPECT_EQ(message_of<InputError>([] {
              from_chw_array<4>({DType::u8, {0, 1, 1, 1}, {}}, "regions");
            }),
            "regions: wrong dtype, expected f32, got u8");
}

}  // namespace
}  // namespace mrcnn
