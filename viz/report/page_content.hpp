#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

#include "viz/report/page_pack.hpp"

namespace mrcnn {

/// How much of a trace goes into a page. What is shown as a number keeps every bit unless its name
/// says otherwise here.
struct PageBudget {
  std::size_t channels = 16;          // of P2..P6, exact: RoIAlign is recomputed from them
  std::size_t backbone_channels = 8;  // of C2..C5, rounded
  std::size_t regions = 24;           // of 3_roi_align/regions, in those channels
  std::size_t exact_deltas = 40'000;  // anchors; if there are more, their deltas are rounded
  std::size_t head_candidates = 4'000;
  std::size_t photo_side = 1'600;       // pixels; larger images are shrunk by a whole factor
  unsigned rounded_bits = 11;           // three to four digits
  std::size_t most_bytes = 12'000'000;  // of the page; if it gets larger, channels are halved
};

/// An array that a page holds in part or rounded.
struct Reduced {
  std::string array;  // "1_features/p2"
  std::string rule;   // "channels", "rows", "digits", "pixels": what `kept` and `of` count
  std::size_t kept = 0;
  std::size_t of = 0;
};

/// The arrays of a page under the names of the trace. Not in the trace are channel numbers
/// ("1_features/channels", "1_features/c2_channels"), mean magnitudes over all channels
/// ("1_features/p2_mean"), the numbers of rows that were chosen ("3_roi_align/rows"), rows looked
/// up already ("2_proposals/candidate_deltas"), and run lengths ("5_iou_filter/truth_runs").
struct PageContent {
  PagePack pack;
  std::vector<Reduced> reduced;
  bool anchors_are_regular = false;  // the page can make them from sizes, ratios and grids
};

/// Chooses and packs. Arrays that the trace lacks are left out; the image must be there.
///
///   anchor_sizes, aspect_ratios  of the run: if they give the trace's anchors, these are not
///   packed
///   laterals  1x1 convolutions of C2..C5 (C, h, w) by level; in the channels of the pyramid
///
/// Throws InputError if the image is missing, or an array has another type or number of axes
/// than docs/trace.md says.
PageContent page_content(const TraceFolder& trace, const std::vector<float>& anchor_sizes,
                         const std::vector<float>& aspect_ratios, const PageBudget& budget = {},
                         const std::map<int, Array>& laterals = {});

}  // namespace mrcnn
