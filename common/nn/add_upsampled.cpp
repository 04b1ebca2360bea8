#include "common/nn/add_upsampled.hpp"

#include "common/error.hpp"
#include "common/tensor/place_tensor.hpp"

namespace mrcnn {
namespace {

UpsampledAxis upsampled_axis(Index coarse, Index fine) {
  return {static_cast<float>(coarse) / static_cast<float>(fine), coarse};
}

template <class Place>
Tensor<Place, float, 3> sum_of(const Tensor<Place, float, 3>& lateral,
                               const Tensor<Place, float, 3>& coarse) {
  const auto fine_map = view(lateral);
  const auto map = view(coarse);
  check_shape(fine_map.extent(2) == map.extent(2), "add_upsampled: coarse has ", map.extent(2),
              " channels, expected ", fine_map.extent(2), " like lateral");
  check_shape(map.size() > 0 || fine_map.size() == 0, "add_upsampled: coarse has ", map.extent(0),
              " x ", map.extent(1), " cells, expected at least one");
  Tensor<Place, float, 3> out(lateral.shape());
  if (fine_map.size() > 0) {
    sum_upsampled(fine_map, map, upsampled_axis(map.extent(0), fine_map.extent(0)),
                  upsampled_axis(map.extent(1), fine_map.extent(1)), view(out), Place{});
  }
  return out;
}

}  // namespace

void sum_upsampled(View<const float, 3> lateral, View<const float, 3> coarse, UpsampledAxis rows,
                   UpsampledAxis columns, View<float, 3> out, Host /*place*/) {
#pragma omp parallel for
  for (Index y = 0; y < out.extent(0); ++y) {
    for (Index x = 0; x < out.extent(1); ++x) {
      const Index coarse_y = rows.source(y);
      const Index coarse_x = columns.source(x);
      for (Index c = 0; c < out.extent(2); ++c) {
        out(y, x, c) = lateral(y, x, c) + coarse(coarse_y, coarse_x, c);
      }
    }
  }
}

HostTensor<float, 3> add_upsampled(const HostTensor<float, 3>& lateral,
                                   const HostTensor<float, 3>& coarse) {
  return sum_of<Host>(lateral, coarse);
}

DeviceTensor<float, 3> add_upsampled(const DeviceTensor<float, 3>& lateral,
                                     const DeviceTensor<float, 3>& coarse) {
  return sum_of<Device>(lateral, coarse);
}

}  // namespace mrcnn
