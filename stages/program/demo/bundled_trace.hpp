#pragma once
#include <string>

#include "common/tensor/host_tensor.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/trace_folder.hpp"
#include "common/types/feature_pyramid.hpp"
#include "common/types/image.hpp"
#include "common/types/regions.hpp"

namespace mrcnn {

/// What a run over one scene has saved in data/trace: a stage's demo starts where the stages before
/// it ended. Every member throws InputError "FILE: reason".
class BundledTrace {
 public:
  BundledTrace();

  /// The scene, 256 x 256 pixels: the size of the network's input, so that it is neither resized
  /// nor padded.
  [[nodiscard]] InputImage<Host> image() const;

  /// P2..P6.
  [[nodiscard]] FeaturePyramid<Host> pyramid() const;

  /// (R, S, S, C)
  [[nodiscard]] Regions<Host> regions(const std::string& name) const;

  /// Any other array: read<Box, 1>("2_proposals/boxes").
  template <class T, std::size_t Rank>
  [[nodiscard]] HostTensor<T, Rank> read(const std::string& name) const {
    return to_tensor<T, Rank>(folder_.read(name), name);
  }

 private:
  TraceFolder folder_;
};

}  // namespace mrcnn
