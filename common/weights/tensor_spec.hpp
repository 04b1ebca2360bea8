#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace mrcnn {

/// Name and shape of one tensor of a model file, in torchvision's naming and layout.
struct TensorSpec {
  std::string name;
  std::vector<std::size_t> shape;
};

}  // namespace mrcnn
