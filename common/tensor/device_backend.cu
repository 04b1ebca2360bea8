#include <thrust/detail/config.h>

#include "common/tensor/device.hpp"

namespace mrcnn {

// Compiled with Thrust, so that it reports what runs and not what was configured.
std::string device_backend() {
#if THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CUDA
  return "CUDA";
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_OMP
  return "OMP";
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CPP
  return "CPP";
#endif
}

}  // namespace mrcnn
