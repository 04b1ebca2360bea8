#pragma once
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "common/weights/safetensors.hpp"

namespace mrcnn {

/// Statistics of the values of one or several tensors. Values that are not finite are counted and
/// otherwise ignored.
struct ValueStatistics {
  std::size_t count = 0;
  std::size_t non_finite = 0;
  float min = std::numeric_limits<float>::infinity();
  float max = -std::numeric_limits<float>::infinity();
  double sum = 0.0;
  double sum_of_squares = 0.0;

  /// Adds one value.
  void add(float value);

  /// Adds the values that `other` summarizes.
  void add(const ValueStatistics& other);

  /// Standard deviation; 0 if there is no finite value.
  [[nodiscard]] double deviation() const;
};

/// One tensor of a model file, whether or not a model would accept it.
struct TensorSummary {
  std::string name;   // as stored
  std::string stage;  // "features", "proposals", "box_head", "masks", or "other"
  std::string dtype;
  std::vector<std::size_t> shape;
  std::size_t bytes = 0;
  bool is_counter = false;  // num_batches_tracked: its value is ignored
  ValueStatistics values;   // count 0 for a dtype that models cannot have

  /// What looks wrong: "overflow" for NaN, infinities or the largest F16, "dead" if all values are
  /// 0; else "".
  [[nodiscard]] std::string flag() const;
};

/// Every tensor, in the order of the file.
std::vector<TensorSummary> summarize_tensors(const SafetensorsContents& contents);

}  // namespace mrcnn
