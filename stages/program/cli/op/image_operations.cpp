#include "common/image/preprocess.hpp"
#include "common/nn/max_pool.hpp"

#include "stages/program/cli/op/on_place.hpp"
#include "stages/program/cli/op/operation.hpp"

namespace mrcnn {
namespace {

template <class Place>
OperationResult run_preprocess(const OperationCall& call) {
  ImageParams params;
  params.min_size = call.integer("min", 1, 1 << 15);
  params.max_size = call.integer("max", 1, 1 << 15);
  params.mean = call.channels("mean");
  (void)call.positive_list("std");
  params.std = call.channels("std");
  params.scale_rule = call.choice<ScaleRule>("scale_rule");
  params.resampling = call.choice<Resampling>("resampling");
  params.padding = call.choice<Padding>("padding");
  params.padding_color = call.choice<PaddingColor>("padding_color");
  params.channel_order = call.choice<ChannelOrder>("channel_order");
  params.divisor = call.positive("divisor");
  const InputImage<Host> image{call.tensor<std::uint8_t, 3>("image")};
  const NetworkInput<Place> input = preprocess(on<Place>(image), params);
  return {{"input", to_chw_array(input.pixels)},
          {"resized_size",
           to_array(HostTensor<std::int32_t, 1>{input.resized.height, input.resized.width})}};
}

template <class Place>
OperationResult run_max_pool(const OperationCall& call) {
  const auto features = on<Place>(call.map("features"));
  const int size = call.integer("size", 1, 1 << 15);
  const int stride = call.integer("stride", 1, 1 << 15);
  const bool same = call.word("pad") == "same";
  return {{"features",
           to_chw_array(same ? max_pool_same(features, size, stride)
                             : max_pool(features, size, stride, call.integer("pad", 0, 1 << 15)))}};
}

}  // namespace

std::vector<Operation> image_operations() {
  return {{.name = "preprocess",
           .about = "image u8 (H,W,3) to the network's input (3,H',W')",
           .inputs = {{"image"}},
           .params = {{"min", "800"},
                      {"max", "1333"},
                      {"mean", "0.485,0.456,0.406"},
                      {"std", "0.229,0.224,0.225"},
                      {"divisor", "255"},
                      {"scale_rule", "double"},
                      {"resampling", "repeat_edge"},
                      {"padding", "bottom_right"},
                      {"padding_color", "mean"},
                      {"channel_order", "rgb"}},
           .run = run_preprocess<Host>,
           .run_on_device = run_preprocess<Device>},
          {.name = "max_pool",
           .about = "features (C,H,W), maximum over windows",
           .inputs = {{"features"}},
           .params = {{"size", "3"}, {"stride", "2"}, {"pad", "1"}},
           .run = run_max_pool<Host>,
           .run_on_device = run_max_pool<Device>}};
}

}  // namespace mrcnn
