#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/coco/annotations.hpp"
#include "common/types/box.hpp"

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// A true object and the anchor that overlaps it most, before any decoding.
struct AnchorFit {
  std::int64_t annotation = 0;
  std::string class_name;
  float side = 0.0F;  // sqrt(width height) on the resized image, pixels
  float best_iou = 0.0F;
  int level = 2;
  float size = 0.0F;   // of the square anchor of that level, pixels
  float ratio = 0.0F;  // height / width
};

/// How well a model's anchors match the objects of a data set.
struct AnchorFits {
  std::vector<AnchorFit> objects;

  /// Part of the objects whose best IoU reaches a threshold; -1 without objects.
  [[nodiscard]] double recall(float threshold) const;

  /// Objects by the tenth of their best IoU; 1 counts in the last.
  [[nodiscard]] std::array<std::size_t, 10> count_by_iou() const;

  /// Objects whose best anchor is on a level.
  [[nodiscard]] std::size_t count_on_level(int level) const;

  /// One anchor size per level: the objects' sides at 10, 30, 50, 70 and 90 % of their order; zeros
  /// without objects.
  [[nodiscard]] std::array<float, 5> suggested_sizes() const;
};

/// The best anchor of a box on an image of `resized` pixels. Of equal IoUs the lower level, then
/// the earlier ratio.
AnchorFit best_anchor(const Box& box, ImageSize resized, const Config& config);

/// Fits every object that is not a crowd. Throws InputError for objects with a defect, and if the
/// file does not give the size of an image.
AnchorFits fit_anchors(const CocoDataset& truth, const Config& config);

/// The fields of docs/evaluation.md.
nlohmann::ordered_json anchor_fits_json(const AnchorFits& fits);

/// Recall, a histogram of IoUs and of levels, and the sizes that would fit.
std::string anchor_fits_text(const AnchorFits& fits, const Config& config);

}  // namespace mrcnn
