#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/coco/result_list.hpp"

namespace mrcnn {

/// Counts what is odd about the results of a file.
class OddResults {
 public:
  /// A result of a category that the ground truth lacks. It is not added otherwise.
  void add_unknown_category(std::int64_t id);

  void add(const CocoResult& result, ImageSize image);

  /// A line about each kind that occurs. Boxes beyond their image are normal below one in ten: some
  /// programs do not clip.
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  std::size_t unknown_categories_ = 0;
  std::int64_t first_unknown_ = 0;
  std::size_t boxes_ = 0;
  std::size_t negative_boxes_ = 0;
  std::size_t boxes_beyond_ = 0;
  std::size_t fractions_ = 0;
  std::size_t odd_scores_ = 0;
};

}  // namespace mrcnn
