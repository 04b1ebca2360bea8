#pragma once
#include <string>

namespace mrcnn {

/// The kernels that OpenBLAS runs, "SkylakeX" or "Haswell".
std::string openblas_core();

/// Upper limit of threads for the parallel loops; 0 leaves it to the machine.
void set_threads(int count);
int thread_count();

}  // namespace mrcnn
