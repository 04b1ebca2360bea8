#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <new>

#include <omp.h>

#include "common/error.hpp"
#include "common/tensor/device.hpp"
#include "common/tensor/device_memory.hpp"

// Thrust on a processor: device memory is the host's, and all work is done when a call returns.

namespace mrcnn {
namespace {

constexpr std::size_t kAlignment = 64;  // a cache line

std::atomic<bool> poison{false};
std::atomic<std::size_t> waits{0};
std::atomic<bool> work_is_unfinished{false};

using Clock = std::chrono::steady_clock;

struct Span {
  Clock::time_point start, end;
};

}  // namespace

void* device_allocate(std::size_t bytes) {
  if (bytes == 0) {
    return nullptr;
  }
  void* memory =
      bytes > SIZE_MAX - kAlignment
          ? nullptr
          : std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  if (poison) {
    std::memset(memory, 0xFF, bytes);
  }
  return memory;
}

void device_free(void* memory) noexcept {
  std::free(memory);
}

void copy_to_device(void* device, const void* host, std::size_t bytes) {
  copy_on_device(device, host, bytes);
}

void copy_on_device(void* target, const void* source, std::size_t bytes) {
  if (bytes > 0) {
    note_device_work();
    std::memcpy(target, source, bytes);
  }
}

void copy_to_host(void* host, const void* device, std::size_t bytes) {
  if (bytes > 0) {
    waits += work_is_unfinished.exchange(false) ? 1 : 0;
    std::memcpy(host, device, bytes);
  }
}

void poison_new_device_memory(bool on) {
  poison = on;
}

std::size_t host_waits() {
  return waits;
}

void note_device_work() {
  work_is_unfinished = true;
}

std::string device_name() {
  if (device_backend() == "CPP") {
    return "Thrust/C++, 1 thread";
  }
  const int threads = omp_get_max_threads();
  return "Thrust/OpenMP, " + counted(threads, "thread");
}

std::string why_no_device() {
  return "";
}

void require_device() {}

void select_device(int id) {
  if (id != 0) {
    throw InputError(concat("device ", id, ": this build's device is the processor, number 0"));
  }
}

DeviceTimer::DeviceTimer() : state_(new Span{Clock::now(), {}}) {}

DeviceTimer::~DeviceTimer() {
  delete static_cast<Span*>(state_);
}

DeviceTimer::DeviceTimer(DeviceTimer&& other) noexcept : state_(other.state_) {
  other.state_ = nullptr;
}

void DeviceTimer::stop() {
  static_cast<Span*>(state_)->end = Clock::now();
}

double DeviceTimer::milliseconds() const {
  const Span& span = *static_cast<const Span*>(state_);
  return std::chrono::duration<double, std::milli>(span.end - span.start).count();
}

}  // namespace mrcnn
