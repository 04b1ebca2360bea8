#include <string>

#include <benchmark/benchmark.h>

#include "common/nn/blas_setup.hpp"

/// Says what the numbers depend on: kernels and threads.
int main(int argc, char** argv) {
  benchmark::AddCustomContext("openblas_core", mrcnn::openblas_core());
  benchmark::AddCustomContext("threads", std::to_string(mrcnn::thread_count()));
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 2;
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
