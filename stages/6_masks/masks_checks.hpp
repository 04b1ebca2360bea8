#pragma once
#include <array>

#include "common/error.hpp"

#include "stages/6_masks/masks.hpp"

namespace mrcnn {

// Argument checks shared by the host and device implementations.

inline void check_labels(std::size_t labels, std::size_t regions) {
  check_shape(labels == regions, "mask_head: labels has ", labels, " rows, expected ", regions,
              " like regions");
}

/// Checks that every label is a class of the model, for labels that come from a file: mask_head()
/// itself does not check, since the host would have to wait for the device.
template <class HostLabels>
void check_classes(const HostLabels& labels, std::size_t classes) {
  for (std::size_t d = 0; d < labels.size(); ++d) {
    check_shape(labels(d) >= 0 && static_cast<std::size_t>(labels(d)) < classes,
                "mask_head: labels[", d, "] is ", labels(d), ", expected 0 to ", classes - 1,
                " like the classes of the model");
  }
}

/// The last layer: its kernel, biases, and the channels before it.
inline void check_logits_layer(const std::array<std::size_t, 4>& kernel, std::size_t biases,
                               std::size_t channels) {
  check_shape(kernel[0] == 1 && kernel[1] == 1 && kernel[2] == channels && kernel[3] == biases,
              "mask_head: the last kernel is (", kernel[0], ", ", kernel[1], ", ", kernel[2], ", ",
              kernel[3], "), expected (1, 1, ", channels, ", ", biases,
              ") like the layer before it and its biases");
}

/// `name` is (count, M, M), as many as there are boxes.
inline void check_masks(const char* function, const char* name,
                        const std::array<std::size_t, 3>& masks, std::size_t boxes) {
  check_shape(masks[0] == boxes && masks[2] == masks[1] && masks[1] > 0, function, ": ", name,
              " is (", masks[0], ", ", masks[1], ", ", masks[2], "), expected (", boxes,
              ", M, M) like boxes");
}

template <class Place>
void check_paste(const std::array<std::size_t, 3>& logits, const Detections<Place>& detections) {
  const std::size_t count = detections.boxes.size();
  check_masks("paste", "logits", logits, count);
  check_shape(detections.scores.size() == count, "paste: detections.scores has ",
              detections.scores.size(), " rows, expected ", count, " like detections.boxes");
  check_shape(detections.labels.size() == count, "paste: detections.labels has ",
              detections.labels.size(), " rows, expected ", count, " like detections.boxes");
}

inline void check_frame(const BoxFrame& frame) {
  const Box& image = frame.image;
  check_shape(image.x2 > image.x1 && image.y2 > image.y1, "to_original_frame: frame.image is ",
              image.y2 - image.y1, " x ", image.x2 - image.x1, " pixels, expected more than 0");
}

}  // namespace mrcnn
