#include "stages/pipeline/model/random_model.hpp"

#include <cmath>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/weights/safetensors.hpp"

#include "stages/pipeline/model/counter_random.hpp"
#include "stages/pipeline/model/model.hpp"

namespace mrcnn {

namespace {

/// The distribution of a tensor's values.
struct Recipe {
  double mean = 0.0;
  double deviation = 1.0;
  bool one_sided = false;  // mean + |.|, for variances
  // In every `period` weights of a row, weights distance .. 2 distance - 1 are weights 0 ..
  // distance - 1 with the opposite sign. 0: all are independent.
  std::size_t row = 1, period = 1, distance = 0;
};

/// The size of a layer's weights as a multiple of He's sqrt(2 / inputs), which preserves the
/// variance of activations after a ReLU (He et al. 2015, eq. 10). Measured at 800x1088, see
/// docs/model-file.md.
struct Gain {
  std::string_view part;  // of the tensor's name
  double gain;
};

// Coarse levels get larger weights: otherwise the 160,000 anchors of P2 would supply all proposals.
// Fine levels resemble coarse ones, so NMS removes many of their proposals.
constexpr Gain kGains[] = {
    {"fpn.inner_blocks.0", 0.07},     {"fpn.inner_blocks.1", 0.14},
    {"fpn.inner_blocks.2", 0.21},     {"fpn.inner_blocks.3", 0.7},
    {"fpn.layer_blocks.0", 0.5},      {"fpn.layer_blocks.1", 0.57},
    {"fpn.layer_blocks.2", 0.85},     {"fpn.layer_blocks.3", 1.06},
    {"rpn.head.bbox_pred", 0.3},      {"box_predictor.cls_score", 3.2},
    {"box_predictor.bbox_pred", 3.0},
};

bool contains(std::string_view name, std::string_view part) {
  return name.find(part) != std::string_view::npos;
}

bool ends_with(std::string_view name, std::string_view end) {
  return name.size() >= end.size() && name.substr(name.size() - end.size()) == end;
}

/// A batch norm near the identity; the last one of a block is near 0.2, so that residuals stay
/// small and the activations of a hundred blocks stay finite.
Recipe norm_recipe(std::string_view name) {
  if (ends_with(name, "running_mean") || ends_with(name, "bias")) {
    return {.deviation = 0.1};
  }
  if (ends_with(name, "running_var")) {
    return {.mean = 1.0, .deviation = 0.2, .one_sided = true};
  }
  return contains(name, ".bn3.") ? Recipe{.mean = 0.2, .deviation = 0.02}
                                 : Recipe{.mean = 1.0, .deviation = 0.1};
}

/// 1 for an input normalised like torchvision's, 1 / 58 for pixel values minus a mean.
double input_gain(const ImageParams& params) {
  const ImageParams usual;
  return static_cast<double>(params.divisor) * static_cast<double>(params.std[0]) /
         (static_cast<double>(usual.divisor) * static_cast<double>(usual.std[0]));
}

/// A kernel. The output of a ReLU has a large positive mean; after the backbone, weights come in
/// pairs of opposite sign, which cancel that mean and leave the differences between positions.
Recipe kernel_recipe(const TensorSpec& spec, const Config& config) {
  const auto& shape = spec.shape;
  const std::size_t cells = shape.size() == 4U ? shape[2] * shape[3] : 1U;
  Recipe recipe{.row = shape[1] * cells};
  // A transposed convolution's windows do not overlap: (inputs, outputs, 2, 2).
  const std::size_t inputs = contains(spec.name, "conv5_mask") ? shape[0] : recipe.row;
  recipe.deviation = std::sqrt(2.0 / static_cast<double>(inputs));
  if (contains(spec.name, "backbone.body.conv1")) {  // for any range of the input
    recipe.deviation *= input_gain(config.image);
  }
  for (const Gain& gain : kGains) {
    recipe.deviation *= contains(spec.name, gain.part) ? gain.gain : 1.0;
  }
  if (contains(spec.name, "box_head.fc6")) {  // one half of a region against the other
    recipe.period = recipe.row / static_cast<std::size_t>(config.features.fpn_channels);
    recipe.distance = recipe.period / 2U;
  } else if (!contains(spec.name, "backbone.body") && !contains(spec.name, "mask")) {
    recipe.period = 2U * cells;  // one channel against the next
    recipe.distance = cells;
  }
  return recipe;
}

/// Batch norms are called ".bn1", or ".1" after the convolution ".0".
bool is_norm(std::string_view name) {
  const std::string_view owner = name.substr(0, name.rfind('.'));
  return contains(owner, ".bn") || ends_with(owner, ".1");
}

Recipe recipe_of(const TensorSpec& spec, const Config& config) {
  if (is_norm(spec.name)) {
    return norm_recipe(spec.name);
  }
  return ends_with(spec.name, "bias") ? Recipe{.deviation = 0.05} : kernel_recipe(spec, config);
}

/// The FNV-1a hash of the name. The output convolutions of the pyramid share one stream: their
/// weights differ in size only, so that no level stands out by chance.
std::uint64_t stream_of(std::string_view name) {
  constexpr std::string_view kOutputs = "layer_blocks.";
  const std::size_t found = name.find(kOutputs);
  const std::size_t level = found == std::string_view::npos ? name.size() : found + kOutputs.size();
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i != level) {
      hash = (hash ^ static_cast<unsigned char>(name[i])) * 0x100000001B3U;
    }
  }
  return hash;
}

}  // namespace

std::vector<float> random_weights(const TensorSpec& spec, const Config& config,
                                  std::uint64_t seed) {
  const Recipe recipe = recipe_of(spec, config);
  const std::uint64_t stream = stream_of(spec.name);
  const auto mean = static_cast<float>(recipe.mean);
  const auto deviation = static_cast<float>(recipe.deviation);
  std::size_t count = 1;
  for (const std::size_t extent : spec.shape) {
    count *= extent;
  }
  const auto is_mirrored = [&](std::size_t i) {
    const std::size_t place = i % recipe.row % recipe.period;
    return place >= recipe.distance && place < 2U * recipe.distance;
  };
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const float normal = random_normal(seed, stream, i);
    values[i] = is_mirrored(i) ? -values[i - recipe.distance]
                               : mean + deviation * (recipe.one_sided ? std::fabs(normal) : normal);
  }
  return values;
}

void write_random_model(const std::filesystem::path& file, const Config& config,
                        std::uint64_t seed) {
  const std::vector<TensorSpec> specs = model_tensors(config);
  std::vector<std::vector<float>> values;
  std::vector<TensorData> tensors;
  values.reserve(specs.size());
  for (const TensorSpec& spec : specs) {
    values.push_back(random_weights(spec, config, seed));
    tensors.push_back({spec, values.back()});
  }
  write_safetensors(file, tensors,
                    {{"mrcnn.config", to_json(config).dump()}, {"mrcnn.about", "random weights"}});
}

}  // namespace mrcnn
