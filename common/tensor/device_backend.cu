#include <thrust/detail/config.h>

#include "common/tensor/device.hpp"

namespace mrcnn {

// Asked where Thrust is compiled, so that it tells what runs and not what was meant to.
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
