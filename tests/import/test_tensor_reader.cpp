#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/import/torch/tensor_reader.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

const std::vector<float> kStored = {0, 1, 2, 3, 4, 5};

TorchTensor view(std::vector<std::size_t> shape, std::vector<std::size_t> strides,
                 std::size_t offset = 0) {
  return {"FloatStorage", std::move(shape), std::move(strides), offset,
          std::as_bytes(std::span(kStored))};
}

std::string refusal(const TorchTensor& tensor) {
  return message_of<InputError>([&] { (void)values_of(tensor, "t", "FILE"); });
}

TEST(ValuesOf, FollowsStridesAndOffset) {
  EXPECT_EQ(values_of(view({3, 2}, {1, 3}), "t", "FILE"), (std::vector<float>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(values_of(view({2}, {2}, 1), "t", "FILE"), (std::vector<float>{1, 3}));
  EXPECT_EQ(values_of(view({}, {}, 4), "t", "FILE"), (std::vector<float>{4}));
}

TEST(ValuesOf, ATensorThatReachesOutsideItsStorageIsRefused) {
  EXPECT_EQ(refusal(view({2, 3}, {3, 1}, 1)), "FILE: t reaches outside its storage");
  EXPECT_EQ(refusal(view({2, 3}, {std::size_t{1} << 62U, 1})),
            "FILE: t reaches outside its storage");
  EXPECT_EQ(refusal(view({std::size_t{1} << 40U, 3}, {3, 1})),
            "FILE: t (1099511627776, 3) has more elements than its storage, 6; "
            "an expanded tensor is saved with .contiguous()");
}

TEST(ValuesOf, AnExpandedTensorRepeatsItsElementsUpToTheSizeOfItsStorage) {
  EXPECT_EQ(values_of(view({2, 3}, {0, 1}, 1), "t", "FILE"),
            (std::vector<float>{1, 2, 3, 1, 2, 3}));
  EXPECT_EQ(values_of(view({6}, {0}, 5), "t", "FILE"), std::vector<float>(6, 5.0F));
  EXPECT_EQ(refusal(view({7}, {0})),
            "FILE: t (7) has more elements than its storage, 6; an expanded tensor is saved with "
            ".contiguous()");
  EXPECT_EQ(refusal(view({2}, {0}, 6)), "FILE: t reaches outside its storage");
}

TEST(ValuesOf, ATensorWithAnExtentOfZeroHasNoValues) {
  EXPECT_TRUE(values_of(view({0, 3}, {3, 1}), "t", "FILE").empty());
  EXPECT_TRUE(values_of(view({2, 0}, {1, 1}, 6), "t", "FILE").empty());
}

TEST(ValuesOf, WholeNumbersAreNoWeights) {
  TorchTensor tensor = view({1}, {1});
  tensor.storage_type = "LongStorage";
  EXPECT_FALSE(tensor.is_floating_point());
  EXPECT_EQ(refusal(tensor), "FILE: t is a LongStorage, expected floating-point numbers");
}

}  // namespace
}  // namespace mrcnn
