#pragma once
#include "common/nn/conv2d.hpp"

namespace mrcnn {

struct FastConv;

/// One convolution over R maps of one size, at either place.
struct Convolution {
  View<const float, 4> input;   // (R, H, W, C_in)
  View<const float, 4> kernel;  // (KH, KW, C_in, C_out)
  View<const float, 1> bias;    // (C_out)
  View<float, 4> out;           // (R, H', W', C_out)
  Index stride, padding;
  bool relu;

  /// Output cells of all maps.
  [[nodiscard]] Index cells() const { return out.extent(0) * out.extent(1) * out.extent(2); }

  /// Numbers under one output cell: KH KW C_in.
  [[nodiscard]] Index depth() const {
    return kernel.extent(0) * kernel.extent(1) * kernel.extent(2);
  }

  /// A 1x1 convolution that is the matrix product of its input and its kernel as they lie.
  [[nodiscard]] bool is_plain_product() const {
    return kernel.extent(0) == 1 && kernel.extent(1) == 1 && stride == 1 && padding == 0;
  }

  // The same arrays as matrices: (cells, C_in) if it is a plain product, (depth, C_out), (cells,
  // C_out).
  [[nodiscard]] View<const float, 2> input_matrix() const {
    return View<const float, 2>(input.data(), cells(), input.extent(3));
  }

  [[nodiscard]] View<const float, 2> kernel_matrix() const {
    return View<const float, 2>(kernel.data(), depth(), kernel.extent(3));
  }

  [[nodiscard]] View<float, 2> out_matrix() const {
    return View<float, 2>(out.data(), cells(), out.extent(3));
  }
};

/// The definition, seven loops; sums in double, so it is the oracle for the others.
void conv2d_reference(const Convolution& convolution, Host place);
void conv2d_reference(const Convolution& convolution, Device place);

/// The textbook way to make it fast: patches become rows of a matrix, and the convolution one
/// matrix product. Works on blocks of output cells, so the matrix never exists as a whole.
void conv2d_im2col(const Convolution& convolution, Math math, Host place);
void conv2d_im2col(const Convolution& convolution, Math math, Device place);

/// Arguments of the fast path only.
struct FastExtras {
  const FastConv* packed = nullptr;  // the weights, if pack() was called; null: packed on the fly
  const float* residual = nullptr;   // like out; added before the ReLU, not by Winograd's algorithm
};

/// Kernels made for the processor, without copies of patches; 3x3 with stride 1 by Winograd's
/// algorithm, in which a NaN or infinity reaches up to three cells further.
void conv2d_fast(const Convolution& convolution, const FastExtras& extras);

/// By the method that `compute` names.
template <class Place>
void run_convolution(const Convolution& convolution, const ComputeOptions& compute, Place place,
                     const FastExtras& extras = {}) {
  switch (compute.conv) {
    case ConvMethod::reference:
      conv2d_reference(convolution, place);
      break;
    case ConvMethod::im2col:
      conv2d_im2col(convolution, compute.math, place);
      break;
    case ConvMethod::fast:
      if constexpr (std::is_same_v<Place, Host>) {
        conv2d_fast(convolution, extras);
      } else {  // the device has no such method
        conv2d_im2col(convolution, compute.math, place);
      }
      break;
  }
}

}  // namespace mrcnn
