#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/tensor/device.hpp"
#include "common/tensor/finite_on_device.hpp"
#include "common/tensor/place_tensor.hpp"
#include "common/tensor/transfer.hpp"

#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using FiniteOnTheDevice = DeviceTest;
using NameOfTheDevice = DeviceTest;
using TensorsOfBothPlaces = DeviceTest;

/// What mark_non_finite() leaves of a mark of 0.
int mark_of(const HostTensor<float, 1>& values, const std::int32_t* rows_in_use = nullptr,
            std::size_t row_size = 1) {
  HostTensor<std::int32_t, 1> mark = {0};
  auto on_device = to_device(mark);
  mark_non_finite(to_device(values).data(), values.size(), rows_in_use, row_size, on_device.data());
  return to_host(on_device)(0);
}

HostTensor<float, 1> zeros(std::size_t count) {
  auto values = make_tensor<float>({count});
  values.fill(0.0F);
  return values;
}

TEST_F(FiniteOnTheDevice, OneNaNOrInfinityIsFoundAtEveryPosition) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const std::size_t count : {1U, 63U, 64U, 65U, 1000U, 2'000'003U}) {
    HostTensor<float, 1> values = zeros(count);
    EXPECT_EQ(mark_of(values), 0) << count;
    for (const std::size_t place : {std::size_t{0}, count / 2, count - 1}) {
      for (const float bad : {kNaN, kInfinity, -kInfinity}) {
        values(place) = bad;
        EXPECT_EQ(mark_of(values), 1) << bad << " at " << place << " of " << count;
      }
      values(place) = 0.0F;
    }
  }
}

TEST_F(FiniteOnTheDevice, NoValueIsFinite) {
  EXPECT_EQ(mark_of(zeros(0)), 0);
}

TEST_F(FiniteOnTheDevice, RowsThatAreNotInUseAreNotLookedAt) {
  HostTensor<float, 1> values = zeros(5 * 3);
  values(2 * 3) = std::numeric_limits<float>::quiet_NaN();
  const HostTensor<std::int32_t, 1> two = {2};
  const HostTensor<std::int32_t, 1> three = {3};
  EXPECT_EQ(mark_of(values, to_device(two).data(), 3), 0);
  EXPECT_EQ(mark_of(values, to_device(three).data(), 3), 1);
}

TEST_F(TensorsOfBothPlaces, ElementsAreCopiedBehindTheOffset) {
  const HostTensor<float, 2> source = {{1.0F, 2.0F}, {3.0F, 4.0F}};
  const HostTensor<float, 1> expected = {0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 0.0F};
  HostTensor<float, 1> host = zeros(6);
  copy_elements(source, host, 1);
  EXPECT_EQ(host, expected);
  auto device = to_device(zeros(6));
  copy_elements(to_device(source), device, 1);
  EXPECT_EQ(to_host(device), expected);
}

TEST_F(NameOfTheDevice, BeginsWithTheBackEnd) {
  const std::string backend = device_backend();
  const std::string beginning = backend == "OMP"   ? "Thrust/OpenMP, "
                                : backend == "CPP" ? "Thrust/C++, 1 thread"
                                                   : "CUDA, ";
  EXPECT_EQ(device_name().rfind(beginning, 0), 0U) << device_name();
}

TEST_F(NameOfTheDevice, AProcessorIsNumberZeroAndTheOnlyOne) {
  if (device_backend() == "CUDA") {
    GTEST_SKIP() << "a machine has several GPUs";
  }
  EXPECT_NO_THROW(select_device(0));
  EXPECT_EQ(message_of<InputError>([] { select_device(1); }),
            "device 1: this build's device is the processor, number 0");
}

}  // namespace
}  // namespace mrcnn
