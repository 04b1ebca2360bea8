#pragma once
#include <string>
#include <vector>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// A data set without objects; its images have the ids 1, 2, ...
inline CocoDataset images_called(const std::vector<std::string>& names) {
  CocoDataset dataset;
  for (const std::string& name : names) {
    dataset.images.push_back({static_cast<std::int64_t>(dataset.images.size()) + 1, name, {}, {}});
  }
  return dataset;
}

}  // namespace mrcnn
