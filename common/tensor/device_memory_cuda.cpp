#include <atomic>
#include <cstdint>
#include <new>

#include <cuda_runtime_api.h>

#include "common/error.hpp"
#include "common/tensor/device.hpp"
#include "common/tensor/device_memory.hpp"

// A GPU through the CUDA runtime. All work goes to the default stream, in order.

namespace mrcnn {
namespace {

constexpr cudaStream_t kStream = nullptr;  // the default one

std::atomic<bool> poison{false};
std::atomic<std::size_t> waits{0};
std::atomic<bool> work_is_unfinished{false};

void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) {
    return;
  }
  (void)cudaGetLastError();  // so that the next call does not report it again
  if (status == cudaErrorMemoryAllocation) {
    throw std::bad_alloc();
  }
  throw Error(concat(what, ": ", cudaGetErrorName(status), ", ", cudaGetErrorString(status)));
}

/// A pool of our own, since the device's default pool belongs to the calling program. Freed memory
/// stays in it: taking it again costs nothing and waits for nothing.
cudaMemPool_t make_pool() {
  require_device();
  cudaMemPoolProps properties = {};
  properties.allocType = cudaMemAllocationTypePinned;
  properties.location.type = cudaMemLocationTypeDevice;
  check(cudaGetDevice(&properties.location.id), "cudaGetDevice");
  cudaMemPool_t pool = nullptr;
  check(cudaMemPoolCreate(&pool, &properties), "cudaMemPoolCreate");
  std::uint64_t everything = UINT64_MAX;
  check(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &everything),
        "cudaMemPoolSetAttribute");
  return pool;
}

struct Span {
  cudaEvent_t start = nullptr;
  cudaEvent_t end = nullptr;
};

}  // namespace

void* device_allocate(std::size_t bytes) {
  if (bytes == 0) {
    return nullptr;
  }
  static const cudaMemPool_t pool = make_pool();
  void* memory = nullptr;
  check(cudaMallocFromPoolAsync(&memory, bytes, pool, kStream), "cudaMallocFromPoolAsync");
  if (poison) {
    check(cudaMemsetAsync(memory, 0xFF, bytes, kStream), "cudaMemsetAsync");
  }
  return memory;
}

void device_free(void* memory) noexcept {
  if (memory != nullptr) {
    (void)cudaFreeAsync(memory, kStream);
  }
}

void copy_to_device(void* device, const void* host, std::size_t bytes) {
  if (bytes > 0) {
    note_device_work();
    check(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, kStream),
          "cudaMemcpy to the device");
  }
}

void copy_on_device(void* target, const void* source, std::size_t bytes) {
  if (bytes > 0) {
    note_device_work();
    check(cudaMemcpyAsync(target, source, bytes, cudaMemcpyDeviceToDevice, kStream),
          "cudaMemcpy on the device");
  }
}

void copy_to_host(void* host, const void* device, std::size_t bytes) {
  if (bytes > 0) {
    waits += work_is_unfinished.exchange(false) ? 1 : 0;
    check(cudaMemcpy(host, device, bytes, cudaMemcpyDeviceToHost), "cudaMemcpy to the host");
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
  require_device();
  int device = 0;
  cudaDeviceProp properties{};
  check(cudaGetDevice(&device), "cudaGetDevice");
  check(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties");
  return std::string("CUDA, ") + properties.name;
}

std::string why_no_device() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  (void)cudaGetLastError();
  if (status != cudaSuccess) {
    return cudaGetErrorString(status);
  }
  return count > 0 ? "" : "no GPU found";
}

void require_device() {
  const std::string reason = why_no_device();
  if (!reason.empty()) {
    throw InputError("device: CUDA cannot run here: " + reason);
  }
}

void select_device(int id) {
  require_device();
  int count = 0;
  check(cudaGetDeviceCount(&count), "cudaGetDeviceCount");
  if (id < 0 || id >= count) {
    throw InputError(concat("device ", id, ": expected a number below ", count));
  }
  check(cudaSetDevice(id), "cudaSetDevice");
}

DeviceTimer::DeviceTimer() {
  auto* span = new Span;
  state_ = span;
  check(cudaEventCreate(&span->start), "cudaEventCreate");
  check(cudaEventCreate(&span->end), "cudaEventCreate");
  check(cudaEventRecord(span->start, kStream), "cudaEventRecord");
}

DeviceTimer::~DeviceTimer() {
  if (auto* span = static_cast<Span*>(state_)) {
    (void)cudaEventDestroy(span->start);
    (void)cudaEventDestroy(span->end);
    delete span;
  }
}

DeviceTimer::DeviceTimer(DeviceTimer&& other) noexcept : state_(other.state_) {
  other.state_ = nullptr;
}

void DeviceTimer::stop() {
  check(cudaEventRecord(static_cast<Span*>(state_)->end, kStream), "cudaEventRecord");
}

double DeviceTimer::milliseconds() const {
  const Span& span = *static_cast<const Span*>(state_);
  float milliseconds = 0.0F;
  check(cudaEventSynchronize(span.end), "cudaEventSynchronize");
  check(cudaEventElapsedTime(&milliseconds, span.start, span.end), "cudaEventElapsedTime");
  return milliseconds;
}

}  // namespace mrcnn
