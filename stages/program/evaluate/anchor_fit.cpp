#include "stages/program/evaluate/anchor_fit.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "common/coco/object_mask.hpp"
#include "common/coco/rle_overlap.hpp"
#include "common/error.hpp"
#include "common/geometry/anchors.hpp"
#include "common/geometry/box.hpp"
#include "common/types/feature_pyramid.hpp"

#include "stages/pipeline/box_frames.hpp"

namespace mrcnn {
namespace {

/// Cells whose anchors can overlap most: those around the middle of the object, since an anchor of
/// given shape overlaps less the farther its centre is along an axis.
struct CellRange {
  int first, last;
};

CellRange nearest_cells(float low, float high, int stride, int cells) {
  const double cell = std::floor(0.5 * (static_cast<double>(low) + high) / stride);
  const auto limited = [&](double value) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(cells - 1)));
  };
  return {limited(cell - 1), limited(cell + 2)};
}

void fit_level(const Box& box, ImageSize padded, int level, float size,
               const ProposalsParams& params, AnchorFit& best) {
  const auto& conventions = params.conventions;
  const int cell_pixels = 1 << level;
  const ImageSize grid{(padded.height + cell_pixels - 1) / cell_pixels,
                       (padded.width + cell_pixels - 1) / cell_pixels};
  const int y_stride = anchor_stride(conventions.anchor_stride, padded.height, grid.height, level);
  const int x_stride = anchor_stride(conventions.anchor_stride, padded.width, grid.width, level);
  const CellRange rows = nearest_cells(box.y1, box.y2, y_stride, grid.height);
  const CellRange columns = nearest_cells(box.x1, box.x2, x_stride, grid.width);
  const auto shapes = anchor_shapes(size, params.aspect_ratios, conventions.anchor_rounding);
  for (std::size_t r = 0; r < shapes.size(); ++r) {
    for (int y = rows.first; y <= rows.last; ++y) {
      for (int x = columns.first; x <= columns.last; ++x) {
        const float overlap = iou(
            box, placed_anchor(shapes[r], x * x_stride, y * y_stride, padded, conventions.corners));
        if (overlap > best.best_iou) {
          best.best_iou = overlap;
          best.level = level;
          best.size = size;
          best.ratio = params.aspect_ratios[r];
        }
      }
    }
  }
}

std::array<double, 4> box_of(const CocoAnnotation& annotation, ImageSize size) {
  return annotation.has_bbox
             ? annotation.bbox
             : rle_bounds(object_mask(annotation.segmentation, size,
                                      concat("annotation ", annotation.id, ": segmentation")));
}

/// The object's box on the resized image.
Box moved_box(const std::array<double, 4>& bbox, ImageSize original, ImageSize resized,
              const Config& config) {
  const auto x = static_cast<float>(bbox[0]);
  const auto y = static_cast<float>(bbox[1]);
  const Box box{x, y, x + static_cast<float>(bbox[2]), y + static_cast<float>(bbox[3])};
  return to_box_frame(HostTensor<Box, 1>{box}, original, resized, config)(0);
}

}  // namespace

double AnchorFits::recall(float threshold) const {
  const auto found = std::count_if(objects.begin(), objects.end(),
                                   [&](const AnchorFit& fit) { return fit.best_iou >= threshold; });
  return objects.empty() ? -1.0 : static_cast<double>(found) / static_cast<double>(objects.size());
}

std::array<std::size_t, 10> AnchorFits::count_by_iou() const {
  std::array<std::size_t, 10> counts{};
  for (const AnchorFit& fit : objects) {
    counts[std::min(counts.size() - 1, static_cast<std::size_t>(fit.best_iou * counts.size()))] +=
        1;
  }
  return counts;
}

std::size_t AnchorFits::count_on_level(int level) const {
  return static_cast<std::size_t>(std::count_if(
      objects.begin(), objects.end(), [&](const AnchorFit& fit) { return fit.level == level; }));
}

std::array<float, 5> AnchorFits::suggested_sizes() const {
  std::vector<float> sides;
  for (const AnchorFit& fit : objects) {
    sides.push_back(fit.side);
  }
  std::sort(sides.begin(), sides.end());
  std::array<float, 5> sizes{};
  for (std::size_t i = 0; i < sizes.size() && !sides.empty(); ++i) {
    sizes[i] = sides[sides.size() * (2 * i + 1) / 10];
  }
  return sizes;
}

AnchorFit best_anchor(const Box& box, ImageSize resized, const Config& config) {
  const ProposalsParams& params = config.proposals;
  const ImageSize padded = input_place(resized, config.image).padded;
  AnchorFit best;
  best.size = params.anchor_sizes.at(0);
  best.ratio = params.aspect_ratios.at(0);
  best.side = std::sqrt(std::max(area(box), 0.0F));
  for (std::size_t i = 0; i < params.anchor_sizes.size(); ++i) {
    fit_level(box, padded, kLowestLevel + static_cast<int>(i), params.anchor_sizes[i], params,
              best);
  }
  return best;
}

AnchorFits fit_anchors(const CocoDataset& truth, const Config& config) {
  std::unordered_map<std::int64_t, ImageSize> size_of_image;
  for (const CocoImage& image : truth.images) {
    size_of_image.emplace(image.id, image.size);
  }
  std::unordered_map<std::int64_t, std::string> name_of_category;
  for (const CocoCategory& category : truth.categories) {
    name_of_category.emplace(category.id, category.name);
  }
  AnchorFits fits;
  for (const CocoAnnotation& annotation : truth.annotations) {
    if (!annotation.defect.empty()) {
      throw InputError(annotation.defect);
    }
    const auto image = size_of_image.find(annotation.image_id);
    const auto category = name_of_category.find(annotation.category_id);
    if (annotation.is_crowd || image == size_of_image.end() || category == name_of_category.end()) {
      continue;
    }
    if (image->second.height <= 0) {
      throw InputError(concat("image ", image->first,
                              " of the ground truth: expected height and width, got none"));
    }
    const ImageSize resized = resized_size(image->second, config.image);
    AnchorFit fit =
        best_anchor(moved_box(box_of(annotation, image->second), image->second, resized, config),
                    resized, config);
    fit.annotation = annotation.id;
    fit.class_name = category->second;
    fits.objects.push_back(std::move(fit));
  }
  return fits;
}

}  // namespace mrcnn
