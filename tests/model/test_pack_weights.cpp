#include <stdexcept>

#include <gtest/gtest.h>

#include "common/nn/fast/fast_weights.hpp"

#include "stages/pipeline/model/pack_weights.hpp"

#include "tests/model/small_model.hpp"
#include "tests/support/model_file.hpp"

namespace mrcnn {
namespace {

constexpr ComputeOptions kFast{.conv = ConvMethod::fast};

/// A random model; every test packs one stage of it and runs that stage before and after.
class PackWeights : public testing::Test {
 protected:
  PackWeights() {
    ModelFile file;
    file.add_random(model_tensors(small_config()), 1);
    (void)file.store();
    model_ = load_model(file.path(), small_config());
  }

  Model model_;
};

TEST_F(PackWeights, FeaturesComputeTheSameNumbers) {
  const NetworkInput<Host> input{random_tensor({64, 96, 3}, 2), {64, 96}, {64, 96}};
  const FeaturePyramid<Host> before = features(input, model_.features, kFast);
  pack(model_.features);
  EXPECT_EQ(features(input, model_.features, kFast).levels, before.levels);
  EXPECT_EQ(model_.features.stem.kernel.size(), 0U);
  EXPECT_EQ(model_.features.stages[3][0].project.kernel.size(), 0U);
  EXPECT_EQ(model_.features.output[3].packed->form, FastForm::winograd);
  EXPECT_THROW((void)features(input, model_.features, {}), std::logic_error)
      << "no other method can use them";
}

// A 3x3 with stride 2 is a matrix product, one with stride 1 Winograd's.
TEST_F(PackWeights, TheFormFollowsTheStrideThatALayerHasInItsBlock) {
  pack(model_.features);
  EXPECT_EQ(model_.features.stages[0][0].conv.packed->form, FastForm::winograd);
  EXPECT_EQ(model_.features.stages[1][0].conv.packed->form, FastForm::product);
}

TEST_F(PackWeights, TheRegionProposalNetworkComputesTheSameNumbers) {
  FeaturePyramid<Host> pyramid;
  for (std::size_t side = 16; side > 0; side /= 2) {
    pyramid.levels.push_back(random_tensor({side, side, 8}, side));
  }
  const auto run = [&] {
    return rpn_head(pyramid, {64, 64}, model_.rpn, small_config().proposals, kFast);
  };
  const RpnOutput<Host> before = run();
  pack(model_.rpn);
  EXPECT_EQ(run().objectness, before.objectness);
  EXPECT_EQ(run().deltas, before.deltas);
  EXPECT_EQ(model_.rpn.conv.kernel.size() + model_.rpn.deltas.kernel.size(), 0U);
}

TEST_F(PackWeights, TheBoxHeadComputesTheSameNumbers) {
  const Regions<Host> regions{random_tensor({3, 7, 7, 8}, 4)};
  const BoxHeadOutput<Host> before = box_head(regions, model_.box_head, kFast);
  pack(model_.box_head);
  EXPECT_EQ(box_head(regions, model_.box_head, kFast).class_logits, before.class_logits);
  EXPECT_EQ(box_head(regions, model_.box_head, kFast).box_deltas, before.box_deltas);
  EXPECT_EQ(model_.box_head.fc6.matrix.size() + model_.box_head.deltas.matrix.size(), 0U);
}

TEST_F(PackWeights, TheMaskHeadComputesTheSameNumbersAndKeepsItsLastKernel) {
  const Regions<Host> regions{random_tensor({2, 14, 14, 8}, 5)};
  const HostTensor<std::int32_t, 1> labels{1, 3};
  const HostTensor<float, 3> before = mask_head(regions, labels, model_.masks, kFast);
  pack(model_.masks);
  EXPECT_EQ(mask_head(regions, labels, model_.masks, kFast), before);
  EXPECT_EQ(model_.masks.convs[1].kernel.size() + model_.masks.upsample.kernel.size(), 0U);
  EXPECT_GT(model_.masks.logits.kernel.size(), 0U) << "one class of it is read";
}

}  // namespace
}  // namespace mrcnn
