#include <thrust/tabulate.h>

#include "common/tensor/for_each.cuh"

#include "stages/2_proposals/pad_with_zeros.hpp"

namespace mrcnn {
namespace {

template <class T>
void pad(DeviceTensor<T, 1>& list, Index rows, const T& value) {
  auto padded = make_device_tensor<T>({rows});
  const View<const T, 1> old = view(list);
  const std::int32_t* valid_count = list.device_valid_count();
  // padded[i] <- list[i] if there is such a row, else value
  thrust::tabulate(on_device(), padded.data(), padded.data() + rows, [=] MRCNN_HD(Index i) {
    return i < old.size() && in_use(valid_count, i) ? old(i) : value;
  });
  list = std::move(padded);
}

}  // namespace

void pad_with_zeros(Proposals<Device>& proposals, DeviceTensor<std::int32_t, 1>& kept, Index rows) {
  pad(proposals.boxes, rows, Box{0.0F, 0.0F, 0.0F, 0.0F});
  pad(proposals.scores, rows, 0.0F);
  pad(kept, rows, -1);
}

}  // namespace mrcnn
