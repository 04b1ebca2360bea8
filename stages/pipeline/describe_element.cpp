#include "stages/pipeline/describe_element.hpp"

#include <array>
#include <optional>
#include <sstream>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/trace/array.hpp"

#include "stages/pipeline/anchor_place.hpp"
#include "stages/pipeline/array_table.hpp"

namespace mrcnn {
namespace {

constexpr std::array<const char*, 4> kCorners = {"x1", "y1", "x2", "y2"};
constexpr std::array<const char*, 4> kDeltas = {"dx", "dy", "dw", "dh"};
constexpr std::array<const char*, 3> kColors = {"red", "green", "blue"};
constexpr std::array<const char*, 2> kSides = {"height", "width"};

/// An array of int32 with `columns` columns (0: a list) of a trace, if it has one.
std::optional<Array> integers(const TraceFolder& trace, const std::string& name,
                              std::size_t columns = 0) {
  if (!trace.has(name)) {
    return std::nullopt;
  }
  Array array = trace.read(name);
  const bool fits =
      columns == 0 ? array.shape.size() == 1 : array.shape.size() == 2 && array.shape[1] == columns;
  return array.dtype == DType::i32 && fits ? std::optional(std::move(array)) : std::nullopt;
}

std::optional<std::int32_t> integer_at(const TraceFolder& trace, const std::string& name,
                                       std::size_t row) {
  const std::optional<Array> list = integers(trace, name);
  return list && row < list->shape[0] ? std::optional(values_of<std::int32_t>(*list)[row])
                                      : std::nullopt;
}

std::string class_text(const TraceFolder& trace, std::int32_t label) {
  constexpr std::size_t kShownBytes = 40;
  const auto manifest = trace.manifest();
  if (manifest && label >= 0 && manifest->config.contains("classes")) {
    const nlohmann::json& classes = manifest->config["classes"];
    const auto row = static_cast<std::size_t>(label);
    if (classes.is_array() && row < classes.size() && classes[row].is_string()) {
      return "class " + one_line(classes[row].get<std::string>(), kShownBytes);
    }
  }
  return concat("class ", label);
}

/// "detection 3 (class star)"
std::string labelled(const TraceFolder& trace, const std::string& what, std::size_t row,
                     const std::string& labels) {
  const auto label = integer_at(trace, labels, row);
  return concat(what, " ", row) + (label ? " (" + class_text(trace, *label) + ")" : "");
}

std::string anchor_text(const TraceFolder& trace, std::size_t anchor) {
  const auto place = anchor_place(trace, anchor);
  return concat("anchor ", anchor) + (place ? " = " + text_of(*place) : "");
}

/// A candidate for a proposal: "candidate 12 of P4 (anchor 171000 = ...)"
std::string candidate_text(const TraceFolder& trace, std::size_t row) {
  const auto level = integer_at(trace, "2_proposals/candidate_levels", row);
  const auto anchor = integer_at(trace, "2_proposals/candidate_anchors", row);
  return concat("candidate ", row) + (level ? concat(" of P", *level) : "") +
         (anchor && *anchor >= 0
              ? " (" + anchor_text(trace, static_cast<std::size_t>(*anchor)) + ")"
              : "");
}

/// A candidate for a detection is a proposal and a class.
std::string pair_text(const TraceFolder& trace, std::size_t row) {
  const std::optional<Array> pairs = integers(trace, "4_box_head/candidates", 2);
  if (!pairs || row >= pairs->shape[0]) {
    return concat("candidate ", row);
  }
  const auto pair = values_of<std::int32_t>(*pairs).subspan(2 * row, 2);
  return concat("candidate ", row, " (proposal ", pair[0], ", ", class_text(trace, pair[1]), ")");
}

/// What the row of an array is, by the letter of its first axis; empty for maps and images.
std::string row_text(const TraceFolder& trace, const std::string& array, const std::string& letter,
                     std::size_t row) {
  if (letter == "A") {
    return anchor_text(trace, row);
  }
  if (letter == "M") {
    return candidate_text(trace, row);
  }
  if (letter == "R") {
    return concat("proposal ", row);
  }
  if (letter == "N") {
    return pair_text(trace, row);
  }
  if (letter == "D") {
    return labelled(trace, "detection", row, "4_box_head/labels");
  }
  if (letter == "G") {
    return concat("true object ", row);
  }
  if (letter == "D'") {
    return labelled(trace, array.starts_with("6_masks/") ? "mask" : "kept detection", row,
                    "5_iou_filter/labels");
  }
  return "";
}

template <std::size_t N>
std::string name_in(const std::array<const char*, N>& names, std::size_t i) {
  return i < N ? names[i] : concat(i);
}

/// What one number on an axis means that counts neither rows nor cells.
std::string column_text(const TraceFolder& trace, const ArrayRow& row, const std::string& axis,
                        std::size_t i) {
  if (axis == "C" || axis == "c") {
    return concat("channel ", i);
  }
  if (axis == "G") {
    return concat("true object ", i);
  }
  if (axis == "K") {
    return class_text(trace, static_cast<std::int32_t>(i));
  }
  if (axis == "4K") {
    return class_text(trace, static_cast<std::int32_t>(i / 4)) + ", " + kDeltas[i % 4];
  }
  if (axis == "4") {
    return name_in(row.name.ends_with("deltas") ? kDeltas : kCorners, i);
  }
  if (axis == "3") {
    return name_in(kColors, i);
  }
  return axis == "2" && row.axes == axis ? name_in(kSides, i) : "";
}

/// "pixel", "bin" or "cell" if this axis and the next are rows and columns of a map.
std::string cell_word(const std::string& axis) {
  if (axis == "H" || axis == "H0") {
    return "pixel";
  }
  if (axis == "S" || axis == "S'") {
    return "bin";
  }
  return axis == "h" || axis == "2S'" ? "cell" : "";
}

/// "P3" for 1_features/p3, "lateral3" for 1_features/lateral3
std::string map_text(const std::string& array) {
  std::string map = array.substr(array.find('/') + 1);
  if (map.size() == 2) {
    map[0] = map[0] == 'p' ? 'P' : 'C';
  }
  return map;
}

std::string text_of(const TraceFolder& trace, const ArrayRow& row,
                    const std::vector<std::size_t>& index) {
  std::istringstream words(row.axes);
  std::vector<std::string> axes;
  for (std::string word; words >> word;) {
    axes.push_back(word);
  }
  const bool is_map = row.name.starts_with("1_features/");
  const std::string subject =
      is_map ? map_text(row.name) : row_text(trace, row.name, axes[0], index[0]);
  std::string cell;
  std::string column;
  for (std::size_t i = subject.empty() || is_map ? 0 : 1; i < index.size() && i < axes.size();
       ++i) {
    const std::string word = cell_word(axes[i]);
    if (word.empty()) {
      column = column_text(trace, row, axes[i], index[i]);
    } else if (i + 1 < index.size()) {
      cell = concat(word, " (", index[i], ",", index[i + 1], ")");
      ++i;
    }
  }
  const bool is_one_map_per_row = !subject.empty() && column.empty() && !cell.empty();
  return is_one_map_per_row ? cell + " of " + subject
                            : joined(std::array{subject, cell, column}, ", ");
}

}  // namespace

std::string describe_element(const std::string& array, const std::vector<std::size_t>& index,
                             const TraceFolder& trace) {
  const ArrayRow* row = find_array(array);
  const std::string text = row == nullptr || index.empty() ? "" : text_of(trace, *row, index);
  return text.empty() ? array + shape_text(index) : text;
}

}  // namespace mrcnn
