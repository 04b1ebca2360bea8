#include "stages/program/compare/selection_match.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "common/trace/array.hpp"

#include "stages/program/compare/detection_match.hpp"

namespace mrcnn {
namespace {

constexpr std::int32_t kNoRow = std::numeric_limits<std::int32_t>::min();

bool within_gap(float a, float b, double gap) {
  return std::abs(double{a} - double{b}) <= gap;
}

/// Rows that are in the order of their scores inside each group.
struct RankedRows {
  std::vector<float> scores;
  std::vector<std::int32_t> groups = std::vector<std::int32_t>(scores.size(), 0);

  /// Whether two rows may be in either order: the same group and nearly the same score.
  [[nodiscard]] auto ties() const {
    return [this](std::size_t row, std::size_t other) {
      return groups[row] == groups[other] && within_gap(scores[row], scores[other], kScoreGap);
    };
  }

  /// The number of rows and the lowest score of each group.
  [[nodiscard]] auto group_ends() const {
    std::map<std::int32_t, std::pair<std::size_t, double>> ends;
    for (std::size_t row = 0; row < scores.size(); ++row) {
      auto& [rows, lowest] = ends[groups[row]];
      lowest = rows == 0 ? double{scores[row]} : std::min(lowest, double{scores[row]});
      ++rows;
    }
    return ends;
  }
};

/// Exempts rows at the very end of their group, where the other list has another row in their
/// place.
void exempt_group_ends(RowMatch& match, const RankedRows& a, const RankedRows& b) {
  const auto ends_a = a.group_ends();
  const auto ends_b = b.group_ends();
  const auto is_end = [](const RankedRows& list, const auto& here, const auto& there) {
    return [&](std::size_t row) {
      const auto end = there.find(list.groups[row]);
      return end != there.end() && end->second.first == here.at(list.groups[row]).first &&
             double{list.scores[row]} <= end->second.second + kScoreGap;
    };
  };
  match.a.exempt(is_end(a, ends_a, ends_b));
  match.b.exempt(is_end(b, ends_b, ends_a));
}

/// The keys of the result's rows; row i of zeros is -1 - i.
std::vector<std::int64_t> result_keys(const Selection& selection) {
  std::vector<std::int64_t> keys;
  for (const std::size_t row : selection.kept) {
    keys.push_back(selection.keys[row]);
  }
  for (std::size_t i = 0; i < selection.zero_rows; ++i) {
    keys.push_back(-1 - static_cast<std::int64_t>(i));
  }
  return keys;
}

bool is_same_row(const DetectionList& a, std::size_t i, const DetectionList& b, std::size_t j) {
  const Box& p = a.boxes[i];
  const Box& q = b.boxes[j];
  return a.labels[i] == b.labels[j] && within_gap(a.scores[i], b.scores[j], kScoreGap) &&
         within_gap(p.x1, q.x1, kBoxGap) && within_gap(p.y1, q.y1, kBoxGap) &&
         within_gap(p.x2, q.x2, kBoxGap) && within_gap(p.y2, q.y2, kBoxGap);
}

/// Keys for the rows of b: the row of a with the same content, at the same position if it fits,
/// else the first unpaired one; a new key if there is none.
std::vector<std::int64_t> keys_by_content(const DetectionList& a, const DetectionList& b) {
  std::vector<std::int64_t> keys(b.scores.size());
  std::iota(keys.begin(), keys.end(), static_cast<std::int64_t>(a.scores.size()));
  std::vector<bool> paired_a(a.scores.size(), false);
  std::vector<bool> paired_b(b.scores.size(), false);
  const auto pair = [&](std::size_t i, std::size_t j) {
    keys[j] = static_cast<std::int64_t>(i);
    paired_a[i] = paired_b[j] = true;
  };
  for (std::size_t row = 0; row < std::min(a.scores.size(), b.scores.size()); ++row) {
    if (is_same_row(a, row, b, row)) {
      pair(row, row);
    }
  }
  for (std::size_t i = 0; i < a.scores.size(); ++i) {
    const auto near = std::partition_point(b.scores.begin(), b.scores.end(), [&](float score) {
      return double{score} > double{a.scores[i]} + kScoreGap;
    });
    for (auto j = static_cast<std::size_t>(near - b.scores.begin());
         !paired_a[i] && j < b.scores.size() && within_gap(a.scores[i], b.scores[j], kScoreGap);
         ++j) {
      if (!paired_b[j] && is_same_row(a, i, b, j)) {
        pair(i, j);
      }
    }
  }
  return keys;
}

}  // namespace

SelectionMatch::SelectionMatch(const TracePair& traces, const std::string& folder)
    : a_(load_selection(traces.a, folder, traces.config)),
      b_(load_selection(traces.b, folder, traces.config)) {
  if (a_ && b_) {
    match_by_key();
  }
  if (!selected_) {
    match_by_content(traces, folder);
  }
}

void SelectionMatch::match_by_key() {
  const RankedRows in_a{a_->scores, a_->groups};
  candidates_ = match_rows(a_->keys, b_->keys, in_a.ties());
  std::vector<float> scores;
  for (const std::size_t row : a_->kept) {
    scores.push_back(a_->scores[row]);
  }
  scores.resize(scores.size() + a_->zero_rows, 0.0F);
  selected_ = match_rows(result_keys(*a_), result_keys(*b_), RankedRows{scores}.ties());
  if (!candidates_ || !selected_) {
    candidates_.reset();
    selected_.reset();
    return;
  }
  exempt_group_ends(*candidates_, in_a, {b_->scores, b_->groups});
  const auto justified = [](const RowMatch::List& candidates, const Selection& here,
                            const Selection& there) {
    return [&](std::size_t row) {
      if (row >= here.kept.size()) {  // zeros stand for a row that the other list has
        return true;
      }
      const std::size_t candidate = here.kept[row];
      const auto partner = candidates.partner[candidate];
      return is_justified(here, candidate) &&
             (partner ? is_justified(there, *partner) : candidates.is_exempted[candidate]);
    };
  };
  selected_->a.exempt(justified(candidates_->a, *a_, *b_));
  selected_->b.exempt(justified(candidates_->b, *b_, *a_));
}

void SelectionMatch::match_by_content(const TracePair& traces, const std::string& folder) {
  const bool with_labels = traces.both_have(folder + "/labels");
  const auto a = read_detections(traces.a, folder, with_labels);
  const auto b = read_detections(traces.b, folder, with_labels);
  if (a && b) {
    std::vector<std::int64_t> rows(a->scores.size());
    std::iota(rows.begin(), rows.end(), std::int64_t{0});
    const RankedRows in_a{a->scores};
    selected_ = match_rows(rows, keys_by_content(*a, *b), in_a.ties());
    exempt_group_ends(*selected_, in_a, {b->scores});
  }
}

Exemptions SelectionMatch::exemptions(const std::string& array, Tie tie) const {
  Exemptions result{{}, tie == Tie::selected ? selected_ : candidates_};
  if (candidates_ && array.ends_with("/suppressed_by")) {
    result.is_exempt = [this](std::size_t pair) {
      return is_justified(*a_, candidates_->rows_a[pair]) &&
             is_justified(*b_, candidates_->rows_b[pair]);
    };
  }
  return result;
}

Array SelectionMatch::in_rows_of_a(const std::string& array, Array array_b) const {
  const bool holds_rows = array.ends_with("/suppressed_by") || array.ends_with("/kept");
  if (!candidates_ || !holds_rows || array_b.dtype != DType::i32) {
    return array_b;
  }
  const auto& partners = candidates_->b.partner;
  std::vector<std::int32_t> rows;
  for (const std::int32_t row : values_of<std::int32_t>(array_b)) {
    const auto index = static_cast<std::size_t>(row);
    const bool has_partner = row >= 0 && index < partners.size() && partners[index];
    rows.push_back(row < 0       ? row
                   : has_partner ? static_cast<std::int32_t>(*partners[index])
                                 : kNoRow);
  }
  const auto bytes = std::as_bytes(std::span(rows));
  array_b.bytes.assign(bytes.begin(), bytes.end());
  return array_b;
}

}  // namespace mrcnn
