#pragma once
#include <cmath>
#include <cstdint>
#include <vector>

#include "stages/4_box_head/box_head.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {

/// Logits whose softmax is close to the given probabilities, one row per proposal; deltas of 0.
inline BoxHeadOutput<Host> head_of(const std::vector<std::vector<float>>& probabilities) {
  const std::size_t classes = probabilities[0].size();
  BoxHeadOutput<Host> head{make_tensor<float>({probabilities.size(), classes}),
                           filled_tensor<float>({probabilities.size(), 4 * classes}, 0.0F)};
  for (std::size_t r = 0; r < probabilities.size(); ++r) {
    for (std::size_t k = 0; k < classes; ++k) {
      head.class_logits(r, k) = std::log(probabilities[r][k]);
    }
  }
  return head;
}

}  // namespace mrcnn
