#include <cmath>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/tensor/transfer.hpp"

#include "stages/pipeline/array_access.hpp"

#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using Shape = std::vector<std::size_t>;

const ArrayRow& row(const std::string& name) {
  return *find_array(name);
}

/// An array with two of everything but fixed extents, and different elements.
Array example_of(const ArrayRow& entry) {
  Shape shape;
  for (std::size_t extent : shape_of(entry, PipelineState<Host>())) {
    shape.push_back(extent == 0 ? 2 : extent);
  }
  const DType type = dtype_of(entry);
  Array array{type, shape, std::vector<std::byte>(element_count(shape) * size_of(type))};
  for (std::size_t i = 0; i < array.bytes.size(); ++i) {
    array.bytes[i] = i % size_of(type) == 0 ? static_cast<std::byte>(i % 120 + 1) : std::byte{0};
  }
  return array;
}

TEST(ArrayAccess, EveryArrayIsReadBackAsItWasSet) {
  PipelineState<Host> state;
  for (const ArrayRow& entry : array_table()) {
    const Array array = example_of(entry);
    set_array(entry, array, state);
    EXPECT_EQ(to_array(entry, state), array) << entry.name;
    EXPECT_EQ(shape_of(entry, state), array.shape) << entry.name;
    EXPECT_TRUE(state.has(entry.name)) << entry.name;
    EXPECT_FALSE(state.has_made(entry.name)) << entry.name;
  }
}

TEST(ArrayAccess, MapsAreChannelsFirstInATraceOnly) {
  PipelineState<Host> state;
  state.pyramid.levels[0] = HostTensor<float, 3>{{{1.0F, 2.0F, 3.0F}, {4.0F, 5.0F, 6.0F}}};
  EXPECT_EQ(shape_of(row("1_features/p2"), state), (Shape{3, 1, 2}));
  EXPECT_EQ(to_array(row("1_features/p2"), state).shape, (Shape{3, 1, 2}));
  state.regions.features = HostTensor<float, 4>::from_shape({2, 7, 7, 5});
  EXPECT_EQ(shape_of(row("3_roi_align/regions"), state), (Shape{2, 5, 7, 7}));
}

TEST(ArrayAccess, AnArrayOfAnotherTypeOrWithOtherAxesIsRejected) {
  PipelineState<Host> state;
  Array scores{DType::i32, {1}, std::vector<std::byte>(4)};
  EXPECT_THROW(set_array(row("2_proposals/scores"), scores, state), InputError);
  Array boxes{DType::f32, {1, 5}, std::vector<std::byte>(20)};
  EXPECT_THROW(set_array(row("2_proposals/boxes"), boxes, state), InputError);
  Array size{DType::i32, {2}, std::vector<std::byte>(8)};
  EXPECT_EQ(message_of<InputError>([&] { set_array(row("0_image/resized_size"), size, state); }),
            "0_image/resized_size: expected height and width, two numbers from 1 to 2^20");
  EXPECT_TRUE(state.arrays.empty());
}

TEST(ArrayAccess, AnElementThatIsNotFiniteIsNamed) {
  PipelineState<Host> state;
  state.proposals.boxes = HostTensor<Box, 1>{{0, 0, 1, 1}};
  EXPECT_NO_THROW(check_finite(row("2_proposals/boxes"), state));
  state.proposals.boxes(0).y2 = NAN;
  EXPECT_EQ(message_of<InputError>([&] { check_finite(row("2_proposals/boxes"), state); }),
            "2_proposals/boxes: the value at (0, 3) is not finite, expected a number, got nan");
}

TEST(ArrayAccess, AReleasedArrayIsEmptyAndItsRecordKeepsTheShape) {
  PipelineState<Host> state;
  for (const ArrayRow& entry : array_table()) {
    const Array array = example_of(entry);
    set_array(entry, array, state);
    release(entry, state);
    EXPECT_FALSE(state.has(entry.name)) << entry.name;
    EXPECT_EQ(state.shape_of(entry.name), array.shape) << entry.name;
  }
  EXPECT_EQ(state.regions.features.size(), 0U);
}

using ArrayAccessOnTheDevice = DeviceTest;

TEST_F(ArrayAccessOnTheDevice, EveryArrayComesBackAsItWent) {
  PipelineState<Host> host;
  PipelineState<Device> device;
  PipelineState<Host> back;
  for (const ArrayRow& entry : array_table()) {
    const Array array = example_of(entry);
    set_array(entry, array, host);
    upload(entry, host, device);
    EXPECT_EQ(shape_of(entry, device), array.shape) << entry.name;
    download(entry, device, back);
    EXPECT_EQ(to_array(entry, back), array) << entry.name;
  }
}

TEST_F(ArrayAccessOnTheDevice, AnElementThatIsNotFiniteIsMarked) {
  PipelineState<Host> host;
  PipelineState<Device> device;
  const auto is_marked = [&] {
    upload(row("2_proposals/boxes"), host, device);
    DeviceTensor<std::int32_t, 1> mark = to_device(filled_tensor<std::int32_t>({1}, 0));
    mark_non_finite(row("2_proposals/boxes"), device, mark.data());
    return to_host(mark)(0) == 1;
  };
  host.proposals.boxes = HostTensor<Box, 1>{{0, 0, 1, 1}};
  EXPECT_FALSE(is_marked());
  host.proposals.boxes(0).y2 = NAN;
  EXPECT_TRUE(is_marked());
}

TEST_F(ArrayAccessOnTheDevice, ABoxInUseIsLookedAtAsAWholeAndAnUnusedOneNotAtAll) {
  const auto is_marked = [&](std::int32_t boxes_in_use) {
    const HostTensor<Box, 1> boxes = {{0, 0, 1, 1}, {0, 0, 1, NAN}, {NAN, 0, 1, 1}};
    const auto valid_count = std::make_shared<ValidCount>(boxes.size());
    copy_to_device(valid_count->count(), &boxes_in_use, sizeof boxes_in_use);
    PipelineState<Device> device;
    device.proposals.boxes = DeviceTensor<Box, 1>({boxes.size()}, valid_count);
    copy_to_device(device.proposals.boxes.data(), boxes.data(), boxes.size() * sizeof(Box));
    DeviceTensor<std::int32_t, 1> mark = to_device(filled_tensor<std::int32_t>({1}, 0));
    mark_non_finite(row("2_proposals/boxes"), device, mark.data());
    return to_host(mark)(0) == 1;
  };
  EXPECT_FALSE(is_marked(0));
  EXPECT_FALSE(is_marked(1));
  EXPECT_TRUE(is_marked(2));
}

}  // namespace
}  // namespace mrcnn
