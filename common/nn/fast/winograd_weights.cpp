#include "common/nn/fast/winograd_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace mrcnn {
namespace {

constexpr Index kLanes = 16;  // pairs of channels that are transformed together
using Lanes = std::array<double, kLanes>;

/// Three numbers to six: the rows of G.
void transform_kernel(const std::array<Lanes, 3>& g, std::array<Lanes, 6>& t) {
  const double root = std::sqrt(2.0) / 3.0;
  for (std::size_t i = 0; i < kLanes; ++i) {
    const double outer = 2.0 / 3.0 * g[0][i] + g[2][i] / 3.0;
    const double inner = g[0][i] / 6.0 + g[2][i] / 3.0;
    const double odd = root * g[1][i];
    t[0][i] = g[0][i];
    t[1][i] = -outer - odd;
    t[2][i] = -outer + odd;
    t[3][i] = inner + 0.5 * odd;
    t[4][i] = inner - 0.5 * odd;
    t[5][i] = g[2][i];
  }
}

}  // namespace

HostTensor<float, 3> winograd_weights(View<const float, 4> kernel) {
  const Index inputs = kernel.extent(2);
  const Index outputs = kernel.extent(3);
  auto result = make_tensor<float>({36, inputs, outputs});
  const View<float, 3> out = view(result);
#pragma omp parallel for
  for (Index c = 0; c < inputs; ++c) {
    for (Index first = 0; first < outputs; first += kLanes) {
      const Index count = std::min(kLanes, outputs - first);
      std::array<Lanes, 3> g{};
      std::array<std::array<Lanes, 6>, 3> columns;
      for (std::size_t x = 0; x < 3; ++x) {
        for (std::size_t y = 0; y < 3; ++y) {
          std::copy_n(&kernel(y, x, c, first), count, g[y].begin());
        }
        transform_kernel(g, columns[x]);
      }
      std::array<Lanes, 6> row;
      for (std::size_t y = 0; y < 6; ++y) {
        transform_kernel({columns[0][y], columns[1][y], columns[2][y]}, row);
        for (std::size_t x = 0; x < 6; ++x) {
          std::copy_n(row[x].begin(), count, &out(6 * y + x, c, first));
        }
      }
    }
  }
  return result;
}

}  // namespace mrcnn
