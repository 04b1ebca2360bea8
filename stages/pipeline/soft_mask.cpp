#include "stages/pipeline/soft_mask.hpp"

#include <xtensor/xview.hpp>

#include "common/trace/array_tensor.hpp"
#include "common/trace/npy.hpp"

#include "stages/6_masks/paste_masks.hpp"
#include "stages/pipeline/model/config.hpp"

namespace mrcnn {
namespace {

/// The rule the trace was made with, as its manifest says.
PasteRule paste_rule(const TraceFolder& trace) {
  const auto manifest = trace.manifest();
  return manifest && !manifest->config.empty()
             ? config_from_json(manifest->config, "manifest.json: config").paste.conventions
             : PasteRule::torchvision;
}

}  // namespace

std::vector<float> soft_mask(const TraceFolder& trace, std::size_t mask) {
  for (const char* array : {"6_masks/masks28", "6_masks/boxes", "6_masks/masks"}) {
    if (!trace.has(array)) {
      return {};
    }
  }
  const auto small = to_tensor<float, 3>(trace.read("6_masks/masks28"), "6_masks/masks28");
  const auto boxes = to_tensor<Box, 1>(trace.read("6_masks/boxes"), "6_masks/boxes");
  const std::vector<std::size_t> canvas = read_npy_header(trace.path_of("6_masks/masks")).shape;
  if (mask >= small.shape(0) || small.shape(1) != small.shape(2) || mask >= boxes.size() ||
      canvas.size() != 3) {
    return {};
  }
  const HostTensor<float, 3> one = xt::view(small, xt::range(mask, mask + 1));
  const ImageSize size{static_cast<int>(canvas[1]), static_cast<int>(canvas[2])};
  const HostTensor<float, 3> pixels = paste_masks(one, {boxes(mask)}, size, paste_rule(trace));
  return {pixels.begin(), pixels.end()};
}

}  // namespace mrcnn
