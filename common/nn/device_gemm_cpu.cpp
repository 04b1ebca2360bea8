#include <omp.h>

#include "common/nn/device_gemm.hpp"
#include "common/nn/gemm.hpp"
#include "common/tensor/device.hpp"

namespace mrcnn {

void device_gemm(View<const float, 2> a, View<const float, 2> b, View<float, 2> out,
                 Math /*math: a processor has float32 only*/) {
  note_device_work();
  gemm(a, b, out);
}

Index device_gemm_rows(Index /*depth*/) {
  constexpr Index kBlocksPerThread = 2;
  return kBlocksPerThread * omp_get_max_threads() * kGemmRows;
}

}  // namespace mrcnn
