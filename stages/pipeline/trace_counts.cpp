#include "stages/pipeline/trace_counts.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/trace/npy.hpp"

#include "stages/pipeline/array_table.hpp"

namespace mrcnn {
namespace {

/// One axis of a row of the table: "4" is the number 4, "R" as many as in every other array with an
/// R, "4K" four times that; a lower-case letter is any number.
struct Axis {
  std::size_t factor = 1;
  std::string letter;  // empty: the factor is the extent
};

Axis parse_axis(const std::string& text) {
  const auto digits =
      std::find_if(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) == 0; });
  const std::string number(text.begin(), digits);
  return {number.empty() ? 1 : std::stoul(number), std::string(digits, text.end())};
}

std::vector<Axis> axes_of(const ArrayRow& row) {
  std::istringstream words(row.axes);
  std::vector<Axis> axes;
  for (std::string word; words >> word;) {
    axes.push_back(parse_axis(word));
  }
  return axes;
}

/// What a letter stands for in one trace, and the array that said so first.
struct Extent {
  std::size_t value = 0;
  std::string array;
};

class Counts {
 public:
  explicit Counts(const TraceFolder& trace) : trace_(&trace) {}

  void add(const ArrayRow& row) {
    const std::vector<std::size_t> shape = read_npy_header(trace_->path_of(row.name)).shape;
    const std::vector<Axis> axes = axes_of(row);
    if (shape.size() != axes.size()) {
      fail(row, concat("wrong number of axes, expected ", axes.size()), shape);
    }
    for (std::size_t i = 0; i < axes.size(); ++i) {
      add_axis(row, shape, i, axes[i]);
    }
    has_keep_ = has_keep_ || row.name == kKeep;
  }

  /// What does not follow from one letter.
  void check_sums() const {
    check_candidates();
    check_kept();
  }

 private:
  /// One candidate per proposal and class but the background.
  void check_candidates() const {
    if (has("R") && has("K") && has("N") && extents_.at("K").value > 0) {
      check_rows(extents_.at("N"), extents_.at("R").value * (extents_.at("K").value - 1),
                 "one per proposal and class");
    }
  }

  /// As many valid detections as flags that are set.
  void check_kept() const {
    if (!has("D'") || !has_keep_) {
      return;
    }
    const Array flags = trace_->read(kKeep);
    const auto unset = std::count(flags.bytes.begin(), flags.bytes.end(), std::byte{0});
    if (flags.dtype == DType::u8) {
      check_rows(extents_.at("D'"), flags.bytes.size() - static_cast<std::size_t>(unset),
                 std::string("as many as ") + kKeep + " has set");
    }
  }

  void add_axis(const ArrayRow& row, const std::vector<std::size_t>& shape, std::size_t i,
                const Axis& axis) {
    if (axis.letter.empty()) {
      if (shape[i] != axis.factor) {
        fail(row, concat("axis ", i, " has the wrong size, expected ", axis.factor), shape);
      }
      return;
    }
    if (std::islower(static_cast<unsigned char>(axis.letter[0])) != 0) {
      return;
    }
    if (shape[i] % axis.factor != 0) {
      fail(row, concat("axis ", i, " has the wrong size, expected a multiple of ", axis.factor),
           shape);
    }
    const std::size_t value = shape[i] / axis.factor;
    const Extent& known = extents_.emplace(axis.letter, Extent{value, row.name}).first->second;
    if (known.value != value) {
      fail(row,
           concat("counts contradict, expected ", known.value * axis.factor, " in axis ", i,
                  " to go with ", known.array),
           shape);
    }
  }

  [[nodiscard]] bool has(const std::string& letter) const { return extents_.count(letter) > 0; }

  void check_rows(const Extent& rows, std::size_t expected, const std::string& reason) const {
    if (rows.value != expected) {
      throw InputError(concat(file(rows.array), ": counts contradict, expected ", expected,
                              " rows, ", reason, ", got ", rows.value));
    }
  }

  [[noreturn]] void fail(const ArrayRow& row, const std::string& reason,
                         const std::vector<std::size_t>& shape) const {
    throw InputError(concat(file(row.name), ": ", reason, ", got ", shape_text(shape)));
  }

  [[nodiscard]] std::string file(const std::string& array) const {
    return path_text(trace_->path_of(array));
  }

  static constexpr const char* kKeep = "5_iou_filter/keep";

  const TraceFolder* trace_;
  bool has_keep_ = false;
  std::map<std::string, Extent> extents_;  // by letter
};

}  // namespace

void check_counts(const TraceFolder& trace) {
  const std::vector<std::string> names = trace.arrays();
  check_counts(trace, {names.begin(), names.end()});
}

void check_counts(const TraceFolder& trace, const std::set<std::string>& names) {
  Counts counts(trace);
  for (const ArrayRow& row : array_table()) {
    if (names.contains(row.name) && trace.has(row.name)) {
      counts.add(row);
    }
  }
  counts.check_sums();
}

}  // namespace mrcnn
