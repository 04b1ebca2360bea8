#include "common/nn/blas_setup.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

#include <omp.h>
#include <sys/mman.h>

namespace {

/// The kernels that fit this processor; null if OpenBLAS should choose.
const char* best_kernels() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0) {
    return "SkylakeX";
  }
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) {
    return "Haswell";
  }
#endif
  return nullptr;
}

}  // namespace

extern "C" {

char* openblas_get_corename(void);
void gotoblas_dynamic_init(void);
void openblas_read_env(void);
void blas_shutdown(void);

/// One function of each OpenBLAS file that we have a copy of (cmake/FindStaticOpenBLAS.cmake).
/// Naming them makes the linker take our copies.
extern void (*const mrcnn_openblas_readers[])();
void (*const mrcnn_openblas_readers[])() = {gotoblas_dynamic_init, openblas_read_env,
                                            blas_shutdown};

/// What OpenBLAS's constructor calls in place of getenv() (cmake/FindStaticOpenBLAS.cmake), so that
/// our choices need no change of the environment.
///
/// It would choose its kernels from a list of CPU models that ends where its release did: Debian's
/// 0.3.21 runs the SSE3 kernel on newer Xeons, five times too slow. So the kernels are chosen here,
/// by the features of the CPU, unless the caller has set OPENBLAS_CORETYPE. One BLAS thread: this
/// project parallelises outside, over blocks of a constant size, because OpenBLAS's own threads
/// would change the bits with their number.
const char* mrcnn_openblas_setting(const char* name) {
  if (std::strcmp(name, "OPENBLAS_NUM_THREADS") == 0) {
    return "1";
  }
  const char* const given = std::getenv(name);
  const bool is_ours = given == nullptr && std::strcmp(name, "OPENBLAS_CORETYPE") == 0;
  return is_ours ? best_kernels() : given;
}
}

namespace mrcnn {

std::string openblas_core() {
  return openblas_get_corename();
}

void reserve_blas_memory(int threads) {
  // What each calling thread takes, once: 128 MiB of address space, touched as far as it is used.
  constexpr std::size_t kBytesPerThread = std::size_t{130} << 20U;
  static std::atomic<int> reserved{0};
  const int known = reserved.load();
  if (threads <= known) {
    return;
  }
  const std::size_t bytes = static_cast<std::size_t>(threads - known) * kBytesPerThread;
  void* const trial =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (trial == MAP_FAILED) {
    throw std::bad_alloc();
  }
  munmap(trial, bytes);
  reserved = threads;
}

void set_threads(int count) {
  if (count > 0) {
    omp_set_num_threads(count);
  }
}

int thread_count() {
  return omp_get_max_threads();
}

}  // namespace mrcnn
