#include "common/tensor/finite_on_device.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

void mark_non_finite(const float* values, std::size_t count, const std::int32_t* rows_in_use,
                     std::size_t row_size, std::int32_t* mark) {
  constexpr std::size_t kRun = kChannelsPerThread;
  // mark <- 1 where values[i] - values[i] is not 0; all that write, write the same
  for_each_index((count + kRun - 1) / kRun, [=] MRCNN_HD(std::ptrdiff_t index) {
    const std::size_t first = static_cast<std::size_t>(index) * kRun;
    const std::size_t in_use =
        rows_in_use == nullptr ? count : static_cast<std::size_t>(*rows_in_use) * row_size;
    const std::size_t last = first + kRun < in_use ? first + kRun : in_use;
    bool finite = true;
    for (std::size_t i = first; i < last; ++i) {
      finite = finite && values[i] - values[i] == 0.0F;
    }
    if (!finite) {
      *mark = 1;
    }
  });
}

}  // namespace mrcnn
