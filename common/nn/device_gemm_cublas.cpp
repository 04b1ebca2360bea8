#include <memory>

#include <cublas_v2.h>

#include "common/error.hpp"
#include "common/nn/device_gemm.hpp"
#include "common/nn/gemm.hpp"
#include "common/tensor/device.hpp"

namespace mrcnn {
namespace {

void check(cublasStatus_t status, const char* what) {
  if (status != CUBLAS_STATUS_SUCCESS) {
    throw Error(concat(what, ": ", cublasGetStatusString(status)));
  }
}

/// One handle per thread, made at its first product: it holds memory and streams of the device.
cublasHandle_t handle() {
  struct Destroy {
    void operator()(cublasHandle_t h) const noexcept { (void)cublasDestroy(h); }
  };

  thread_local const std::unique_ptr<cublasContext, Destroy> mine = [] {
    cublasHandle_t made = nullptr;
    check(cublasCreate(&made), "cublasCreate");
    return std::unique_ptr<cublasContext, Destroy>(made);
  }();
  return mine.get();
}

/// cuBLAS counts in int.
int extent(Index value) {
  constexpr Index kMost = 0x7FFFFFFF;
  check_shape(value <= kMost, "device_gemm: an extent is ", value, ", expected at most ", kMost);
  return static_cast<int>(value);
}

}  // namespace

void device_gemm(View<const float, 2> a, View<const float, 2> b, View<float, 2> out, Math math) {
  if (out.size() == 0) {
    return;
  }
  note_device_work();
  const float one = 1.0F;
  const float zero = 0.0F;
  const int rows = extent(out.extent(0));
  const int columns = extent(out.extent(1));
  const int depth = extent(a.extent(1));
  // plain float32 unless asked: TF32 rounds both factors to 11 bits
  check(cublasSetMathMode(handle(),
                          math == Math::tf32 ? CUBLAS_TF32_TENSOR_OP_MATH : CUBLAS_PEDANTIC_MATH),
        "cublasSetMathMode");
  // cuBLAS stores matrices column by column. It sees our row-major arrays as their transposes, and
  // out^T = b^T a^T
  check(cublasSgemm(handle(), CUBLAS_OP_N, CUBLAS_OP_N, columns, rows, depth, &one, b.data(),
                    columns, a.data(), depth, &zero, out.data(), columns),
        "cublasSgemm");
}

Index device_gemm_rows(Index depth) {
  constexpr Index kFloats = Index{256 / sizeof(float)} << 20U;
  const Index rows = kFloats / depth / kGemmRows * kGemmRows;
  return rows > kGemmRows ? rows : kGemmRows;
}

}  // namespace mrcnn
