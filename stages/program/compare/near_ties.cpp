#include "stages/program/compare/near_ties.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "common/geometry/box.hpp"
#include "common/trace/array_values.hpp"

namespace mrcnn {
namespace {

/// The levels of both traces, where both are known.
struct BothLevels {
  std::optional<Array> a;
  std::optional<Array> b;

  /// Whether the row's levels are `upper` and the one below, or unknown.
  [[nodiscard]] bool are_around(int upper, std::size_t row) const {
    if (!a || !b) {
      return true;
    }
    const std::int32_t level_a = values_of<std::int32_t>(*a)[row];
    const std::int32_t level_b = values_of<std::int32_t>(*b)[row];
    return std::abs(level_a - level_b) == 1 && std::max(level_a, level_b) == upper;
  }
};

}  // namespace

std::optional<int> level_beginning_at(const Box& box, double canonical_size, int canonical_level) {
  const float size = std::sqrt(area(box));
  if (!(size > 0.0F) || !std::isfinite(size) || !(canonical_size > 0.0)) {
    return std::nullopt;
  }
  const double steps = std::round(std::log2(double{size} / canonical_size));
  const auto begins_at = static_cast<float>(canonical_size * std::exp2(steps));
  const float ulp = std::nextafter(begins_at, std::numeric_limits<float>::infinity()) - begins_at;
  const bool near = std::abs(size - begins_at) <= static_cast<float>(kLevelUlps) * ulp;
  return near ? std::optional(canonical_level + static_cast<int>(steps)) : std::nullopt;
}

Excuse excuse_of_roi_level(const TracePair& traces, const std::string& array, const Array& a) {
  const bool is_box_head = array.starts_with("3_roi_align/");
  const auto boxes =
      traces.a.list(is_box_head ? "2_proposals/boxes" : "5_iou_filter/boxes", DType::f32, 4);
  if (!boxes || a.shape.empty() || a.shape[0] != boxes->shape[0]) {
    return {};
  }
  BothLevels levels;
  if (is_box_head) {
    levels = {traces.a.list("3_roi_align/levels", DType::i32, 0),
              traces.b.list("3_roi_align/levels", DType::i32, 0)};
  }
  const double canonical_size = traces.setting("roi_align.canonical_size", 224.0);
  const int canonical_level = static_cast<int>(traces.setting("roi_align.canonical_level", 4.0));
  return [=, boxes = *boxes, width = elements_per_row(a)](std::size_t element) {
    const std::size_t row = element / width;
    const auto corners = values_of<float>(boxes).subspan(4 * row, 4);
    const auto upper = level_beginning_at({corners[0], corners[1], corners[2], corners[3]},
                                          canonical_size, canonical_level);
    return upper && levels.are_around(*upper, row);
  };
}

Excuse excuse_of_mask_pixel(const TracePair& traces, const Array& a, const SoftMask& soft_mask) {
  if (!soft_mask || a.shape.size() != 3) {
    return {};
  }

  struct Pasted {
    std::size_t mask = std::numeric_limits<std::size_t>::max();
    std::vector<float> probabilities;
  };

  const double threshold = traces.setting("masks.threshold", 0.5);
  const auto pasted = std::make_shared<Pasted>();  // elements are asked mask by mask
  const std::size_t pixels = elements_per_row(a);
  return [=, &traces](std::size_t element) {
    if (pasted->mask != element / pixels) {
      *pasted = {element / pixels, soft_mask(traces.a.folder, element / pixels)};
    }
    return pasted->probabilities.size() == pixels &&
           std::abs(double{pasted->probabilities[element % pixels]} - threshold) < kMaskGap;
  };
}

}  // namespace mrcnn
