#include "common/nn/fast/fast_kernels.hpp"

#include <vector>

namespace mrcnn {

namespace baseline {
extern const FastKernels kernels;
}

#if defined(__x86_64__)
namespace x86_64_v3 {
extern const FastKernels kernels;
}

namespace x86_64_v4 {
extern const FastKernels kernels;
}
#endif

namespace {

/// From the plainest on.
std::vector<const FastKernels*> usable_kernels() {
  std::vector<const FastKernels*> usable = {&baseline::kernels};
#if defined(__x86_64__)
  // The levels by a feature that distinguishes them: clang has their names only from version 18 on.
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
      __builtin_cpu_supports("bmi2") != 0) {
    usable.push_back(&x86_64_v3::kernels);
    if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
        __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
        __builtin_cpu_supports("avx512cd") != 0) {
      usable.push_back(&x86_64_v4::kernels);
    }
  }
#endif
  return usable;
}

}  // namespace

const FastKernels* fast_kernels_number(std::size_t i) {
  static const std::vector<const FastKernels*> usable = usable_kernels();
  return i < usable.size() ? usable[i] : nullptr;
}

const FastKernels& fast_kernels() {
  std::size_t i = 0;
  while (fast_kernels_number(i + 1) != nullptr) {
    ++i;
  }
  return *fast_kernels_number(i);
}

}  // namespace mrcnn
