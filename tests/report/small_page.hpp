#pragma once
#include <cstdint>
#include <vector>

#include "viz/report/page.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {

/// An image and a map of eight channels of noise.
inline TinyTrace& small_run(TinyTrace& trace) {
  std::vector<float> noise;
  std::uint32_t state = 1;
  for (int i = 0; i < 8 * 40 * 40; ++i) {
    state = state * 1664525U + 1013904223U;
    noise.push_back(static_cast<float>(state));
  }
  return trace.put<std::uint8_t>("0_image/image", {2, 2, 3}, std::vector<std::uint8_t>(12, 9))
      .put<float>("1_features/p2", {8, 40, 40}, noise);
}

inline PageInput plain_input() {
  return {.config = nlohmann::json::object(),
          .image_box = {0, 0, 2, 2},
          .clip = {0, 0, 2, 2},
          .comparison = nullptr,
          .against = nullptr,
          .heads = nullptr,
          .no_heads = "model",
          .laterals = {},
          .answers = nullptr};
}

}  // namespace mrcnn
