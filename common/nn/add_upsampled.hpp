#pragma once
#include "common/host_device.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// lateral + the coarser map repeated to the lateral's size by nearest neighbour (FPN, sec. 3, fig.
/// 3).
///
///   lateral  (H, W, C)
///   coarse   (h, w, C)
///
/// Throws ShapeError if C differs, or if the coarse map is empty and the lateral is not.
HostTensor<float, 3> add_upsampled(const HostTensor<float, 3>& lateral,
                                   const HostTensor<float, 3>& coarse);
DeviceTensor<float, 3> add_upsampled(const DeviceTensor<float, 3>& lateral,
                                     const DeviceTensor<float, 3>& coarse);

/// Nearest neighbour along one axis.
struct UpsampledAxis {
  float scale;  // coarse cells per fine cell, in float32 as torch computes it
  Index coarse;

  /// The coarse cell that cell `index` of the fine map repeats: floor(index * scale).
  MRCNN_HD [[nodiscard]] Index source(Index index) const {
    const auto cell = static_cast<Index>(static_cast<float>(index) * scale);
    return cell < coarse - 1 ? cell : coarse - 1;
  }
};

/// out(y, x, c) = lateral(y, x, c) + coarse(rows.source(y), columns.source(x), c)
void sum_upsampled(View<const float, 3> lateral, View<const float, 3> coarse, UpsampledAxis rows,
                   UpsampledAxis columns, View<float, 3> out, Host place);
void sum_upsampled(View<const float, 3> lateral, View<const float, 3> coarse, UpsampledAxis rows,
                   UpsampledAxis columns, View<float, 3> out, Device place);

}  // namespace mrcnn
