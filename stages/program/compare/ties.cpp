#include "stages/program/compare/ties.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include <xtensor/xview.hpp>

#include "common/geometry/box.hpp"
#include "common/trace/array_tensor.hpp"

#include "stages/3_roi_align/roi_levels.hpp"
#include "stages/6_masks/paste_masks.hpp"

namespace mrcnn {
namespace {

/// The level whose smallest size is near the box's; none for almost all boxes.
std::optional<int> level_beginning_near(const Box& box, const std::vector<float>& thresholds) {
  const float side = std::sqrt(area(box));
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    const float ulp = std::nextafter(thresholds[i], INFINITY) - thresholds[i];
    if (std::abs(side - thresholds[i]) <= static_cast<float>(kLevelUlps) * ulp) {
      return kLowestLevel + 1 + static_cast<int>(i);
    }
  }
  return std::nullopt;
}

/// The rows of 5_iou_filter's result: the detections whose flag is set.
std::vector<std::int64_t> kept_detections(const std::vector<std::uint8_t>& keep) {
  std::vector<std::int64_t> kept;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] != 0) {
      kept.push_back(static_cast<std::int64_t>(i));
    }
  }
  return kept;
}

/// The IoU of detection and object; -1 stands for no object, with an IoU of 0.
double iou_with(const Array& iou, std::size_t detection, std::int32_t truth) {
  const std::size_t truths = elements_per_row(iou);
  const auto column = static_cast<std::size_t>(truth);
  return truth < 0 || column >= truths ? 0.0
                                       : double{values_of<float>(iou)[detection * truths + column]};
}

Exemptions best_truth_ties(const TracePair& traces) {
  const auto truths_a = traces.a.list<std::int32_t>("5_iou_filter/best_truth");
  const auto truths_b = traces.b.list<std::int32_t>("5_iou_filter/best_truth");
  const std::string name = "5_iou_filter/iou";
  if (!truths_a || !truths_b || !traces.both_have(name)) {
    return {};
  }
  const std::array ious = {traces.a.folder.read(name), traces.b.folder.read(name)};
  if (ious[0].dtype != DType::f32 || ious[1].dtype != DType::f32) {
    return {};
  }
  return {[=](std::size_t detection) {
            const std::int32_t truth_a = (*truths_a)[detection];
            const std::int32_t truth_b = (*truths_b)[detection];
            return truth_a != truth_b &&
                   std::all_of(ious.begin(), ious.end(), [&](const Array& iou) {
                     return std::abs(iou_with(iou, detection, truth_a) -
                                     iou_with(iou, detection, truth_b)) <= kIouGap;
                   });
          },
          {}};
}

Exemptions roi_level_ties(const TracePair& traces, const std::string& array, const Array& a) {
  const bool is_box_head = array.starts_with("3_roi_align/");
  const auto boxes = traces.a.list<Box>(is_box_head ? "2_proposals/boxes" : "5_iou_filter/boxes");
  if (!boxes || a.shape.empty() || a.shape[0] != boxes->size()) {
    return {};
  }
  std::optional<std::vector<std::int32_t>> levels_a;
  std::optional<std::vector<std::int32_t>> levels_b;
  if (is_box_head) {
    levels_a = traces.a.list<std::int32_t>("3_roi_align/levels");
    levels_b = traces.b.list<std::int32_t>("3_roi_align/levels");
  }
  const std::vector<float> thresholds =
      roi_level_thresholds(traces.config.roi_align, kLowestLevel, kHighestRoiLevel);
  return {[=, boxes = *boxes, width = elements_per_row(a)](std::size_t element) {
            const std::size_t row = element / width;
            const std::optional<int> upper = level_beginning_near(boxes[row], thresholds);
            if (!upper || !levels_a || !levels_b) {
              return upper.has_value();
            }
            const auto [low, high] = std::minmax((*levels_a)[row], (*levels_b)[row]);
            return high == *upper && low == *upper - 1;
          },
          {}};
}

Exemptions mask_pixel_ties(const TracePair& traces, const Array& a) {
  const TraceFolder& trace = traces.a.folder;
  const auto boxes = traces.a.list<Box>("6_masks/boxes");
  if (!boxes || !trace.has("6_masks/masks28") || a.shape.size() != 3) {
    return {};
  }
  const auto small = to_tensor<float, 3>(trace.read("6_masks/masks28"), "6_masks/masks28");
  if (small.shape(1) != small.shape(2)) {
    return {};
  }
  const ImageSize canvas{static_cast<int>(a.shape[1]), static_cast<int>(a.shape[2])};
  const std::size_t pixels = elements_per_row(a);

  struct Pasted {
    std::size_t mask = std::numeric_limits<std::size_t>::max();
    HostTensor<float, 3> probabilities;
  };

  const auto pasted = std::make_shared<Pasted>();  // elements come mask by mask
  return {[=, boxes = *boxes, params = traces.config.paste](std::size_t element) {
            const std::size_t mask = element / pixels;
            if (pasted->mask != mask) {
              const HostTensor<float, 3> one = xt::view(small, xt::range(mask, mask + 1));
              *pasted = {mask, paste_masks(one, {boxes[mask]}, canvas, params.rule)};
            }
            return std::abs(double{pasted->probabilities.data()[element % pixels]} -
                            double{params.threshold}) < kMaskGap;
          },
          {}};
}

Exemptions keep_ties(const TracePair& traces, Tie tie) {
  const auto best_a = traces.a.list<float>("5_iou_filter/best_iou");
  const auto best_b = traces.b.list<float>("5_iou_filter/best_iou");
  const double min_iou = traces.config.iou_filter.min_iou;
  const auto is_near = [=](std::size_t detection) {
    return best_a && best_b && std::abs(double{(*best_a)[detection]} - min_iou) <= kIouGap &&
           std::abs(double{(*best_b)[detection]} - min_iou) <= kIouGap;
  };
  if (tie == Tie::keep) {
    return {is_near, {}};
  }
  const auto keep_a = traces.a.list<std::uint8_t>("5_iou_filter/keep");
  const auto keep_b = traces.b.list<std::uint8_t>("5_iou_filter/keep");
  if (!keep_a || !keep_b) {
    return {};
  }
  const std::vector<std::int64_t> kept_a = kept_detections(*keep_a);
  const std::vector<std::int64_t> kept_b = kept_detections(*keep_b);
  const auto is_near_row = [&](const std::vector<std::int64_t>& kept) {
    return [&](std::size_t row) { return is_near(static_cast<std::size_t>(kept[row])); };
  };
  Exemptions result{{}, match_rows(kept_a, kept_b, {})};
  result.rows->a.exempt(is_near_row(kept_a));
  result.rows->b.exempt(is_near_row(kept_b));
  return result;
}

}  // namespace

Exemptions element_ties(const TracePair& traces, Tie tie, const std::string& array,
                        const Array& a) {
  switch (tie) {
    case Tie::roi_level:
      return roi_level_ties(traces, array, a);
    case Tie::mask_pixel:
      return mask_pixel_ties(traces, a);
    case Tie::best_truth:
      return best_truth_ties(traces);
    case Tie::keep:
    case Tie::kept:
      return keep_ties(traces, tie);
    default:
      return {};
  }
}

}  // namespace mrcnn
