#include "stages/program/cli/live_heads.hpp"

#include "common/io/bundled_files.hpp"
#include "common/io/sha256.hpp"
#include "common/nn/conv2d.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"
#include "common/trace/npy.hpp"

#include "stages/4_box_head/box_head_weights.hpp"
#include "stages/6_masks/mask_head_weights.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

std::size_t elements_of(const std::vector<TensorSpec>& tensors) {
  std::size_t elements = 0;
  for (const TensorSpec& tensor : tensors) {
    elements += element_count(tensor.shape);
  }
  return elements;
}

/// Where the model of a trace should be: as recorded, else the bundled one of the same name.
fs::path model_file(const TraceFolder& run) {
  const std::optional<Manifest> manifest = run.manifest();
  const fs::path recorded = manifest ? fs::path(manifest->model.file) : fs::path();
  std::error_code ignored;
  if (recorded.is_absolute() && fs::is_regular_file(recorded, ignored)) {
    return recorded;
  }
  const fs::path bundled = default_model();
  return recorded.filename() == bundled.filename() ? bundled : fs::path();
}

}  // namespace

std::size_t live_bytes(const TraceFolder& run, const Config& config) {
  const HeadShape shape{.channels = config.features.fpn_channels,
                        .classes = static_cast<int>(config.classes.size())};
  std::size_t elements = elements_of(box_head_tensors(config.box_head, shape)) +
                         elements_of(mask_head_tensors(config.mask_head, shape));
  for (const char* map : {"1_features/p2", "1_features/p3", "1_features/p4", "1_features/p5"}) {
    if (!run.has(map)) {
      return 0;
    }
    elements += element_count(read_npy_header(run.path_of(map)).shape);
  }
  return elements * sizeof(float);
}

std::string live_obstacle(const TraceFolder& run, const Config& config, std::size_t most) {
  const std::size_t bytes = live_bytes(run, config);
  if (bytes == 0) {
    return "maps";
  }
  if (config.pooling != Pooling::roi_align) {
    return "pooling";
  }
  return bytes > most ? "size" : "";
}

PagePack pack_heads(const Model& model) {
  PagePack pack;
  const auto add = [&](const std::string& name, const auto& matrix, const auto& bias) {
    pack.add("live/" + name, to_array(matrix));
    pack.add("live/" + name + "_bias", to_array(bias));
  };
  const BoxHeadWeights<Host>& box = model.box_head;
  add("fc6", box.fc6.matrix, box.fc6.bias);
  add("fc7", box.fc7.matrix, box.fc7.bias);
  add("classes", box.classes.matrix, box.classes.bias);
  add("deltas", box.deltas.matrix, box.deltas.bias);
  for (std::size_t layer = 0; layer < model.masks.convs.size(); ++layer) {
    const Conv2dWeights<Host>& conv = model.masks.convs[layer];
    add("conv" + std::to_string(layer), conv.kernel, conv.bias);
  }
  add("upsample", model.masks.upsample.kernel, model.masks.upsample.bias);
  add("logits", model.masks.logits.kernel, model.masks.logits.bias);
  return pack;
}

std::map<int, Array> laterals_of(const TraceFolder& run, const Model* model) {
  const std::optional<Manifest> manifest = run.manifest();
  const ComputeOptions compute{
      .conv = value_named<ConvMethod>(manifest ? manifest->conv : "").value_or(ConvMethod::im2col)};
  std::map<int, Array> laterals;
  for (int level = 2; level <= 5; ++level) {
    const std::string own = "1_features/lateral" + std::to_string(level);
    const std::string source = "1_features/c" + std::to_string(level);
    if (run.has(own)) {
      laterals[level] = run.read(own);
      check_kind(laterals[level], DType::f32, 3, run.path_of(own).string());
    } else if (model != nullptr && run.has(source)) {
      const HostTensor<float, 3> c =
          from_chw_array<3>(run.read(source), run.path_of(source).string());
      const Conv2dWeights<Host>& conv =
          model->features.lateral[static_cast<std::size_t>(level - 2)];
      laterals[level] = to_chw_array(conv2d(c, conv, {}, compute));
    } else {
      return {};
    }
  }
  return laterals;
}

void pack_pyramid_sums(const std::map<int, Array>& laterals, const Model& model, PagePack& pack,
                       std::size_t room) {
  for (const auto& [level, lateral] : laterals) {
    if (level == 2 && lateral.bytes.size() > room) {
      continue;
    }
    const std::string suffix = std::to_string(level);
    const Conv2dWeights<Host>& output = model.features.output[static_cast<std::size_t>(level - 2)];
    pack.add("live/lateral" + suffix, lateral);
    pack.add("live/output" + suffix, to_array(output.kernel));
    pack.add("live/output" + suffix + "_bias", to_array(output.bias));
  }
}

std::optional<Model> model_of_trace(const TraceFolder& run, const Config& config,
                                    const fs::path& file) {
  const fs::path found = file.empty() ? model_file(run) : file;
  if (found.empty()) {
    return std::nullopt;
  }
  const std::optional<Manifest> manifest = run.manifest();
  const std::string recorded = manifest ? manifest->model.sha256 : "";
  if (file.empty() && sha256_of_file(found) != recorded) {
    return std::nullopt;
  }
  return load_model(found, config);
}

}  // namespace mrcnn
