#pragma once
#include "common/nn/fast/fast_kernels.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// Matrices of one size, cut into panels of as many columns as a tile has, so that the kernel reads
/// each panel from front to back. The last panel is padded with zeros.
class PackedMatrices {
 public:
  PackedMatrices() = default;

  ///   matrices  (M, depth, columns)
  ///   bias      (columns)
  PackedMatrices(View<const float, 3> matrices, View<const float, 1> bias,
                 const FastKernels& kernels);

  [[nodiscard]] const FastKernels& kernels() const { return *kernels_; }

  [[nodiscard]] Index depth() const { return depth_; }

  [[nodiscard]] Index columns() const { return columns_; }

  /// Panels of each matrix.
  [[nodiscard]] Index panels() const { return (columns_ + width() - 1) / width(); }

  /// Columns of a panel.
  [[nodiscard]] Index width() const { return kernels_->width; }

  /// (depth, width) of panel `p` of matrix `m`.
  [[nodiscard]] const float* panel(Index m, Index p) const {
    return panels_.data() + (m * panels() + p) * depth_ * width();
  }

  /// (panels width), zeros after the last column.
  [[nodiscard]] const float* bias() const { return bias_.data(); }

 private:
  const FastKernels* kernels_ = nullptr;
  Index depth_ = 0;
  Index columns_ = 0;
  HostTensor<float, 1> panels_;
  HostTensor<float, 1> bias_;
};

}  // namespace mrcnn
