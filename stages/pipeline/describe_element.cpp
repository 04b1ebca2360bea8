#include "stages/pipeline/describe_element.hpp"

#include <array>
#include <optional>
#include <string_view>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/trace/array.hpp"

#include "stages/pipeline/anchor_place.hpp"

namespace mrcnn {
namespace {

constexpr std::array<const char*, 4> kCorners = {"x1", "y1", "x2", "y2"};
constexpr std::array<const char*, 4> kDeltas = {"dx", "dy", "dw", "dh"};
constexpr std::array<const char*, 3> kColors = {"red", "green", "blue"};
constexpr std::array<const char*, 2> kSize = {"height", "width"};
constexpr std::size_t kShownBytes = 40;

/// One array of a trace, and one index into it.
class Element {
 public:
  Element(const std::string& array, const std::vector<std::size_t>& index, const TraceFolder& trace)
      : trace_(trace), index_(index), folder_(array.substr(0, array.find('/'))) {
    leaf_ = array.substr(folder_.size() + (folder_.size() < array.size() ? 1 : 0));
  }

  /// Empty if nobody knows the array.
  [[nodiscard]] std::string words() const {
    if (folder_ == "0_image") {
      return image();
    }
    if (folder_ == "1_features") {
      return feature();
    }
    if (folder_ == "2_proposals") {
      return proposal_stage();
    }
    if (folder_ == "3_roi_align") {
      return row("proposal") + bin();
    }
    if (folder_ == "4_box_head") {
      return box_head();
    }
    if (folder_ == "5_iou_filter") {
      return iou_filter();
    }
    return folder_ == "6_masks" ? mask_stage() : "";
  }

 private:
  [[nodiscard]] std::string image() const {
    if (leaf_ == "image") {
      return cell("pixel", 0) + suffix(2, kColors);
    }
    if (leaf_ == "input") {
      return joined(cell("pixel", 1), index_.empty() ? "" : name_in(kColors, index_[0]));
    }
    return index_.empty() ? "" : name_in(kSize, index_[0]);
  }

  [[nodiscard]] std::string feature() const {
    if (leaf_.size() != 2) {
      return "";
    }
    std::string level = leaf_;
    level[0] = level[0] == 'p' ? 'P' : 'C';
    return index_.size() < 3 ? concat(level, ", channel ", index_[0])
                             : concat(level, ", ", cell("cell", 1), ", channel ", index_[0]);
  }

  [[nodiscard]] std::string proposal_stage() const {
    if (leaf_ == "anchors" || leaf_ == "anchor_levels" || leaf_ == "objectness" ||
        leaf_ == "deltas") {
      return anchor(index_[0]) + (leaf_ == "deltas" ? suffix(1, kDeltas) : suffix(1, kCorners));
    }
    if (leaf_ == "boxes" || leaf_ == "scores" || leaf_ == "kept") {
      return row("proposal") + suffix(1, kCorners);
    }
    const bool is_candidate = leaf_.starts_with("candidate") || leaf_ == "suppressed_by";
    return is_candidate ? candidate() + suffix(1, kCorners) : "";
  }

  [[nodiscard]] std::string anchor(std::size_t number) const {
    const auto place = anchor_place(trace_, number);
    return concat("anchor ", number) + (place ? " = " + text_of(*place) : "");
  }

  [[nodiscard]] std::string candidate() const {
    const auto level = value_in("2_proposals/candidate_levels", index_[0]);
    const auto of_anchor = value_in("2_proposals/candidate_anchors", index_[0]);
    return row("candidate") + (level ? concat(" of P", *level) : "") +
           (of_anchor && *of_anchor >= 0 ? " (" + anchor(static_cast<std::size_t>(*of_anchor)) + ")"
                                         : "");
  }

  [[nodiscard]] std::string box_head() const {
    if (leaf_ == "class_logits" || leaf_ == "class_probabilities") {
      return row("proposal") + (index_.size() > 1 ? ", " + class_text(index_[1]) : "");
    }
    if (leaf_ == "box_deltas") {
      return row("proposal") + (index_.size() > 1 ? concat(", ", class_text(index_[1] / 4), ", ",
                                                           kDeltas[index_[1] % 4])
                                                  : "");
    }
    if (leaf_ == "candidates" || leaf_ == "candidate_boxes" || leaf_ == "candidate_scores" ||
        leaf_ == "suppressed_by") {
      return pair() + (leaf_ == "candidate_boxes" ? suffix(1, kCorners) : "");
    }
    return labelled("detection", "4_box_head/labels") + suffix(1, kCorners);
  }

  /// A candidate of the box head is a proposal and a class.
  [[nodiscard]] std::string pair() const {
    if (!trace_.has("4_box_head/candidates")) {
      return row("candidate");
    }
    const Array pairs = trace_.read("4_box_head/candidates");
    if (pairs.dtype != DType::i32 || pairs.shape.size() != 2 || pairs.shape[1] != 2 ||
        index_[0] >= pairs.shape[0]) {
      return row("candidate");
    }
    const auto values = values_of<std::int32_t>(pairs).subspan(2 * index_[0], 2);
    return concat(row("candidate"), " (proposal ", values[0], ", ", class_text_of(values[1]), ")");
  }

  [[nodiscard]] std::string iou_filter() const {
    if (leaf_ == "iou") {
      return labelled("detection", "4_box_head/labels") +
             (index_.size() > 1 ? concat(", true object ", index_[1]) : "");
    }
    if (leaf_ == "truth_masks") {
      return of_row("pixel", row("true object"));
    }
    if (leaf_.starts_with("truth_")) {
      return row("true object") + suffix(1, kCorners);
    }
    if (leaf_ == "boxes" || leaf_ == "scores" || leaf_ == "labels") {
      return labelled("kept detection", "5_iou_filter/labels") + suffix(1, kCorners);
    }
    return labelled("detection", "4_box_head/labels");
  }

  [[nodiscard]] std::string mask_stage() const {
    const std::string mask =
        labelled("mask", trace_.has("6_masks/labels") ? "6_masks/labels" : "5_iou_filter/labels");
    if (leaf_ == "regions") {
      return mask + bin();
    }
    if (leaf_ == "boxes" || leaf_ == "scores" || leaf_ == "labels") {
      return mask + suffix(1, kCorners);
    }
    return of_row(leaf_ == "masks" ? "pixel" : "cell", mask);
  }

  /// "pixel (3,4) of mask 2"
  [[nodiscard]] std::string of_row(const std::string& what, const std::string& row_words) const {
    return index_.size() < 3 ? row_words : cell(what, 1) + " of " + row_words;
  }

  /// ", bin (3,4), channel 200" of an index (row, channel, y, x)
  [[nodiscard]] std::string bin() const {
    return index_.size() < 4 ? "" : concat(", ", cell("bin", 2), ", channel ", index_[1]);
  }

  /// "cell (34,97)", from two axes
  [[nodiscard]] std::string cell(const std::string& what, std::size_t axis) const {
    return index_.size() < axis + 2 ? what + "s"
                                    : concat(what, " (", index_[axis], ",", index_[axis + 1], ")");
  }

  [[nodiscard]] std::string row(const std::string& what) const {
    return concat(what, " ", index_[0]);
  }

  /// "detection 3 (class star)"
  [[nodiscard]] std::string labelled(const std::string& what, const std::string& labels) const {
    const auto label = value_in(labels, index_[0]);
    return row(what) + (label ? " (" + class_text_of(*label) + ")" : "");
  }

  [[nodiscard]] std::string class_text(std::size_t label) const {
    return class_text_of(static_cast<std::int32_t>(label));
  }

  [[nodiscard]] std::string class_text_of(std::int32_t label) const {
    const auto manifest = trace_.manifest();
    if (manifest && label >= 0 && manifest->config.contains("classes")) {
      const nlohmann::json& classes = manifest->config["classes"];
      const auto place = static_cast<std::size_t>(label);
      if (classes.is_array() && place < classes.size() && classes[place].is_string()) {
        return "class " + one_line(classes[place].get<std::string>(), kShownBytes);
      }
    }
    return concat("class ", label);
  }

  /// An element of a list of whole numbers, if there is one.
  [[nodiscard]] std::optional<std::int32_t> value_in(const std::string& list,
                                                     std::size_t place) const {
    if (!trace_.has(list)) {
      return std::nullopt;
    }
    const Array array = trace_.read(list);
    if (array.dtype != DType::i32 || array.shape.size() != 1 || place >= array.shape[0]) {
      return std::nullopt;
    }
    return values_of<std::int32_t>(array)[place];
  }

  template <std::size_t N>
  static std::string name_in(const std::array<const char*, N>& names, std::size_t place) {
    return place < N ? names[place] : concat(place);
  }

  template <std::size_t N>
  [[nodiscard]] std::string suffix(std::size_t axis,
                                   const std::array<const char*, N>& names) const {
    return axis < index_.size() ? ", " + name_in(names, index_[axis]) : "";
  }

  static std::string joined(const std::string& a, const std::string& b) {
    return b.empty() ? a : a + ", " + b;
  }

  const TraceFolder& trace_;
  const std::vector<std::size_t>& index_;
  std::string folder_;
  std::string leaf_;
};

}  // namespace

std::string describe_element(const std::string& array, const std::vector<std::size_t>& index,
                             const TraceFolder& trace) {
  const std::string words = index.empty() ? "" : Element(array, index, trace).words();
  return words.empty() ? array + shape_text(index) : words;
}

}  // namespace mrcnn
