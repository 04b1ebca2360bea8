#pragma once
#include <cstdint>
#include <optional>
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
  std::optional<std::string> warning;  // one line "NAME: ..." that the user should see
};

/// Reads an image's objects. x2 = x + width is computed in float32; an object without a box gets
/// that of its mask. Only the entries of this image are checked.
///
///   file      path of the image, see find_image
///   original  size of the image as decoded
///   classes   the model's class names, background first; see label_of
///   name      what messages call the data set, usually its file
///
/// Throws InputError "NAME: reason" when the image is not found, when the sizes differ, when an
/// entry has a defect, when an object's class is not in `classes`, when the masks need more than 4
/// GiB, or when drawing them takes more than 2^28 steps (drawing_steps).
ImageTruth find_truth(const CocoDataset& dataset, const std::string& file, ImageSize original,
                      const std::vector<std::string>& classes, const std::string& name);

/// Everything that find_truth checks except the outlines: quick, for many images in advance. Throws
/// the same errors.
void check_truth(const CocoDataset& dataset, const std::string& file, ImageSize original,
                 const std::vector<std::string>& classes, const std::string& name);

}  // namespace mrcnn
