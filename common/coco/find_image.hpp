#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// The entry of an image: the one whose file_name has the longest common tail with its path, folder
/// by folder, and at least the same base name. cam1/0001.png is found beside cam2/0001.png, and
/// beside nothing else /data/0001.png is found, too.
///
/// file_name may be absolute, a URL, or have backslashes between folders.
///
///   file  path of the image, best an absolute one
///   name  what messages call the data set, usually its file
///
/// Throws InputError "NAME: reason" when no entry has that base name, or several entries match
/// equally well and are not the same.
const CocoImage& find_image(const CocoDataset& dataset, const std::string& file,
                            const std::string& name);

/// Of several files of one entry, whose objects would count several times, those but the first: the
/// position of each, and that of the first. Files are found by their absolute paths; those without
/// an entry are passed over.
std::map<std::size_t, std::size_t> repeated_images(const CocoDataset& dataset,
                                                   const std::vector<std::string>& files);

}  // namespace mrcnn
