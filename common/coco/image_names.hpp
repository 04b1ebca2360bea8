#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// The ids of images by the names of their files, without folders, with the ending and without it.
/// A name that several images have is left out.
std::unordered_map<std::string, std::int64_t> ids_by_file_name(const CocoDataset& dataset);

}  // namespace mrcnn
