#include "common/image/preprocess.hpp"
#include "common/nn/max_pool.hpp"

#include "stages/program/op/on_place.hpp"
#include "stages/program/op/operation.hpp"

namespace mrcnn {
namespace {

using Kind = ParameterKind;

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
  return {{"preprocess",
           "an image as the network's input",
           {{"image", "(H,W,3)", DType::u8}},
           {{"min", Kind::whole, "800"},
            {"max", Kind::whole, "1333"},
            {"mean", Kind::numbers, "0.485,0.456,0.406"},
            {"std", Kind::numbers, "0.229,0.224,0.225"},
            {"divisor", Kind::number, "255"},
            {"scale_rule", Kind::choice, "double"},
            {"resampling", Kind::choice, "repeat_edge"},
            {"padding", Kind::choice, "bottom_right"},
            {"padding_color", Kind::choice, "mean"},
            {"channel_order", Kind::choice, "rgb"}},
           {{"input", "(3,H',W')"}, {"resized_size", "(2)", DType::i32}},
           run_preprocess<Host>,
           run_preprocess<Device>},
          {"max_pool",
           "maximum over windows",
           {{"features", "(C,H,W)"}},
           {{"size", Kind::whole, "3"},
            {"stride", Kind::whole, "2"},
            {"pad", Kind::whole_or_name, "1"}},
           {{"features", "(C,H',W')"}},
           run_max_pool<Host>,
           run_max_pool<Device>}};
}

}  // namespace mrcnn
