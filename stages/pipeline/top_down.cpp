#include "stages/pipeline/top_down.hpp"

#include "common/nn/add_upsampled.hpp"
#include "common/tensor/transfer.hpp"

namespace mrcnn {
namespace {

template <class Place>
Tensor<Place, float, 3> zeros_like(const Tensor<Place, float, 3>& map) {
  const auto& shape = map.shape();
  HostTensor<float, 3> zeros = filled_tensor<float>({shape[0], shape[1], shape[2]}, 0.0F);
  if constexpr (std::is_same_v<Place, Device>) {
    return to_device(zeros);
  } else {
    return zeros;
  }
}

}  // namespace

template <class Place>
TopDownMaps<Place> top_down_maps(const FeaturesTrace<Place>& backbone,
                                 const FeaturesWeights<Place>& weights,
                                 const ComputeOptions& compute) {
  TopDownMaps<Place> maps;
  Tensor<Place, float, 3> sum;  // of the level above
  for (std::size_t level = 4; level-- > 0;) {
    maps.lateral[level] = conv2d(backbone.c[level], weights.lateral[level], {}, compute);
    if (level < 3) {
      const Tensor<Place, float, 3>& coarser = level == 2 ? maps.lateral[3] : sum;
      const Tensor<Place, float, 3> zeros = zeros_like<Place>(maps.lateral[level]);
      maps.top_down[level] = add_upsampled(zeros, coarser);
      sum = add_upsampled(maps.lateral[level], coarser);
    }
  }
  return maps;
}

template TopDownMaps<Host> top_down_maps(const FeaturesTrace<Host>&, const FeaturesWeights<Host>&,
                                         const ComputeOptions&);
template TopDownMaps<Device> top_down_maps(const FeaturesTrace<Device>&,
                                           const FeaturesWeights<Device>&, const ComputeOptions&);

}  // namespace mrcnn
