#include <thrust/functional.h>
#include <thrust/transform.h>

#include "common/tensor/finite_on_device.hpp"
#include "common/tensor/reduce.cuh"

namespace mrcnn {

void mark_non_finite(const float* values, std::size_t count, const std::int32_t* rows_in_use,
                     std::size_t row_size, std::int32_t* mark) {
  const thrust::maximum<std::int32_t> largest;
  const Index columns = row_size;
  // found <- 1 if values[i] - values[i] is not 0 for some i in the rows in use
  const DeviceTensor<std::int32_t, 1> found = reduce_on_device<std::int32_t>(
      count, 0,
      [=] MRCNN_HD(Index i) {
        const bool in_use = rows_in_use == nullptr || i < *rows_in_use * columns;
        return in_use && !(values[i] - values[i] == 0.0F) ? 1 : 0;
      },
      largest);
  // mark <- max(mark, found)
  thrust::transform(on_device(), found.data(), found.data() + 1, mark, mark, largest);
}

}  // namespace mrcnn
