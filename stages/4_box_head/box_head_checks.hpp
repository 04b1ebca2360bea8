#pragma once
#include "common/error.hpp"
#include "common/nn/linear_fast.hpp"

#include "stages/4_box_head/box_head.hpp"

namespace mrcnn {

// Argument checks shared by the host and device implementations.

template <class Place>
void check_regions(const Regions<Place>& regions, const BoxHeadWeights<Place>& weights) {
  const auto& shape = regions.features.shape();
  const Index inputs = matrix_of(weights.fc6).extent(0);
  check_shape(static_cast<Index>(shape[1] * shape[2] * shape[3]) == inputs,
              "box_head: regions are ", shape[1], " x ", shape[2], " x ", shape[3], ", expected ",
              inputs, " values each like fc6");
}

template <class Place>
void check_lengths(const BoxHeadOutput<Place>& head, std::size_t proposals) {
  const auto& logits = head.class_logits.shape();
  const auto& deltas = head.box_deltas.shape();
  check_shape(logits[0] == proposals, "detections: class_logits has ", logits[0],
              " rows, expected ", proposals, " like proposals");
  check_shape(deltas[0] == proposals, "detections: box_deltas has ", deltas[0], " rows, expected ",
              proposals, " like proposals");
  check_shape(logits[1] >= 2, "detections: class_logits has ", logits[1],
              " columns, expected at least 2");
  check_shape(deltas[1] == 4 * logits[1], "detections: box_deltas has ", deltas[1],
              " columns, expected ", 4 * logits[1], ", four for each of ", logits[1], " classes");
}

}  // namespace mrcnn
