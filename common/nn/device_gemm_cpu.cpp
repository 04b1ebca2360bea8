#include <omp.h>

#include "common/nn/device_gemm.hpp"
#include "common/nn/gemm.hpp"
#include "common/tensor/device.hpp"

namespace mrcnn {

void device_gemm(std::size_t rows, std::size_t columns, std::size_t depth, const float* a,
                 const float* b, float* out, Math /*math: a processor has float32 only*/) {
  note_device_work();
  gemm(rows, columns, depth, a, b, out);
}

std::size_t device_gemm_rows(std::size_t /*depth*/) {
  constexpr std::size_t kBlocksPerThread = 2;
  return kBlocksPerThread * static_cast<std::size_t>(omp_get_max_threads()) * kGemmRows;
}

}  // namespace mrcnn
