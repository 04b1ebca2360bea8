#include <algorithm>

#include "stages/2_proposals/pad_with_zeros.hpp"

namespace mrcnn {
namespace {

template <class T>
void pad(HostTensor<T, 1>& list, Index rows, const T& value) {
  auto padded = filled_tensor<T>({rows}, value);
  std::copy(list.begin(), list.end(), padded.begin());
  list = std::move(padded);
}

}  // namespace

void pad_with_zeros(Proposals<Host>& proposals, HostTensor<std::int32_t, 1>& kept, Index rows) {
  pad(proposals.boxes, rows, Box{0.0F, 0.0F, 0.0F, 0.0F});
  pad(proposals.scores, rows, 0.0F);
  pad(kept, rows, -1);
}

}  // namespace mrcnn
