#pragma once

namespace mrcnn {

/// Where a network is computed.
enum class Place {
  host,    // plain C++ on the CPU, the reference
  device,  // Thrust: CUDA on a GPU, OpenMP or one thread on a CPU, as the program was built
};

}  // namespace mrcnn
