#pragma once
#include <cstdint>
#include <string>

#include "common/types/image.hpp"

#include "data/scenes/scene.hpp"

namespace mrcnn {

/// The ground truth of many scenes as a COCO instances file: visible-part masks as compressed run
/// lengths, boxes and areas as integers, ids from 1, one entry per line. The same text on every
/// machine.
///
///   TruthJson truth;
///   truth.add("scene_000001.png", scene);
///   write_file("truth.json", truth.json());
class TruthJson {
 public:
  /// Appends an image and its objects; nothing of `scene` is kept.
  void add(const std::string& file_name, const Scene& scene);

  [[nodiscard]] std::string json() const;

 private:
  std::string images_;
  std::string annotations_;
  std::int64_t image_count_ = 0;
  std::int64_t annotation_count_ = 0;
};

}  // namespace mrcnn
