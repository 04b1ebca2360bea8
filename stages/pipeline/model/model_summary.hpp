#pragma once
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "common/weights/safetensors.hpp"

namespace mrcnn {

/// What the values of one or of several tensors look like. Those that are not finite are counted
/// and left out of the rest.
struct ValueStatistics {
  std::size_t count = 0;
  std::size_t non_finite = 0;
  float min = std::numeric_limits<float>::infinity();
  float max = -std::numeric_limits<float>::infinity();
  double sum = 0.0;
  double sum_of_squares = 0.0;

  /// Takes one more value into account.
  void add(float value);

  /// Takes the values behind `other` into account.
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
  bool is_counter = false;  // num_batches_tracked: ignored, whatever it holds
  ValueStatistics values;   // count 0 for a dtype that no model may have

  /// What looks wrong: "overflow" for NaN, infinities, or an F16 at the end of its range, "dead" if
  /// all is 0; else "".
  [[nodiscard]] std::string flag() const;
};

/// Every tensor, in the order of the file.
std::vector<TensorSummary> summarize_tensors(const SafetensorsContents& contents);

}  // namespace mrcnn
