#include <gtest/gtest.h>

#include "common/trace/array_tensor.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {
namespace {

using Shape = std::vector<std::size_t>;

template <class T>
std::vector<T> numbers_in(const Array& array) {
  std::vector<T> values(array.bytes.size() / sizeof(T));
  std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
  return values;
}

TEST(ArrayTensor, ElementsKeepTheirOrder) {
  const HostTensor<float, 2> tensor = {{1, 2, 3}, {4, 5, 6}};
  const Array array = to_array(tensor);
  EXPECT_EQ(array.dtype, DType::f32);
  EXPECT_EQ(array.shape, (Shape{2, 3}));
  EXPECT_EQ(numbers_in<float>(array), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ((to_tensor<float, 2>(array, "a")), tensor);
}

TEST(ArrayTensor, IntegersAndBytesComeBack) {
  const HostTensor<std::int32_t, 1> labels = {-1, 2147483647};
  const HostTensor<std::uint8_t, 3> mask = {{{0, 255}, {1, 2}}};
  EXPECT_EQ(to_array(labels).dtype, DType::i32);
  EXPECT_EQ(to_array(mask).dtype, DType::u8);
  EXPECT_EQ((to_tensor<std::int32_t, 1>(to_array(labels), "a")), labels);
  EXPECT_EQ((to_tensor<std::uint8_t, 3>(to_array(mask), "a")), mask);
}

TEST(ArrayTensor, ABoxIsARowOfFour) {
  const HostTensor<Box, 1> boxes = {Box{1, 2, 3, 4}, Box{5, 6, 7, 8}};
  const Array array = to_array(boxes);
  EXPECT_EQ(array.shape, (Shape{2, 4}));
  EXPECT_EQ(numbers_in<float>(array), (std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8}));
  const HostTensor<Box, 1> back = to_tensor<Box, 1>(array, "a");
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back(0), boxes(0));
  EXPECT_EQ(back(1), boxes(1));
}

TEST(ArrayTensor, NoRowsAreLegal) {
  const Array array = to_array(make_tensor<Box>({0}));
  EXPECT_EQ(array.shape, (Shape{0, 4}));
  EXPECT_EQ((to_tensor<Box, 1>(array, "a").size()), 0U);
  EXPECT_EQ((to_tensor<float, 2>(array, "a").shape(1)), 4U);
}

TEST(ArrayTensor, AWrongArrayIsRefusedWithExpectedAndGot) {
  const Array scores = to_array(HostTensor<float, 1>{1, 2});
  const Array triples = to_array(HostTensor<float, 2>{{1, 2, 3}});
  EXPECT_EQ(message_of<InputError>([&] { to_tensor<std::int32_t, 1>(scores, "labels"); }),
            "labels: wrong dtype, expected i32, got f32");
  EXPECT_EQ(message_of<InputError>([&] { to_tensor<float, 3>(scores, "p2"); }),
            "p2: wrong number of axes, expected 3, got 1 in (2,)");
  EXPECT_EQ(message_of<InputError>([&] { to_tensor<Box, 1>(triples, "boxes"); }),
            "boxes: boxes have the wrong shape, expected (N, 4), got (1, 3)");
  EXPECT_EQ(message_of<InputError>([&] { to_tensor<Box, 1>(scores, "boxes"); }),
            "boxes: wrong number of axes, expected 2, got 1 in (2,)");
}

TEST(ArrayTensor, AnArrayWithTooFewBytesIsABrokenContract) {
  EXPECT_THROW((to_tensor<float, 1>({DType::f32, {2}, std::vector<std::byte>(4)}, "a")),
               ShapeError);
}

}  // namespace
}  // namespace mrcnn
