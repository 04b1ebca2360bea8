#pragma once
#include <array>
#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "common/enum_names.hpp"

#include "stages/pipeline/model/config.hpp"
#include "stages/pipeline/pipeline_state.hpp"

namespace mrcnn {

/// The boxes of the region proposal network at three points.
enum class BoxSource {
  anchors,    // undecoded, on the grid, by objectness
  decoded,    // the same moved by their deltas and clipped
  proposals,  // what NMS and the limits leave, by score
};

constexpr auto names_of(BoxSource) {
  return std::array{"anchors", "decoded", "proposals"};
}

inline constexpr std::size_t kBoxSources = 3;

/// The numbers of best boxes per image that are tested.
inline constexpr std::array<std::size_t, 11> kProposalCounts = {1,   2,   5,   10,   20,  50,
                                                                100, 200, 500, 1000, 2000};

/// The objects of some images that one of the best N boxes covers, with an IoU of at least 0.5.
struct ProposalCoverage {
  std::size_t objects = 0;
  std::array<std::array<std::size_t, kProposalCounts.size()>, kBoxSources> covered{};

  /// Adds the objects of one image.
  ///
  ///   state  a run with ground truth that kept all arrays of stage 2
  void add(const PipelineState<Host>& state, const Config& config);

  /// -1 without objects.
  [[nodiscard]] double recall(BoxSource source, std::size_t count_index) const;
};

/// {"min_iou", "objects", "counts": [N], "recall": {"anchors": [as counts], ...}}
nlohmann::ordered_json coverage_json(const ProposalCoverage& coverage);

/// For a terminal: a row for every N.
std::string coverage_text(const ProposalCoverage& coverage);

}  // namespace mrcnn
