#include "stages/pipeline/array_table.hpp"

#include <algorithm>
#include <cmath>

#include "common/tensor/finite_on_device.hpp"
#include "common/tensor/transfer.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"

namespace mrcnn {
namespace {

using State = PipelineState<Host>;
using DeviceState = PipelineState<Device>;

/// How an entry reaches its array: MRCNN_MEMBER(rpn.anchors).
#define MRCNN_MEMBER(path) ([](auto& s) -> auto& { return s.path; })

template <class T>
bool all_finite(const T* values, std::size_t count) {
  if constexpr (std::is_same_v<T, float>) {
    return std::all_of(values, values + count, [](float v) { return std::isfinite(v); });
  } else if constexpr (std::is_same_v<T, Box>) {
    return count == 0 || all_finite(&values->x1, 4 * count);
  } else {
    return true;
  }
}

template <class Tensor>
void mark_if_non_finite(const Tensor& tensor, std::int32_t* mark) {
  using Value = typename Tensor::value_type;
  if constexpr (std::is_same_v<Value, float>) {
    mark_non_finite(tensor.data(), tensor.size(), mark);
  } else if constexpr (std::is_same_v<Value, Box>) {
    mark_non_finite(reinterpret_cast<const float*>(tensor.data()), 4 * tensor.size(), mark);
  }
}

/// An array stored as it is.
template <class Member>
ArrayEntry plain(const std::string& name, const std::string& meaning, const std::string& unit,
                 Member member) {
  using Stored = std::decay_t<decltype(member(std::declval<State&>()))>;
  using Value = typename Stored::value_type;
  constexpr std::size_t kRank = std::tuple_size_v<typename Stored::shape_type>;
  const auto get = [member](const State& s) -> const Stored& {
    return member(const_cast<State&>(s));
  };
  return {name,
          meaning,
          unit,
          [get](const State& s) { return to_array(get(s)); },
          [member, name](State& s, const Array& array) {
            member(s) = to_tensor<Value, kRank>(array, name);
          },
          [get](const State& s) { return get(s).size() * sizeof(Value); },
          [get](const State& s) { return all_finite(get(s).data(), get(s).size()); },
          [get, member](const State& from, DeviceState& to) { member(to) = to_device(get(from)); },
          [member](const DeviceState& from, State& to) {
            member(to) = to_host(member(const_cast<DeviceState&>(from)));
          },
          [member](const DeviceState& s) {
            return member(const_cast<DeviceState&>(s)).size() * sizeof(Value);
          },
          [member](const DeviceState& s, std::int32_t* mark) {
            mark_if_non_finite(member(const_cast<DeviceState&>(s)), mark);
          }};
}

/// A map (H, W, C) that the trace sees as (C, H, W), or regions (R, S, S, C) seen as (R, C, S, S).
template <class Member>
ArrayEntry channels_first(const std::string& name, const std::string& meaning, Member member,
                          const std::string& unit = "activation") {
  ArrayEntry entry = plain(name, meaning, unit, member);
  entry.save = [member](const State& s) { return to_chw_array(member(const_cast<State&>(s))); };
  entry.load = [member, name](State& s, const Array& array) {
    using Stored = std::decay_t<decltype(member(s))>;
    if constexpr (std::is_same_v<Stored, HostTensor<float, 3>>) {
      member(s) = from_chw_array(array, name);
    } else {
      member(s) = regions_from_chw_array(array, name);
    }
  };
  return entry;
}

/// Height and width as an i32 array (2).
template <class Member>
ArrayEntry size_entry(const std::string& name, const std::string& meaning, Member member) {
  return {name,
          meaning,
          "px",
          [member](const State& s) {
            const ImageSize size = member(const_cast<State&>(s));
            return to_array(HostTensor<std::int32_t, 1>{size.height, size.width});
          },
          [member, name](State& s, const Array& array) {
            const auto size = to_tensor<std::int32_t, 1>(array, name);
            if (size.size() != 2 || size(0) <= 0 || size(1) <= 0 || size(0) > (1 << 20) ||
                size(1) > (1 << 20)) {
              throw InputError(name + ": expected height and width, two numbers from 1 to 2^20");
            }
            member(s) = {size(0), size(1)};
          },
          [](const State&) { return 2 * sizeof(std::int32_t); },
          [](const State&) { return true; },
          [member](const State& from, DeviceState& to) {
            member(to) = member(const_cast<State&>(from));
          },
          [member](const DeviceState& from, State& to) {
            member(to) = member(const_cast<DeviceState&>(from));
          },
          [](const DeviceState&) { return 2 * sizeof(std::int32_t); },
          [](const DeviceState&, std::int32_t*) {}};
}

auto backbone_map(std::size_t index) {
  return [index](auto& s) -> auto& {
    return s.features.c[index];
  };
}

/// Level `index` of the pyramid; grows it when an array is loaded.
auto pyramid_level(std::size_t index) {
  return [index](auto& s) -> auto& {
    if (s.pyramid.levels.size() <= index) {
      s.pyramid.levels.resize(index + 1);
    }
    return s.pyramid.levels[index];
  };
}

void add_image_and_features(std::vector<ArrayEntry>& t) {
  t.push_back(plain("0_image/image", "(H0, W0, 3) the photograph, RGB", "grey level",
                    MRCNN_MEMBER(image.pixels)));
  t.push_back(channels_first("0_image/input", "(3, H, W) normalised, resized, padded",
                             MRCNN_MEMBER(input.pixels), "standard deviations"));
  t.push_back(size_entry("0_image/resized_size", "height, width before padding",
                         MRCNN_MEMBER(input.resized)));
  t.push_back(size_entry("0_image/original_size", "height, width of the photograph",
                         MRCNN_MEMBER(input.original)));
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string level = std::to_string(i + kLowestLevel);
    t.push_back(channels_first("1_features/c" + level,
                               "(C, h, w) last map of residual stage conv" + level + "_x",
                               backbone_map(i)));
  }
  for (std::size_t i = 0; i < 5; ++i) {
    const std::string level = std::to_string(i + kLowestLevel);
    t.push_back(channels_first("1_features/p" + level, "(C, h, w) pyramid level P" + level,
                               pyramid_level(i)));
  }
}

void add_proposals(std::vector<ArrayEntry>& t) {
  t.push_back(plain("2_proposals/anchors", "(A, 4) reference boxes: level, row, column, ratio",
                    "px", MRCNN_MEMBER(rpn.anchors)));
  t.push_back(plain("2_proposals/anchor_levels", "(A) pyramid level", "level",
                    MRCNN_MEMBER(rpn.anchor_levels)));
  t.push_back(plain("2_proposals/objectness", "(A) is there an object?", "logit",
                    MRCNN_MEMBER(rpn.objectness)));
  t.push_back(plain("2_proposals/deltas", "(A, 4) dx dy dw dh of each anchor", "anchor sides",
                    MRCNN_MEMBER(rpn.deltas)));
  t.push_back(plain("2_proposals/candidates",
                    "(M, 4) best anchors of each level, decoded and clipped", "px",
                    MRCNN_MEMBER(proposals_trace.candidates)));
  t.push_back(plain("2_proposals/candidate_anchors", "(M) row of anchors", "row",
                    MRCNN_MEMBER(proposals_trace.candidate_anchors)));
  t.push_back(plain("2_proposals/candidate_scores", "(M) sigmoid of the logit", "probability",
                    MRCNN_MEMBER(proposals_trace.candidate_scores)));
  t.push_back(plain("2_proposals/candidate_levels", "(M) pyramid level", "level",
                    MRCNN_MEMBER(proposals_trace.candidate_levels)));
  t.push_back(
      plain("2_proposals/suppressed_by",
            "(M) suppressing candidate; -1 kept, -2 too small, -3 no score, -4 over the limit",
            "row", MRCNN_MEMBER(proposals_trace.suppressed_by)));
  t.push_back(plain("2_proposals/boxes", "(R, 4) proposals, best first", "px",
                    MRCNN_MEMBER(proposals.boxes)));
  t.push_back(
      plain("2_proposals/scores", "(R) objectness", "probability", MRCNN_MEMBER(proposals.scores)));
  t.push_back(plain("2_proposals/kept", "(R) row of candidates, -1 a row of zeros", "row",
                    MRCNN_MEMBER(proposals_trace.kept)));
  t.push_back(plain("3_roi_align/levels", "(R) pyramid level each proposal reads", "level",
                    MRCNN_MEMBER(roi_align.levels)));
  t.push_back(channels_first("3_roi_align/regions", "(R, C, 7, 7) features of each proposal",
                             MRCNN_MEMBER(regions.features)));
}

void add_box_head(std::vector<ArrayEntry>& t) {
  t.push_back(plain("4_box_head/class_logits", "(R, K) one logit per class", "logit",
                    MRCNN_MEMBER(head.class_logits)));
  t.push_back(plain("4_box_head/box_deltas", "(R, 4K) dx dy dw dh per class", "box sides x weight",
                    MRCNN_MEMBER(head.box_deltas)));
  t.push_back(plain("4_box_head/class_probabilities", "(R, K) softmax of the logits", "probability",
                    MRCNN_MEMBER(detections_trace.class_probabilities)));
  t.push_back(plain("4_box_head/candidates", "(N, 2) row of the proposal, class", "row, class",
                    MRCNN_MEMBER(detections_trace.candidates)));
  t.push_back(plain("4_box_head/candidate_boxes", "(N, 4) decoded and clipped", "px",
                    MRCNN_MEMBER(detections_trace.candidate_boxes)));
  t.push_back(plain("4_box_head/candidate_scores", "(N) probability of the class", "probability",
                    MRCNN_MEMBER(detections_trace.candidate_scores)));
  t.push_back(
      plain("4_box_head/suppressed_by",
            "(N) suppressing candidate; -1 kept, -2 too small, -3 low score, -4 over the limit, "
            "-5 another class is likelier",
            "row", MRCNN_MEMBER(detections_trace.suppressed_by)));
  t.push_back(plain("4_box_head/boxes", "(D, 4) detections, best first", "px",
                    MRCNN_MEMBER(detections.boxes)));
  t.push_back(plain("4_box_head/scores", "(D) probability of the class", "probability",
                    MRCNN_MEMBER(detections.scores)));
  t.push_back(plain("4_box_head/labels", "(D) class", "class", MRCNN_MEMBER(detections.labels)));
  t.push_back(plain("4_box_head/proposals", "(D) row of the proposal", "row",
                    MRCNN_MEMBER(detections_trace.proposals)));
}

void add_iou_filter(std::vector<ArrayEntry>& t) {
  t.push_back(
      plain("5_iou_filter/truth_boxes", "(G, 4) true objects", "px", MRCNN_MEMBER(truth.boxes)));
  t.push_back(plain("5_iou_filter/truth_labels", "(G) class", "class", MRCNN_MEMBER(truth.labels)));
  t.push_back(plain("5_iou_filter/truth_masks", "(G, H0, W0) true masks on the photograph",
                    "0 or 1", MRCNN_MEMBER(truth_masks)));
  t.push_back(plain("5_iou_filter/iou", "(D, G) overlap of detection and true object", "IoU",
                    MRCNN_MEMBER(iou_filter.iou)));
  t.push_back(plain("5_iou_filter/best_iou", "(D) largest overlap", "IoU",
                    MRCNN_MEMBER(iou_filter.best_iou)));
  t.push_back(plain("5_iou_filter/best_truth", "(D) true object of the largest overlap, -1 none",
                    "row", MRCNN_MEMBER(iou_filter.best_truth)));
  t.push_back(plain("5_iou_filter/class_matches", "(D) the true object has the same class",
                    "0 or 1", MRCNN_MEMBER(iou_filter.class_matches)));
  t.push_back(plain("5_iou_filter/keep", "(D) the detection is valid", "0 or 1",
                    MRCNN_MEMBER(iou_filter.keep)));
  t.push_back(
      plain("5_iou_filter/boxes", "(D', 4) valid detections", "px", MRCNN_MEMBER(valid.boxes)));
  t.push_back(plain("5_iou_filter/scores", "(D') probability of the class", "probability",
                    MRCNN_MEMBER(valid.scores)));
  t.push_back(plain("5_iou_filter/labels", "(D') class", "class", MRCNN_MEMBER(valid.labels)));
}

void add_masks(std::vector<ArrayEntry>& t) {
  t.push_back(channels_first("6_masks/regions", "(D', C, 14, 14) features of each valid detection",
                             MRCNN_MEMBER(mask_regions.features)));
  t.push_back(plain("6_masks/logits", "(D', 28, 28) mask of the predicted class", "logit",
                    MRCNN_MEMBER(mask_logits)));
  t.push_back(plain("6_masks/masks28", "(D', 28, 28) sigmoid of the logits", "probability",
                    MRCNN_MEMBER(result.masks28)));
  t.push_back(
      plain("6_masks/boxes", "(D', 4) on the photograph", "px", MRCNN_MEMBER(result.boxes)));
  t.push_back(plain("6_masks/scores", "(D') probability of the class", "probability",
                    MRCNN_MEMBER(result.scores)));
  t.push_back(plain("6_masks/labels", "(D') class", "class", MRCNN_MEMBER(result.labels)));
  t.push_back(plain("6_masks/masks", "(D', H0, W0) pasted at the threshold", "0 or 1",
                    MRCNN_MEMBER(result.masks)));
}

#undef MRCNN_MEMBER

std::vector<ArrayEntry> make_table() {
  std::vector<ArrayEntry> table;
  add_image_and_features(table);
  add_proposals(table);
  add_box_head(table);
  add_iou_filter(table);
  add_masks(table);
  return table;
}

}  // namespace

const std::vector<ArrayEntry>& array_table() {
  static const std::vector<ArrayEntry> table = make_table();
  return table;
}

const ArrayEntry* find_array(const std::string& name) {
  const auto& table = array_table();
  const auto entry =
      std::find_if(table.begin(), table.end(), [&](const ArrayEntry& e) { return e.name == name; });
  return entry == table.end() ? nullptr : &*entry;
}

}  // namespace mrcnn
