#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "common/geometry/exact_math.hpp"
#include "common/image/resize.hpp"
#include "common/nn/add_upsampled.hpp"
#include "common/nn/conv2d.hpp"
#include "common/nn/deconv2x2.hpp"
#include "common/nn/linear.hpp"
#include "common/nn/max_pool.hpp"
#include "common/weights/layer_weights.hpp"
#include "common/weights/weight_store.hpp"

#include "tests/golden/golden.hpp"

namespace mrcnn {
namespace {

const WeightStore& weights() {
  static const WeightStore store = WeightStore::open(MRCNN_TEST_DATA "/layers/weights.safetensors");
  return store;
}

/// A sum of K products in float32, in whatever order, is within 4 sqrt(K) roundings of the sum of
/// |a||b|, which is stored as "magnitude"; the reference was summed in double.
testing::AssertionResult is_sum_of(int terms, const std::string& layer, const Array& ours) {
  const Array output = golden("layers/" + layer + "/output");
  if (ours.shape != output.shape) {
    return testing::AssertionFailure() << layer << ": expected " << shape_text(output.shape)
                                       << ", got " << shape_text(ours.shape);
  }
  const std::size_t count = element_count(output.shape);
  const auto flat = [&](Array array) {
    array.shape = {count};
    return to_tensor<float, 1>(array, layer);
  };
  const auto expected = flat(output);
  const auto magnitude = flat(golden("layers/" + layer + "/magnitude"));
  const auto got = flat(ours);
  const float rounding = std::numeric_limits<float>::epsilon() / 2;
  for (std::size_t i = 0; i < count; ++i) {
    const float bound = 4 * std::sqrt(static_cast<float>(terms)) * rounding * magnitude(i);
    if (!(std::abs(got(i) - expected(i)) <= bound)) {
      return testing::AssertionFailure()
             << layer << index_text(i, output.shape) << ": expected " << expected(i) << " within "
             << bound << ", got " << got(i);
    }
  }
  return testing::AssertionSuccess();
}

struct ConvCase {
  const char* name;
  ConvExtents extents;
  int stride, padding;
  bool has_norm;
};

std::ostream& operator<<(std::ostream& out, const ConvCase& layer) {
  return out << layer.name;
}

class GoldenConv : public testing::TestWithParam<ConvCase> {};

TEST_P(GoldenConv, BothMethodsGiveWhatTorchGives) {
  const ConvCase& layer = GetParam();
  const std::string name = layer.name;
  const auto conv = layer.has_norm ? load_conv_norm(weights(), name, name + ".norm", layer.extents,
                                                    {.eps = 1e-5F})
                                   : load_conv(weights(), name, layer.extents);
  const Conv2dParams params{.stride = layer.stride, .padding = layer.padding};
  const auto input = golden_map("layers/" + name + "/input");
  const int terms = layer.extents.inputs * layer.extents.kernel * layer.extents.kernel;
  for (const ConvMethod method : {ConvMethod::reference, ConvMethod::im2col}) {
    const auto output = conv2d(input, conv, params, {.conv = method});
    EXPECT_TRUE(is_sum_of(terms, name, to_chw_array(output)));
  }
}

INSTANTIATE_TEST_SUITE_P(Layers, GoldenConv,
                         testing::Values(ConvCase{"conv_3x3", {5, 7, 3}, 1, 1, false},
                                         ConvCase{"conv_3x3_stride2", {5, 7, 3}, 2, 1, false},
                                         ConvCase{"conv_1x1", {9, 6, 1}, 1, 0, false},
                                         ConvCase{"conv_1x1_stride2", {9, 6, 1}, 2, 0, false},
                                         ConvCase{"conv_7x7_stride2", {3, 8, 7}, 2, 3, false},
                                         ConvCase{"conv_norm_3x3", {6, 5, 3}, 1, 1, true}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(GoldenLayers, LinearGivesWhatTorchGives) {
  const auto rows = golden_tensor<float, 2>("layers/linear/input");
  const auto output = linear(rows, load_linear(weights(), "linear", 37, 10));
  EXPECT_TRUE(is_sum_of(37, "linear", to_array(output)));
}

TEST(GoldenLayers, LinearOnAMapReadsTorchsChannelsFirstOrder) {
  const auto regions = golden_regions("layers/linear_on_map/input");
  const HostTensor<float, 2> rows = xt::reshape_view(regions, {regions.shape(0), std::size_t{36}});
  const auto output = linear(rows, load_linear_on_map(weights(), "linear_on_map", 4, 3, 6), true);
  EXPECT_TRUE(is_sum_of(36, "linear_on_map", to_array(output)));
}

TEST(GoldenLayers, TransposedConvolutionGivesWhatTorchGives) {
  const auto regions = golden_regions("layers/deconv_2x2/input");
  const auto output = deconv2x2_relu(regions, load_deconv2x2(weights(), "deconv_2x2", 5, 7));
  EXPECT_TRUE(is_sum_of(5, "deconv_2x2", to_chw_array(output)));
}

TEST(GoldenLayers, MaxPoolHasTorchsBits) {
  const auto output = max_pool(golden_map("layers/max_pool_3x3_stride2/input"), 3, 2, 1);
  EXPECT_TRUE(agrees("layers/max_pool_3x3_stride2/output", to_chw_array(output), kSameBits));
}

TEST(GoldenLayers, UpsamplingToOddSizesHasTorchsBits) {
  const auto output = add_upsampled(golden_map("layers/add_upsampled/lateral"),
                                    golden_map("layers/add_upsampled/coarse"));
  EXPECT_TRUE(agrees("layers/add_upsampled/output", to_chw_array(output), kSameBits));
}

/// Our own exp, sigmoid and softmax against torch in double, rounded to float32 once.
void expect_at_most_one_ulp(const std::string& name, const HostTensor<float, 2>& ours) {
  Array reference = golden(name);
  reference.shape = {ours.shape(0), ours.shape(1)};
  const auto difference = difference_of(reference, to_array(ours), kSameBits);
  EXPECT_EQ(difference.ulps[2] + difference.ulps[3] + difference.ulps[4], 0U)
      << name << ": expected " << difference.worst->a << ", got " << difference.worst->b;
  EXPECT_LT(difference.differing, difference.elements / 50) << name << ": one ULP must be rare";
}

void expect_elementwise(const std::string& name, float (*function)(float)) {
  const auto input = golden_tensor<float, 1>("layers/" + name + "/input");
  auto output = make_tensor<float>({input.size(), 1});
  std::transform(input.begin(), input.end(), output.begin(), function);
  expect_at_most_one_ulp("layers/" + name + "/output", output);
}

TEST(GoldenLayers, ExpIsWithinOneUlpOfTorchInDouble) {
  expect_elementwise("exp", exact_exp);
}

TEST(GoldenLayers, SigmoidIsWithinOneUlpOfTorchInDouble) {
  expect_elementwise("sigmoid", exact_sigmoid);
}

TEST(GoldenLayers, SoftmaxIsWithinOneUlpOfTorchInDouble) {
  const auto logits = golden_tensor<float, 2>("layers/softmax/input");
  auto output = make_tensor<float>({logits.shape(0), logits.shape(1)});
  for (std::size_t row = 0; row < logits.shape(0); ++row) {
    exact_softmax(view(logits)[row], view(output)[row]);
  }
  expect_at_most_one_ulp("layers/softmax/output", output);
}

class GoldenResize : public testing::TestWithParam<const char*> {};

TEST_P(GoldenResize, BilinearGivesWhatTorchGives) {
  const std::string folder = std::string("layers/resize_") + GetParam();
  const Array output = golden(folder + "/output");
  const ImageSize size{static_cast<int>(output.shape[1]), static_cast<int>(output.shape[2])};
  const auto ours = resize_bilinear(golden_map(folder + "/input"), size);
  // Values up to 2, a few roundings. With sources located in float32, "wide" would be off by 1e-4.
  EXPECT_TRUE(agrees(folder + "/output", to_chw_array(ours), within(1e-6)));
}

INSTANTIATE_TEST_SUITE_P(Sizes, GoldenResize,
                         testing::Values("up", "down", "odd", "same_rows", "from_one_pixel",
                                         "wide"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace mrcnn
