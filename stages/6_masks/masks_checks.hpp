#pragma once
#include <array>

#include "common/error.hpp"

#include "stages/6_masks/masks.hpp"

namespace mrcnn {

// What host and device refuse in the same words.

inline void check_label_count(std::size_t labels, std::size_t regions) {
  check_shape(labels == regions, "mask_head: ", regions, " regions, ", labels, " labels");
}

/// Every label is a class of the model.
template <class HostLabels>
void check_labels(const HostLabels& labels, std::size_t regions, std::size_t classes) {
  check_label_count(labels.size(), regions);
  for (std::size_t d = 0; d < labels.size(); ++d) {
    check_shape(labels(d) >= 0 && static_cast<std::size_t>(labels(d)) < classes,
                "mask_head: labels[", d, "] is ", labels(d), ", the model has ", classes,
                " classes");
  }
}

/// The last layer: its kernel, biases, and the channels before it.
inline void check_logits_layer(const std::array<std::size_t, 4>& kernel, std::size_t biases,
                               std::size_t channels) {
  check_shape(kernel[0] == 1 && kernel[1] == 1 && kernel[2] == channels && kernel[3] == biases,
              "mask_head: a last kernel of ", kernel[0], " x ", kernel[1], " x ", kernel[2], " x ",
              kernel[3], ", expected 1 x 1 x ", channels, " x ", biases);
}

template <class Place>
void check_paste(const std::array<std::size_t, 3>& logits, const Detections<Place>& detections) {
  const std::size_t count = detections.boxes.size();
  check_shape(logits[0] == count && logits[2] == logits[1] && logits[1] > 0, "paste: logits of (",
              logits[0], ", ", logits[1], ", ", logits[2], ") for ", count, " detections");
  check_shape(detections.scores.size() == count && detections.labels.size() == count,
              "paste: ", count, " boxes, ", detections.scores.size(), " scores, ",
              detections.labels.size(), " labels");
}

inline void check_masks(const std::array<std::size_t, 3>& masks28, std::size_t boxes) {
  check_shape(masks28[0] == boxes && masks28[2] == masks28[1] && masks28[1] > 0,
              "paste_masks: masks28 is (", masks28[0], ", ", masks28[1], ", ", masks28[2],
              "), expected (N, M, M) for ", boxes, " boxes");
}

inline void check_frame(const BoxFrame& frame) {
  const Box& image = frame.image;
  check_shape(image.x2 > image.x1 && image.y2 > image.y1, "to_original_frame: a resized image of ",
              image.y2 - image.y1, " x ", image.x2 - image.x1, " pixels");
}

}  // namespace mrcnn
