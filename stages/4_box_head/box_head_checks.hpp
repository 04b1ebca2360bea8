#pragma once
#include <array>

#include "common/error.hpp"

#include "stages/4_box_head/box_head.hpp"

namespace mrcnn {

// What host and device refuse in the same words.

/// `shape` of the regions, `inputs` of fc6.
inline void check_regions(const std::array<std::size_t, 4>& shape, std::size_t inputs) {
  check_shape(shape[1] * shape[2] * shape[3] == inputs, "box_head: regions of ", shape[1], " x ",
              shape[2], " x ", shape[3], " values, fc6 reads ", inputs);
}

template <class Place>
void check_lengths(const BoxHeadOutput<Place>& head, std::size_t proposals) {
  const std::size_t classes = head.class_logits.shape(1);
  check_shape(head.class_logits.shape(0) == proposals && head.box_deltas.shape(0) == proposals,
              "detections: ", proposals, " proposals, ", head.class_logits.shape(0),
              " rows of logits, ", head.box_deltas.shape(0), " rows of deltas");
  check_shape(classes >= 2 && head.box_deltas.shape(1) == 4 * classes, "detections: ", classes,
              " logits and ", head.box_deltas.shape(1),
              " deltas per proposal, expected K >= 2 and 4 K");
}

}  // namespace mrcnn
