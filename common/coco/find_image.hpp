#pragma once
#include <string>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// The entry of an image: the one whose file_name has the longest common tail with its path, folder
/// by folder, and at least the same base name. cam1/0001.png is found beside cam2/0001.png, and
/// beside nothing else /data/0001.png is found, too: names of folders differ from machine to
/// machine. But train/a.png is not val/a.png where the data set has other images in train.
///
/// file_name may be absolute, a URL, or have backslashes between folders.
///
///   file  path of the image, best an absolute one
///   name  what messages call the data set, usually its file
///
/// Throws InputError "NAME: reason" when no entry has that base name, or several entries match
/// equally well and are not the same, or the only one lies in another folder of the data set.
const CocoImage& find_image(const CocoDataset& dataset, const std::string& file,
                            const std::string& name);

}  // namespace mrcnn
