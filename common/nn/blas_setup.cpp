#include "common/nn/blas_setup.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#include <omp.h>
#include <sys/mman.h>

namespace {

// OpenBLAS chooses its kernels in a constructor of its own, from a list of CPU models that ends
// where its release did: Debian's 0.3.21 runs the SSE3 kernel on newer Xeons, five times too slow.
// So the choice is made here, from what the CPU can do, before that constructor reads the
// environment. One BLAS thread: this project parallelises outside, over blocks of a constant size,
// because OpenBLAS's own threads would change the bits with their number.
//
// Threads that wait sleep: GCC's OpenMP would let them spin, and on a machine that has other work
// too, every parallel loop would then wait for a spinning thread's time slice to end. Measured on
// two busy cores, the bundled model: 75 ms sleeping, 300 to 2300 ms spinning.
__attribute__((constructor(100))) void prepare_blas_and_threads() {
  constexpr int kKeepTheCallersChoice = 0;
  setenv("OMP_WAIT_POLICY", "passive", kKeepTheCallersChoice);
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0) {
    setenv("OPENBLAS_CORETYPE", "SkylakeX", kKeepTheCallersChoice);
  } else if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) {
    setenv("OPENBLAS_CORETYPE", "Haswell", kKeepTheCallersChoice);
  }
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
}

}  // namespace

extern "C" char* openblas_get_corename(void);

namespace mrcnn {

// Named by gemm.cpp, so that the linker takes this file out of the archive.
extern const int kBlasSetup;
const int kBlasSetup = 1;

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
