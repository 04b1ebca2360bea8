#pragma once
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "common/nn/blas_setup.hpp"
#include "common/tensor/device.hpp"
#include "common/tensor/device_memory.hpp"

namespace mrcnn {

/// A test of device code. It prints the device once, fails if that is not the one the build was
/// configured for, and is skipped where the device cannot run, unless MRCNN_REQUIRE=gpu. Device
/// memory is poisoned, so that an element that is never written is seen.
class DeviceTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(device_backend(), MRCNN_CONFIGURED_DEVICE);
    const std::string reason = why_no_device();
    if (!reason.empty()) {
      const char* required = std::getenv("MRCNN_REQUIRE");
      if (required != nullptr && std::string(required).find("gpu") != std::string::npos) {
        FAIL() << "MRCNN_REQUIRE=gpu: " << reason;
      }
      GTEST_SKIP() << reason;
    }
    static const bool printed = [] {
      std::cout << "device: " << device_name() << "\n";
      return true;
    }();
    (void)printed;
    const char* poison = std::getenv("MRCNN_POISON");  // 0: initcheck needs memory that is not set
    poison_new_device_memory(poison == nullptr || std::string(poison) != "0");
  }

  void TearDown() override { poison_new_device_memory(false); }

  /// one() as often as `most`, until it fails; less often if MRCNN_RANDOM_CASES says so, because
  /// under compute-sanitizer every launch takes long. Most of thousands of small cases run on one
  /// thread, every sixteenth on up to four.
  template <class Case>
  static void for_random_cases(int most, const Case& one) {
    const char* wanted = std::getenv("MRCNN_RANDOM_CASES");
    const int cases = wanted == nullptr ? most : std::clamp(std::atoi(wanted), 1, most);
    for (int i = 0; i < cases && !HasFailure(); ++i) {
      SCOPED_TRACE(i);
      set_threads(i % 16 == 0 ? 1 + i / 16 % 4 : 1);
      one();
    }
  }

  /// A processor runs the host's own matrix product, a GPU another one.
  static bool shares_the_hosts_gemm() { return device_backend() != "CUDA"; }
};

}  // namespace mrcnn
