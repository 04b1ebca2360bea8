#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "common/tensor/buffer_pool.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/tensor/keep_buffers.hpp"

#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20U;

bool is_pooled() {
#if defined(__SANITIZE_ADDRESS__)
  return false;  // the sanitizer allocates
#else
  return true;
#endif
}

/// Keeps the pool from giving everything back, as the weights of a model do.
class BufferPool : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!is_pooled()) {
      GTEST_SKIP() << "under the address sanitizer there is no pool";
    }
  }

  HostTensor<float, 1> weights_ = make_tensor<float>({kMebibyte});
};

TEST_F(BufferPool, ASecondArrayOfAboutTheSameSizeNeedsNoMemoryFromTheSystem) {
  { const auto first = make_tensor<float>({3 * kMebibyte}); }
  const BufferPoolUse before = buffer_pool_use();
  { const auto second = make_tensor<float>({3 * kMebibyte - 1000}); }
  EXPECT_EQ(buffer_pool_use().fetched, before.fetched);
  EXPECT_EQ(buffer_pool_use().kept, before.kept);
}

TEST_F(BufferPool, WhatManySmallArraysGaveBackServesALargeOne) {
  {
    std::vector<HostTensor<float, 1>> arrays;
    for (int i = 0; i < 8; ++i) {
      arrays.push_back(make_tensor<float>({kMebibyte}));
    }
  }
  const BufferPoolUse before = buffer_pool_use();
  const auto large = make_tensor<float>({6 * kMebibyte});
  EXPECT_EQ(buffer_pool_use().fetched, before.fetched);
}

TEST_F(BufferPool, HoldsAtMostASixteenthMoreThanWasInUseOr256MiB) {
  Random random(1);
  std::size_t most_in_use = 0;
  for (int image = 0; image < 500; ++image) {
    std::vector<HostTensor<float, 1>> arrays;
    for (int i = 0; i < 4; ++i) {
      arrays.push_back(make_tensor<float>({random.integer(1 << 20, 1 << 26)}));
      arrays.back()(0) = 1.0F;
    }
    most_in_use = std::max(most_in_use, buffer_pool_use().in_use);
    arrays.clear();
    const BufferPoolUse use = buffer_pool_use();
    ASSERT_LE(use.in_use + use.kept, std::max(most_in_use / 16 * 17, 256 * kMebibyte)) << image;
  }
  EXPECT_GT(buffer_pool_use().kept, 0U);
}

TEST_F(BufferPool, HoldsNothingOnceNothingIsInUse) {
  { const auto array = make_tensor<float>({5 * kMebibyte}); }
  EXPECT_GT(buffer_pool_use().kept, 0U);
  weights_ = {};
  EXPECT_EQ(buffer_pool_use().kept, 0U);
  EXPECT_EQ(buffer_pool_use().in_use, 0U);
}

TEST_F(BufferPool, KeepsWhatItHasWhileItIsAskedTo) {
  weights_ = {};
  {
    const KeepBuffers keep;
    { const auto array = make_tensor<float>({5 * kMebibyte}); }
    EXPECT_EQ(buffer_pool_use().in_use, 0U);
    EXPECT_GT(buffer_pool_use().kept, 0U);
  }
  EXPECT_EQ(buffer_pool_use().kept, 0U);
}

TEST(Buffers, OfAnySizeAreAlignedAndTheirOwn) {
  std::vector<std::pair<unsigned char*, std::size_t>> buffers;
  for (std::size_t bytes = 1; bytes < 20 * kMebibyte; bytes = bytes * 3 + 1) {
    auto* const buffer = static_cast<unsigned char*>(take_buffer(bytes));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer) % 64, 0U) << bytes;
    std::memset(buffer, static_cast<int>(buffers.size()), bytes);
    buffers.emplace_back(buffer, bytes);
  }
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    const auto& [buffer, bytes] = buffers[i];
    EXPECT_EQ(buffer[0], i);
    EXPECT_EQ(buffer[bytes - 1], i);
    give_back_buffer(buffer, bytes);
  }
}

TEST(Buffers, MoreThanThereIsThrows) {
  EXPECT_THROW(take_buffer(std::size_t{1} << 60U), std::bad_alloc);
  EXPECT_THROW(take_buffer(std::numeric_limits<std::size_t>::max()), std::bad_alloc);
  EXPECT_THROW((void)PoolAllocator<double>().allocate(std::size_t{1} << 62U), std::bad_alloc);
}

}  // namespace
}  // namespace mrcnn
