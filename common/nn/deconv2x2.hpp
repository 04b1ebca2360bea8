#pragma once
#include "common/nn/conv2d.hpp"

namespace mrcnn {

/// Transposed convolution with a 2x2 kernel and stride 2, then ReLU: each input cell becomes 2x2
/// cells that do not overlap, so out(2y + ky, 2x + kx, o) = bias(o) + sum over c of in(y, x, c)
/// kernel(ky, kx, c, o).
///
///   inputs   (R, H, W, C_in)
///   returns  (R, 2H, 2W, C_out)
///
/// Throws ShapeError if the kernel is not 2x2 or channels disagree.
HostTensor<float, 4> deconv2x2_relu(const HostTensor<float, 4>& inputs,
                                    const Conv2dWeights<Host>& weights,
                                    const ComputeOptions& compute = {});
DeviceTensor<float, 4> deconv2x2_relu(const DeviceTensor<float, 4>& inputs,
                                      const Conv2dWeights<Device>& weights,
                                      const ComputeOptions& compute = {});

/// Rearranges the weights once for ConvMethod::fast, as pack() does for a convolution.
void pack_deconv2x2(Conv2dWeights<Host>& weights);

/// out(r, 2y + ky, 2x + kx, o) = cells(r, y, x, o), for one tap (ky, kx) of the kernel.
void spread_cells(View<const float, 4> cells, View<float, 4> out, Index ky, Index kx, Host place);
void spread_cells(View<const float, 4> cells, View<float, 4> out, Index ky, Index kx, Device place);

}  // namespace mrcnn
