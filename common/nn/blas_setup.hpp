#pragma once
#include <string>

namespace mrcnn {

/// The kernels that OpenBLAS runs, "SkylakeX" or "Haswell".
std::string openblas_core();

/// Makes sure that OpenBLAS has memory for this many calls at a time: without it, OpenBLAS would
/// retry forever. Throws std::bad_alloc. Call it before a parallel loop, which no exception may
/// leave.
void reserve_blas_memory(int threads);

/// Upper limit of threads for the parallel loops; 0 leaves it to the machine.
void set_threads(int count);
int thread_count();

}  // namespace mrcnn
