#include "common/error.hpp"
#include "common/image/preprocess.hpp"
#include "common/nn/layers.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"

#include "stages/cli/op/operation.hpp"

namespace mrcnn {
namespace {

std::array<float, 3> three(const OperationCall& call, const std::string& name) {
  const std::vector<float> values = call.list(name);
  if (values.size() != 3) {
    throw UsageError("op parameter " + name + "=" + call.word(name) +
                     ": expected three numbers, R,G,B");
  }
  return {values[0], values[1], values[2]};
}

OperationResult run_preprocess(const OperationCall& call) {
  ImageParams params;
  params.min_size = call.integer("min", 1, 1 << 15);
  params.max_size = call.integer("max", 1, 1 << 15);
  params.mean = three(call, "mean");
  params.std = three(call, "std");
  for (const float s : params.std) {
    if (!(s > 0.0F)) {
      throw UsageError("op parameter std=" + call.word("std") + ": expected positive numbers");
    }
  }
  const std::string rule = call.word("scale_rule");
  if (rule != "double" && rule != "float32") {
    throw UsageError("op parameter scale_rule=" + rule + ": expected double or float32");
  }
  params.scale_rule = rule == "double" ? ScaleRule::double_precision : ScaleRule::float32;
  const NetworkInput<Host> input = preprocess({call.tensor<std::uint8_t, 3>("image")}, params);
  return {{"input", to_chw_array(input.pixels)},
          {"resized_size",
           to_array(HostTensor<std::int32_t, 1>{input.resized.height, input.resized.width})}};
}

OperationResult run_max_pool(const OperationCall& call) {
  return {{"features", to_chw_array(max_pool(call.map("features"), call.integer("size", 1, 1 << 15),
                                             call.integer("stride", 1, 1 << 15),
                                             call.integer("pad", 0, 1 << 15)))}};
}

}  // namespace

std::vector<Operation> image_operations() {
  return {{.name = "preprocess",
           .about = "image u8 (H,W,3) to the network's input (3,H',W')",
           .inputs = {"image"},
           .params = {{"min", "800"},
                      {"max", "1333"},
                      {"mean", "0.485,0.456,0.406"},
                      {"std", "0.229,0.224,0.225"},
                      {"scale_rule", "double"}},
           .run = run_preprocess},
          {.name = "max_pool",
           .about = "features (C,H,W), maximum over windows",
           .inputs = {"features"},
           .params = {{"size", "3"}, {"stride", "2"}, {"pad", "1"}},
           .run = run_max_pool}};
}

}  // namespace mrcnn
