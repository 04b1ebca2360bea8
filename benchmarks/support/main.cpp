#include <fstream>
#include <string>

#include <benchmark/benchmark.h>

#include "common/nn/blas_setup.hpp"

namespace {

/// "Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz", or "unknown".
std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("model name", 0) == 0 && line.find(": ") != std::string::npos) {
      return line.substr(line.find(": ") + 2);
    }
  }
  return "unknown";
}

}  // namespace

/// The header says what the numbers depend on.
int main(int argc, char** argv) {
  benchmark::AddCustomContext("processor", processor());
  benchmark::AddCustomContext("threads", std::to_string(mrcnn::thread_count()));
  benchmark::AddCustomContext("openblas_core", mrcnn::openblas_core());
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 2;
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
