#pragma once
#include <limits>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"

#include "tests/support/random.hpp"

namespace mrcnn {

// Inputs as the worst caller would choose them, for comparisons of two implementations.

/// Mostly within [-side / 4, 5 side / 4], on a grid of quarters so that ties are common; one in
/// sixteen is NaN, infinite, huge, tiny or a zero.
inline float awkward_coordinate(Random& random, int side) {
  switch (random.integer(0, 47)) {
    case 0:
      return std::numeric_limits<float>::quiet_NaN();
    case 1:
      return std::numeric_limits<float>::infinity() * (random.integer(0, 1) == 0 ? 1.0F : -1.0F);
    case 2:
      return random.uniform(-1.0F, 1.0F) * 3e38F;
    default:
      return static_cast<float>(random.integer(-side, 5 * side)) * 0.25F;
  }
}

/// One box in three is degenerate or has an awkward corner; the others overlap often.
inline Box awkward_box(Random& random, int side) {
  const int kind = random.integer(0, 8);
  if (kind <= 5) {
    const auto x = static_cast<float>(random.integer(0, 4 * side)) * 0.25F;
    const auto y = static_cast<float>(random.integer(0, 4 * side)) * 0.25F;
    const auto w = static_cast<float>(random.integer(1, 2 * side)) * 0.25F;
    const auto h = static_cast<float>(random.integer(1, 2 * side)) * 0.25F;
    return {x, y, x + w, y + h};
  }
  if (kind == 6) {
    const float x = awkward_coordinate(random, side);
    return {x, x, x, x};
  }
  return {awkward_coordinate(random, side), awkward_coordinate(random, side),
          awkward_coordinate(random, side), awkward_coordinate(random, side)};
}

inline HostTensor<Box, 1> awkward_boxes(Random& random, int count, int side) {
  auto boxes = make_tensor<Box>({static_cast<std::size_t>(count)});
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    // one in eight repeats an earlier one
    const bool repeats = i > 0 && random.integer(0, 7) == 0;
    boxes(i) = repeats ? boxes(static_cast<std::size_t>(random.integer(0, static_cast<int>(i) - 1)))
                       : awkward_box(random, side);
  }
  return boxes;
}

/// Scores or logits: few different values, NaN, infinities, both zeros.
inline float awkward_score(Random& random) {
  switch (random.integer(0, 15)) {
    case 0:
      return std::numeric_limits<float>::quiet_NaN();
    case 1:
      return std::numeric_limits<float>::infinity() * (random.integer(0, 1) == 0 ? 1.0F : -1.0F);
    case 2:
      return random.integer(0, 1) == 0 ? 0.0F : -0.0F;
    case 3:
      return random.uniform(-1.0F, 1.0F) * 200.0F;
    default:
      return static_cast<float>(random.integer(-8, 8)) * 0.5F;
  }
}

inline HostTensor<float, 1> awkward_scores(Random& random, int count) {
  auto scores = make_tensor<float>({static_cast<std::size_t>(count)});
  for (float& score : scores) {
    score = awkward_score(random);
  }
  return scores;
}

/// Zero, one or a few rows, seldom many.
inline int awkward_count(Random& random, int many) {
  switch (random.integer(0, 9)) {
    case 0:
      return 0;
    case 1:
      return 1;
    case 2:
      return random.integer(0, many);
    default:
      return random.integer(2, 12);
  }
}

}  // namespace mrcnn
