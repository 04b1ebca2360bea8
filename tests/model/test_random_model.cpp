#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "common/io/sha256.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/model/random_model.hpp"

#include "tests/io/test_files.hpp"
#include "tests/model/small_model.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {

namespace {

std::string hash_of(const Config& config, std::uint64_t seed) {
  const TemporaryFolder folder;
  const auto file = folder / "m.safetensors";
  write_random_model(file, config, seed);
  return sha256_of_file(file);
}

TEST(RandomModel, IsTheSameFileEverywhere) {
  EXPECT_EQ(hash_of(small_config(), 1),
            "7ca010e1044ad47d13a395ef20275f6221948edf6ea9f5e98b67a0679ac4b99b");
}

TEST(RandomModel, AnotherSeedIsAnotherFile) {
  EXPECT_NE(hash_of(small_config(), 1), hash_of(small_config(), 2));
}

TEST(RandomModel, AValueDependsOnItsTensorsNameAndPlaceOnly) {
  const Config config = small_config();
  Config other = config;
  other.features.blocks = {2, 2, 2, 2};
  const TensorSpec spec = {"roi_heads.box_head.fc7.weight", {16, 16}};
  EXPECT_EQ(random_weights(spec, config, 5), random_weights(spec, other, 5));
  const TensorSpec longer = {"backbone.body.bn1.bias", {200}};
  const TensorSpec shorter = {"backbone.body.bn1.bias", {100}};
  auto values = random_weights(longer, config, 5);
  values.resize(100);
  EXPECT_EQ(values, random_weights(shorter, config, 5));
}

TEST(RandomModel, LastBatchNormOfABlockHoldsItsResidualSmall) {
  const auto last = random_weights({"backbone.body.layer1.0.bn3.weight", {256}}, Config{}, 0);
  for (const float gamma : last) {
    EXPECT_NEAR(gamma, 0.2F, 0.07F);
  }
  const auto variance =
      random_weights({"backbone.body.layer1.0.bn3.running_var", {256}}, Config{}, 0);
  EXPECT_GE(*std::min_element(variance.begin(), variance.end()), 1.0F);
}

TEST(RandomModel, WeightsOfAHeadCancelOverChannels) {
  const auto values = random_weights({"rpn.head.cls_logits.weight", {3, 256, 1, 1}}, Config{}, 0);
  for (std::size_t i = 0; i < values.size(); i += 2) {
    ASSERT_NE(values[i], 0.0F);
    ASSERT_EQ(values[i + 1], -values[i]);
  }
}

/// Patches of colour and noise.
InputImage<Host> test_image(std::size_t height, std::size_t width) {
  Random random(11);
  InputImage<Host> image{make_tensor<std::uint8_t>({height, width, 3})};
  constexpr int kPatches = 60;
  image.pixels.fill(100);
  for (int patch = 0; patch < kPatches; ++patch) {
    const int top = random.integer(0, static_cast<int>(height) - 1);
    const int left = random.integer(0, static_cast<int>(width) - 1);
    const int size = random.integer(4, static_cast<int>(height) / 2);
    const std::array<int, 3> colour = {random.integer(0, 255), random.integer(0, 255),
                                       random.integer(0, 255)};
    for (int y = top; y < std::min(top + size, static_cast<int>(height)); ++y) {
      for (int x = left; x < std::min(left + size, static_cast<int>(width)); ++x) {
        for (std::size_t c = 0; c < 3; ++c) {
          const int value = colour[c] + random.integer(-20, 20);
          image.pixels(static_cast<std::size_t>(y), static_cast<std::size_t>(x), c) =
              static_cast<std::uint8_t>(std::clamp(value, 0, 255));
        }
      }
    }
  }
  return image;
}

double deviation(const HostTensor<float, 3>& map) {
  double sum = 0.0;
  double sum_of_squares = 0.0;
  for (const float value : map) {
    sum += value;
    sum_of_squares += static_cast<double>(value) * value;
  }
  const auto count = static_cast<double>(map.size());
  return std::sqrt(sum_of_squares / count - sum / count * (sum / count));
}

/// A quarter of the size and width of the real one, with all its blocks and classes.
Config quarter_config(const std::string& architecture) {
  Config config = config_of_architecture(architecture);
  config.image.min_size = 256;
  config.image.max_size = 352;
  config.features.base_channels = 16;
  config.features.fpn_channels = 64;
  config.proposals.anchor_sizes = {16, 32, 64, 128, 256};
  config.proposals.post_nms_top_n = 300;
  config.roi_align.canonical_size = 64;
  config.box_head.hidden = 256;
  config.mask_head.hidden = 64;
  return config;
}

class BusyModel : public testing::TestWithParam<std::string> {};

TEST_P(BusyModel, KeepsEveryStepOccupied) {
  const Config config = quarter_config(GetParam());
  const TemporaryFolder folder;
  write_random_model(folder / "m.safetensors", config, 0);
  const Model model = load_model(folder / "m.safetensors");

  const auto input = preprocess(test_image(256, 344), config.image);
  const auto pyramid = features(input, model.features);
  for (const auto& level : pyramid.levels) {
    EXPECT_GE(deviation(level), 0.1);
    EXPECT_LE(deviation(level), 10.0);
  }

  const ImageSize padded = {static_cast<int>(input.pixels.shape(0)),
                            static_cast<int>(input.pixels.shape(1))};
  ProposalsTrace<Host> proposals_trace;
  const auto found = proposals(rpn_head(pyramid, padded, model.rpn, config.proposals),
                               BoxFrame(input.resized), config.proposals, &proposals_trace);
  EXPECT_EQ(found.boxes.size(), 300U);
  std::set<int> levels;
  for (const std::int32_t candidate : proposals_trace.kept) {
    levels.insert(proposals_trace.candidate_levels(static_cast<std::size_t>(candidate)));
  }
  EXPECT_GE(levels.size(), 4U);

  RoiAlignTrace<Host> roi_align_trace;
  const auto regions = roi_align(pyramid, found.boxes, 7, config.roi_align, &roi_align_trace);
  const std::set<int> read_levels(roi_align_trace.levels.begin(), roi_align_trace.levels.end());
  EXPECT_EQ(read_levels.size(), 4U);

  const auto detected = detections(box_head(regions, model.box_head), found.boxes,
                                   BoxFrame(input.resized), config.detections);
  EXPECT_EQ(detected.boxes.size(), 100U);
  const std::set<int> classes(detected.labels.begin(), detected.labels.end());
  EXPECT_GE(classes.size(), 10U);
  ASSERT_GT(detected.scores.size(), 0U);
  EXPECT_LT(detected.scores(0), 0.99F);

  const auto logits =
      mask_head(roi_align(pyramid, detected.boxes, config.mask_head.pool, config.roi_align),
                detected.labels, model.masks);
  const auto positive =
      std::count_if(logits.begin(), logits.end(), [](float logit) { return logit > 0.0F; });
  EXPECT_TRUE(std::all_of(logits.begin(), logits.end(), [](float v) { return std::isfinite(v); }));
  EXPECT_GT(positive, static_cast<std::ptrdiff_t>(logits.size() / 10));
  EXPECT_LT(positive, static_cast<std::ptrdiff_t>(logits.size() * 9 / 10));
}

INSTANTIATE_TEST_SUITE_P(Architectures, BusyModel,
                         testing::Values("maskrcnn_resnet50_fpn", "maskrcnn_resnet101_fpn"));

}  // namespace

}  // namespace mrcnn
