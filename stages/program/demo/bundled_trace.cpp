#include "stages/program/demo/bundled_trace.hpp"

#include "common/io/bundled_files.hpp"
#include "common/trace/channel_order.hpp"

namespace mrcnn {

BundledTrace::BundledTrace() : folder_(TraceFolder::open(bundled_trace())) {}

InputImage<Host> BundledTrace::image() const {
  return {read<std::uint8_t, 3>("0_image/image")};
}

FeaturePyramid<Host> BundledTrace::pyramid() const {
  FeaturePyramid<Host> pyramid;
  for (int level = kLowestLevel; level <= kHighestLevel; ++level) {
    const std::string name = "1_features/p" + std::to_string(level);
    pyramid.levels.push_back(from_chw_array<3>(folder_.read(name), name));
  }
  return pyramid;
}

Regions<Host> BundledTrace::regions(const std::string& name) const {
  return {from_chw_array<4>(folder_.read(name), name)};
}

}  // namespace mrcnn
