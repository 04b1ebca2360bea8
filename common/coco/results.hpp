#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/types/instance_masks.hpp"

namespace mrcnn {

/// A COCO results list, the file that evaluation tools read: one object on each line with image_id,
/// category_id, bbox (x, y, width, height in pixels of the original image), score, and the mask as
/// compressed run lengths. Numbers have the fewest digits that give back the same float32.
///
///   CocoResults results;
///   results.add(image_id, instances, category_ids(&dataset, classes));
///   results.write("detections.json");
class CocoResults {
 public:
  /// Appends the objects of one image.
  ///
  ///   category_of_label  category id of each label (see category_ids)
  ///
  /// Throws ShapeError if the counts of boxes, scores, labels and masks differ, a label has no
  /// category id, or a box or score is not finite.
  void add(std::int64_t image_id, const InstanceMasks<Host>& instances,
           const std::vector<std::int64_t>& category_of_label);

  /// The list as JSON; "[]" if it is empty.
  [[nodiscard]] std::string json() const;

  /// Throws OutputError "FILE: reason".
  void write(const std::filesystem::path& path) const;

 private:
  std::string entries_;
};

}  // namespace mrcnn
