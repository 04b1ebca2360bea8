#include "common/nn/add_relu.hpp"

#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>

#include "common/error.hpp"
#include "common/tensor/shape.hpp"

namespace mrcnn {

void check_add_relu(const std::array<std::size_t, 3>& sum, const std::array<std::size_t, 3>& x) {
  check_shape(sum == x, "add_relu: x is ", shape_text({x.begin(), x.end()}), ", expected ",
              shape_text({sum.begin(), sum.end()}), " like sum");
}

void add_relu(HostTensor<float, 3>& sum, const HostTensor<float, 3>& x) {
  check_add_relu(sum.shape(), x.shape());
  xt::noalias(sum) = xt::maximum(0.0F, sum + x);  // in this order NaN stays NaN
}

}  // namespace mrcnn
