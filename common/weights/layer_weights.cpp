#include "common/weights/layer_weights.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "common/error.hpp"

namespace mrcnn {
namespace {

std::size_t extent(int value) {
  return static_cast<std::size_t>(value);
}

/// (outputs, inputs, cells) to (cells, inputs, outputs).
void move_outputs_last(std::span<const float> stored, std::size_t outputs, std::size_t inputs,
                       std::size_t cells, float* permuted) {
  constexpr std::size_t kTile = 32;  // tiles of the transpose stay in the cache
  const std::size_t tiles = (outputs + kTile - 1) / kTile;
#pragma omp parallel for
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const std::size_t last = std::min((tile + 1) * kTile, outputs);
    for (std::size_t i = 0; i < inputs; ++i) {
      for (std::size_t cell = 0; cell < cells; ++cell) {
        for (std::size_t o = tile * kTile; o < last; ++o) {
          permuted[(cell * inputs + i) * outputs + o] = stored[(o * inputs + i) * cells + cell];
        }
      }
    }
  }
}

/// Stored (O, I, KH, KW), returned (KH, KW, I, O).
HostTensor<float, 4> load_kernel(const WeightStore& store, const std::string& name, ConvExtents e) {
  const std::size_t inputs = extent(e.inputs), outputs = extent(e.outputs), side = extent(e.kernel);
  const TensorValues stored = store.read({name + ".weight", {outputs, inputs, side, side}});
  auto kernel = make_tensor<float>({side, side, inputs, outputs});
  move_outputs_last(stored.values(), outputs, inputs, side * side, kernel.data());
  return kernel;
}

/// Changes the weights and bias of a layer, output channels last, to those of the layer followed by
/// the batch norm.
void fold(const WeightStore& store, const std::string& norm, float eps, float* weights,
          std::size_t count, HostTensor<float, 1>& bias) {
  const std::array<std::size_t, 1> channels{bias.size()};
  const auto gain = store.get<1>(norm + ".weight", channels);
  const auto shift = store.get<1>(norm + ".bias", channels);
  const auto mean = store.get<1>(norm + ".running_mean", channels);
  const auto variance = store.get<1>(norm + ".running_var", channels);

  std::vector<double> scale(channels[0]);
  for (std::size_t o = 0; o < channels[0]; ++o) {
    const double spread = static_cast<double>(variance(o)) + static_cast<double>(eps);
    if (!(variance(o) >= 0.0F && spread > 0.0)) {
      throw InputError(concat(store.file().string(), ": tensor ", norm, ".running_var[", o,
                              "]: expected a variance above ", eps > 0.0F ? "or equal to " : "",
                              "0, got ", variance(o)));
    }
    scale[o] = static_cast<double>(gain(o)) / std::sqrt(spread);
    const double offset = static_cast<double>(mean(o)) - static_cast<double>(bias(o));
    bias(o) = static_cast<float>(static_cast<double>(shift(o)) - offset * scale[o]);
  }
  for (float* row = weights; row != weights + count; row += channels[0]) {
    for (std::size_t o = 0; o < channels[0]; ++o) {
      row[o] = static_cast<float>(static_cast<double>(row[o]) * scale[o]);
    }
  }
}

}  // namespace

void add_conv_tensors(std::vector<TensorSpec>& specs, const std::string& name, ConvExtents e) {
  specs.push_back({name + ".weight",
                   {extent(e.outputs), extent(e.inputs), extent(e.kernel), extent(e.kernel)}});
  specs.push_back({name + ".bias", {extent(e.outputs)}});
}

void add_norm_tensors(std::vector<TensorSpec>& specs, const std::string& norm, int channels) {
  for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) {
    specs.push_back({norm + part, {extent(channels)}});
  }
}

void add_conv_norm_tensors(std::vector<TensorSpec>& specs, const std::string& conv,
                           const std::string& norm, ConvExtents e, const NormParams& params) {
  add_conv_tensors(specs, conv, e);
  if (!params.conv_bias) {
    specs.pop_back();
  }
  add_norm_tensors(specs, norm, e.outputs);
}

void add_linear_tensors(std::vector<TensorSpec>& specs, const std::string& name, int inputs,
                        int outputs) {
  specs.push_back({name + ".weight", {extent(outputs), extent(inputs)}});
  specs.push_back({name + ".bias", {extent(outputs)}});
}

Conv2dWeights<Host> load_conv(const WeightStore& store, const std::string& name, ConvExtents e) {
  return {load_kernel(store, name, e), store.get<1>(name + ".bias", {extent(e.outputs)})};
}

Conv2dWeights<Host> load_conv_norm(const WeightStore& store, const std::string& conv,
                                   const std::string& norm, ConvExtents e,
                                   const NormParams& params) {
  Conv2dWeights<Host> folded{load_kernel(store, conv, e),
                             params.conv_bias ? store.get<1>(conv + ".bias", {extent(e.outputs)})
                                              : filled_tensor<float>({extent(e.outputs)}, 0.0F)};
  fold(store, norm, params.eps, folded.kernel.data(), folded.kernel.size(), folded.bias);
  return folded;
}

void fold_norm(const WeightStore& store, const std::string& norm, float eps,
               LinearWeights<Host>& weights) {
  fold(store, norm, eps, weights.matrix.data(), weights.matrix.size(), weights.bias);
}

Conv2dWeights<Host> load_deconv2x2(const WeightStore& store, const std::string& name, int inputs,
                                   int outputs) {
  const auto stored = store.get<4>(name + ".weight", {extent(inputs), extent(outputs), 2, 2});
  auto kernel = make_tensor<float>({2, 2, extent(inputs), extent(outputs)});
  for (std::size_t ky = 0; ky < 2; ++ky) {
    for (std::size_t kx = 0; kx < 2; ++kx) {
      for (std::size_t i = 0; i < extent(inputs); ++i) {
        for (std::size_t o = 0; o < extent(outputs); ++o) {
          kernel(ky, kx, i, o) = stored(i, o, ky, kx);
        }
      }
    }
  }
  return {std::move(kernel), store.get<1>(name + ".bias", {extent(outputs)})};
}

LinearWeights<Host> load_linear(const WeightStore& store, const std::string& name, int inputs,
                                int outputs) {
  return load_linear_on_map(store, name, inputs, 1, outputs);
}

LinearWeights<Host> load_linear_on_map(const WeightStore& store, const std::string& name,
                                       int channels, int side, int outputs) {
  const std::size_t cells = extent(side) * extent(side);
  const std::size_t inputs = extent(channels) * cells;
  const TensorValues stored = store.read({name + ".weight", {extent(outputs), inputs}});
  auto matrix = make_tensor<float>({inputs, extent(outputs)});
  move_outputs_last(stored.values(), extent(outputs), extent(channels), cells, matrix.data());
  return {std::move(matrix), store.get<1>(name + ".bias", {extent(outputs)})};
}

}  // namespace mrcnn
