#include "common/nn/linear_fast.hpp"

#include "common/nn/fast/product_fast.hpp"

namespace mrcnn {
namespace {

PackedMatrices packed(const LinearWeights<Host>& weights) {
  const View<const float, 2> matrix = view(weights.matrix);
  return {View<const float, 3>(matrix.data(), 1, matrix.extent(0), matrix.extent(1)),
          view(weights.bias), fast_kernels()};
}

}  // namespace

void pack(LinearWeights<Host>& weights) {
  weights.packed = std::make_shared<const PackedMatrices>(packed(weights));
  weights.matrix = {};
}

View<const float, 2> matrix_of(const LinearWeights<Host>& weights) {
  if (weights.matrix.size() == 0 && weights.packed != nullptr) {
    return View<const float, 2>(nullptr, weights.packed->depth(), weights.packed->columns());
  }
  return view(weights.matrix);
}

View<const float, 2> matrix_of(const LinearWeights<Device>& weights) {
  return view(weights.matrix);
}

void linear_fast(View<const float, 2> rows, const LinearWeights<Host>& weights, bool relu,
                 View<float, 2> out) {
  const auto matrices = weights.packed != nullptr
                            ? weights.packed
                            : std::make_shared<const PackedMatrices>(packed(weights));
  multiply({.right = *matrices, .relu = relu}, rows.extent(0), [&](FastRows& some, Index first) {
    for (Index i = 0; i < some.count; ++i) {
      some.left[i] = rows.data() + (first + i) * rows.extent(1);
      some.out[i] = out.data() + (first + i) * out.extent(1);
    }
  });
}

}  // namespace mrcnn
