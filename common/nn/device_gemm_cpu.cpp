#include "common/nn/device_gemm.hpp"
#include "common/nn/gemm.hpp"
#include "common/tensor/device.hpp"

namespace mrcnn {

void device_gemm(std::size_t rows, std::size_t columns, std::size_t depth, const float* a,
                 const float* b, float* out, Math /*math: a processor has float32 only*/) {
  note_device_work();
  gemm(rows, columns, depth, a, b, out);
}

}  // namespace mrcnn
