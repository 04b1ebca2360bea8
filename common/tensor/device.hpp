#pragma once
#include <cstddef>
#include <string>

namespace mrcnn {

/// Where device code of this build runs: "CUDA", "OMP" or "CPP" (MRCNN_DEVICE).
std::string device_backend();

/// "Thrust/OpenMP, 2 threads", "Thrust/C++, 1 thread", "CUDA, NVIDIA H200". Throws like
/// require_device().
std::string device_name();

/// Empty if device code can run here, else why not: only a CUDA build needs more than a processor.
std::string why_no_device();

/// Throws InputError "device: reason" if device code cannot run here.
void require_device();

/// Chooses among several devices, from 0. Throws InputError if there is no such device.
void select_device(int id);

/// How often the host has waited for unfinished work of the device since the program began. An
/// array that is copied to the host makes it wait once; the copies right after it find no work left
/// and are not counted. On a processor nothing runs ahead of the host, and the same is counted.
std::size_t host_waits();

/// To be called with every algorithm that is given to the device, for host_waits().
void note_device_work();

/// Milliseconds between two points of the device's work, without making the host wait in between.
class DeviceTimer {
 public:
  DeviceTimer();
  ~DeviceTimer();
  DeviceTimer(const DeviceTimer&) = delete;
  DeviceTimer& operator=(const DeviceTimer&) = delete;
  DeviceTimer(DeviceTimer&& other) noexcept;
  DeviceTimer& operator=(DeviceTimer&& other) = delete;

  void stop();

  /// Waits until the work up to stop() is done.
  [[nodiscard]] double milliseconds() const;

 private:
  void* state_ = nullptr;
};

}  // namespace mrcnn
