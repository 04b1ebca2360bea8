#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/coco/annotations.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// The ground truth of one image without crowds, in the order of the file.
struct ImageTruth {
  std::int64_t image_id = 0;
  HostTensor<Box, 1> boxes;            // (G) pixels of the original image
  HostTensor<std::int32_t, 1> labels;  // (G) index into the model's class list
  HostTensor<std::uint8_t, 3> masks;   // (G, H0, W0) 0 or 1; all 0 where the file has no outline
};

/// Finds the image by its base name and reads its objects. x2 = x + width is computed in float32.
///
///   file      path or name of the image; only its last part counts
///   original  size of the image as decoded
///   classes   the model's class names, background first. Labels are found by name; for a list of
///             91 slots like COCO's, a category whose name is missing is found by its id
///   name      what messages call the data set, usually its file
///
/// Throws InputError "NAME: reason" when no image or several images have that base name, when the
/// sizes differ, when an object's class is not in `classes`, or when the masks need more than 4
/// GiB.
ImageTruth find_truth(const CocoDataset& dataset, const std::string& file, ImageSize original,
                      const std::vector<std::string>& classes, const std::string& name);

/// Boxes of the original image in pixels of the resized one: times f32(resized) / f32(original),
/// for each axis.
HostTensor<Box, 1> scale_boxes(const HostTensor<Box, 1>& boxes, ImageSize original,
                               ImageSize resized);

/// The category id of each label, for results: the id of the category with the class's name. A
/// label without such a category, or without a dataset, is its own id.
std::vector<std::int64_t> category_ids(const CocoDataset* dataset,
                                       const std::vector<std::string>& classes);

}  // namespace mrcnn
