#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"
#include "common/types/instance_masks.hpp"

namespace mrcnn {

/// A detection that stage 5 rejected.
struct RejectedBox {
  Box box;    // pixels of the original image
  float iou;  // with the best matching object of the ground truth
};

/// The rejected detections of an image, and the threshold that they failed.
struct RejectedBoxes {
  std::vector<RejectedBox> boxes;
  double min_iou = 0.5;
};

/// Draws the result of a run: every object as a tinted mask with its outline, a thin box and a
/// caption "circle 0.98"; rejected detections as dashed grey boxes with their IoU, and a legend
/// line that says so.
///
///   image      (H0, W0, 3)
///   instances  (D) of the same image; smaller ones lie on top
///   classes    names by label, UTF-8
///   numbers    (D) the number that gives each object its colour (viz/drawn_objects.hpp); empty:
///              0, 1, 2, ...
///   note       a line about the whole picture; empty: none
///   side       of the picture in pixels, the longer one; 0: s times that of the image,
///              s = picture_scale (viz/enlarge.hpp)
///   returns    (s H0, s W0, 3) RGB: pixels away from masks, boxes, captions and the legend are
///              those of scaled()
///
/// Captions and legend stay inside the picture, out of the way of other captions and objects where
/// they can; each is left out if the picture is smaller than it. Boxes that are not finite are not
/// drawn. Throws ShapeError for an empty image, or instances whose counts or mask size disagree.
HostTensor<std::uint8_t, 3> draw_overlay(const InputImage<Host>& image,
                                         const InstanceMasks<Host>& instances,
                                         const std::vector<std::string>& classes,
                                         const RejectedBoxes& rejected = {},
                                         const std::vector<std::size_t>& numbers = {},
                                         const std::string& note = {}, int side = 0);

}  // namespace mrcnn
