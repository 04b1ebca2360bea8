#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mrcnn {

/// Detections of several images with the true object that each one found, for counting precision
/// and recall.
class RankedList {
 public:
  /// object  number of the object among those of all images; -1: none
  void add(float score, std::int64_t object);

  struct Counts {
    std::size_t detections = 0;
    std::size_t right = 0;    // of these, that found an object
    std::size_t objects = 0;  // found by one of them or several
  };

  /// What is left at a score threshold.
  [[nodiscard]] Counts from(float min_score) const;

  /// The mean precision over recall 0.00, 0.01, ..., 1.00. Of the detections that found one object
  /// the best is right, and the others count neither as right nor as wrong.
  ///
  ///   objects  > 0, how many there are to find
  [[nodiscard]] double average_precision(std::int64_t objects) const;

 private:
  struct Entry {
    float score;
    std::int64_t object;
  };

  std::vector<Entry> entries_;
};

}  // namespace mrcnn
