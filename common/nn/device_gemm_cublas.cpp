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

/// One handle a thread, made at its first product: it holds memory and streams of the device.
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
int extent(std::size_t value) {
  constexpr std::size_t kMost = 0x7FFFFFFF;
  check_shape(value <= kMost, "device_gemm: an extent of ", value, ", cuBLAS counts to ", kMost);
  return static_cast<int>(value);
}

}  // namespace

void device_gemm(std::size_t rows, std::size_t columns, std::size_t depth, const float* a,
                 const float* b, float* out, Math math) {
  if (rows == 0 || columns == 0) {
    return;
  }
  note_device_work();
  const float one = 1.0F;
  const float zero = 0.0F;
  // plain float32 unless asked: TF32 rounds both factors to 11 bits
  check(cublasSetMathMode(handle(),
                          math == Math::tf32 ? CUBLAS_TF32_TENSOR_OP_MATH : CUBLAS_PEDANTIC_MATH),
        "cublasSetMathMode");
  // cuBLAS counts column by column. To its eyes our row-major arrays are their transposes, and
  // out^T = b^T a^T
  check(
      cublasSgemm(handle(), CUBLAS_OP_N, CUBLAS_OP_N, extent(columns), extent(rows), extent(depth),
                  &one, b, extent(columns), a, extent(depth), &zero, out, extent(columns)),
      "cublasSgemm");
}

std::size_t device_gemm_rows(std::size_t depth) {
  constexpr std::size_t kBytes = std::size_t{256} << 20U;
  const std::size_t rows = kBytes / (depth * sizeof(float)) / kGemmRows * kGemmRows;
  return rows > kGemmRows ? rows : kGemmRows;
}

}  // namespace mrcnn
