#include "benchmarks/ladder/peak.hpp"

namespace mrcnn {
namespace {

constexpr int kChains = 12;  // more than a multiplication and addition takes cycles, twice over

// One function per instruction set: an attribute of a function, so this file needs no options.
#define MRCNN_PEAK(name, attributes, lanes)                                      \
  attributes double name(long steps) {                                           \
    using Vector = float __attribute__((vector_size((lanes) * sizeof(float))));  \
    Vector chain[kChains] = {};                                                  \
    Vector factor = Vector{} + 0.999F;                                           \
    Vector term = Vector{} + 0.001F;                                             \
    asm volatile("" : "+m"(factor), "+m"(term)); /* not known to the compiler */ \
    for (long step = 0; step < steps; ++step) {                                  \
      _Pragma("GCC unroll 12") for (auto& value : chain) {                       \
        value = value * factor + term;                                           \
      }                                                                          \
    }                                                                            \
    asm volatile("" : : "m"(chain));                                             \
    return 2.0 * kChains * (lanes) * static_cast<double>(steps);                 \
  }

#if defined(__x86_64__)
MRCNN_PEAK(peak_avx512, __attribute__((target("avx512f"))), 16)
MRCNN_PEAK(peak_avx2, __attribute__((target("avx2,fma"))), 8)
#endif
MRCNN_PEAK(peak_plain, , 4)

}  // namespace

double multiply_and_add(long steps) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") != 0) {
    return peak_avx512(steps);
  }
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) {
    return peak_avx2(steps);
  }
#endif
  return peak_plain(steps);
}

}  // namespace mrcnn
