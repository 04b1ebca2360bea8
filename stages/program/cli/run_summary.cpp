#include "stages/program/cli/run_summary.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/tensor/device.hpp"

#include "viz/drawn_objects.hpp"

namespace mrcnn {
namespace {

std::string two_decimals(float score) {
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "%.2f", static_cast<double>(score));
  return digits.data();
}

/// Names and scores of detections.
class ScoredNames {
 public:
  void add(const std::vector<std::string>& classes, std::int32_t label, float score) {
    if (score < kLeastScoreDrawn) {
      ++unlikely_;
      return;
    }
    constexpr std::size_t kMostNames = 8;
    if (++likely_ <= kMostNames) {
      names_ += (likely_ == 1 ? ": " : ", ") + classes[static_cast<std::size_t>(label)] + " " +
                two_decimals(score);
    } else if (likely_ == kMostNames + 1) {
      names_ += ", ...";
    }
  }

  [[nodiscard]] std::size_t likely() const { return likely_; }
  [[nodiscard]] std::size_t unlikely() const { return unlikely_; }

  /// ": circle 0.99, star 0.97, ..."
  [[nodiscard]] const std::string& names() const { return names_; }

 private:
  std::size_t likely_ = 0;
  std::size_t unlikely_ = 0;
  std::string names_;
};

}  // namespace

std::vector<std::size_t> rejected_rows(const PipelineState<Host>& s) {
  std::vector<std::size_t> rows;
  const bool is_known = s.has("5_iou_filter/best_iou") && s.has("5_iou_filter/keep") &&
                        s.has("4_box_head/boxes") &&
                        s.detections.boxes.size() == s.iou_filter.keep.size();
  for (std::size_t d = 0; is_known && d < s.iou_filter.keep.size(); ++d) {
    if (s.iou_filter.keep(d) == 0) {
      rows.push_back(d);
    }
  }
  return rows;
}

std::string image_summary(const ImageRun& run, const Config& config) {
  const PipelineState<Host>& s = run.state;
  std::string line = concat(run.position, ": ", path_text(std::filesystem::path(run.file).filename()));
  if (s.input.original.height > 0) {
    line += concat(", ", s.input.original.height, "x", s.input.original.width);
  }
  if (!s.has("6_masks/masks")) {
    return line;
  }
  ScoredNames found;
  ScoredNames rejected;
  for (std::size_t d = 0; d < s.result.scores.size(); ++d) {
    found.add(config.classes, s.result.labels(d), s.result.scores(d));
  }
  for (const std::size_t d : rejected_rows(s)) {
    rejected.add(config.classes, s.detections.labels(d), s.detections.scores(d));
  }
  line += concat(": ", found.likely(), found.likely() == 1 ? " object" : " objects", found.names());
  if (rejected.likely() > 0) {
    line += concat("; ", rejected.likely(), " rejected by IoU < ", config.iou_filter.min_iou,
                   " with the ground truth", rejected.names());
  }
  const std::size_t unlikely = found.unlikely() + rejected.unlikely();
  return unlikely == 0 ? line
                       : concat(line, "; ", unlikely, " below ", two_decimals(kLeastScoreDrawn));
}

std::string run_footer(const Executor& executor, const ImageRun& run) {
  std::string footer = concat("conv ", name_of(executor.plan().common.compute.conv), ", OpenBLAS ",
                              openblas_core(), ", ", thread_count(), " threads\n");
  if (executor.is_on_device()) {
    footer += concat("device: ", device_name(), ", the host waited ", run.device_waits,
                     run.device_waits == 1 ? " time" : " times", " before the final copy\n");
  }
  return footer;
}

}  // namespace mrcnn
