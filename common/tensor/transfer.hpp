#pragma once
#include <algorithm>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/detections.hpp"
#include "common/types/feature_pyramid.hpp"
#include "common/types/image.hpp"
#include "common/types/instance_masks.hpp"
#include "common/types/proposals.hpp"
#include "common/types/regions.hpp"

namespace mrcnn {

// Data move between host and device only where one of these is called.

template <class T, std::size_t Rank>
DeviceTensor<T, Rank> to_device(const PooledTensor<T, Rank>& host) {
  typename DeviceTensor<T, Rank>::shape_type shape{};
  std::copy(host.shape().begin(), host.shape().end(), shape.begin());
  DeviceTensor<T, Rank> device(shape);
  copy_to_device(device.data(), host.data(), host.size() * sizeof(T));
  return device;
}

/// The rows in use.
template <class T, std::size_t Rank>
PooledTensor<T, Rank> to_host(const DeviceTensor<T, Rank>& device) {
  (void)device.valid_rows();
  auto host = PooledTensor<T, Rank>::from_shape(device.shape());
  copy_to_host(host.data(), device.data(), host.size() * sizeof(T));
  return host;
}

inline InputImage<Device> to_device(const InputImage<Host>& image) {
  return {to_device(image.pixels)};
}

inline NetworkInput<Device> to_device(const NetworkInput<Host>& input) {
  return {to_device(input.pixels), input.resized, input.original};
}

inline NetworkInput<Host> to_host(const NetworkInput<Device>& input) {
  return {to_host(input.pixels), input.resized, input.original};
}

inline FeaturePyramid<Device> to_device(const FeaturePyramid<Host>& pyramid) {
  FeaturePyramid<Device> result;
  for (const auto& level : pyramid.levels) {
    result.levels.push_back(to_device(level));
  }
  return result;
}

inline Proposals<Host> to_host(const Proposals<Device>& p) {
  return {to_host(p.boxes), to_host(p.scores)};
}

inline Regions<Device> to_device(const Regions<Host>& regions) {
  return {to_device(regions.features)};
}

inline Regions<Host> to_host(const Regions<Device>& regions) {
  return {to_host(regions.features)};
}

inline Detections<Device> to_device(const Detections<Host>& d) {
  return {to_device(d.boxes), to_device(d.scores), to_device(d.labels)};
}

inline Detections<Host> to_host(const Detections<Device>& d) {
  return {to_host(d.boxes), to_host(d.scores), to_host(d.labels)};
}

inline GroundTruth<Device> to_device(const GroundTruth<Host>& truth) {
  return {to_device(truth.boxes), to_device(truth.labels)};
}

inline InstanceMasks<Host> to_host(const InstanceMasks<Device>& m) {
  return {to_host(m.probabilities), to_host(m.boxes), to_host(m.scores), to_host(m.labels),
          to_host(m.masks)};
}

}  // namespace mrcnn
