#include "stages/program/compare/compare_selection.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "common/trace/array_values.hpp"

namespace mrcnn {
namespace {

constexpr double kSameBox = 1e-3;  // pixels
constexpr std::int32_t kNoRow = std::numeric_limits<std::int32_t>::min();

bool is_result(std::string_view leaf) {
  constexpr std::array<std::string_view, 5> kResult = {"boxes", "scores", "labels", "proposals",
                                                       "kept"};
  return std::find(kResult.begin(), kResult.end(), leaf) != kResult.end();
}

/// Where the list of a group ends: how many rows, and the lowest score.
struct GroupEnd {
  std::size_t rows = 0;
  double lowest = std::numeric_limits<double>::infinity();
};

std::map<std::int32_t, GroupEnd> group_ends(const Selection& selection) {
  std::map<std::int32_t, GroupEnd> ends;
  for (std::size_t row = 0; row < selection.scores.size(); ++row) {
    GroupEnd& end = ends[selection.groups[row]];
    ++end.rows;
    end.lowest = std::min(end.lowest, double{selection.scores[row]});
  }
  return ends;
}

/// Rows that fell out of the best of their group, or came in, at its very end.
std::vector<std::size_t> near_the_cut(const std::vector<std::size_t>& rows, const Selection& here,
                                      const Selection& there) {
  const auto ends_here = group_ends(here);
  const auto ends_there = group_ends(there);
  std::vector<std::size_t> excused;
  for (const std::size_t row : rows) {
    const auto end = ends_there.find(here.groups[row]);
    if (end != ends_there.end() && end->second.rows == ends_here.at(here.groups[row]).rows &&
        double{here.scores[row]} <= end->second.lowest + kScoreGap) {
      excused.push_back(row);
    }
  }
  return excused;
}

std::vector<std::size_t> near_the_end(const std::vector<std::size_t>& rows,
                                      std::span<const float> here, std::span<const float> there) {
  std::vector<std::size_t> excused;
  for (const std::size_t row : rows) {
    if (here.size() == there.size() && double{here[row]} <= double{there.back()} + kScoreGap) {
      excused.push_back(row);
    }
  }
  return excused;
}

template <class T>
std::vector<T> of_kept(const Selection& selection, const std::vector<T>& column) {
  std::vector<T> kept;
  for (const std::size_t row : selection.kept) {
    kept.push_back(column[row]);
  }
  return kept;
}

/// What the rows of the result are called; row i of zeros is -1 - i.
std::vector<std::int64_t> result_keys(const Selection& selection) {
  std::vector<std::int64_t> keys = of_kept(selection, selection.keys);
  for (std::size_t i = 0; i < selection.zero_rows; ++i) {
    keys.push_back(-1 - static_cast<std::int64_t>(i));
  }
  return keys;
}

}  // namespace

SelectionComparison::SelectionComparison(const TracePair& traces, std::string folder)
    : traces_(traces), folder_(std::move(folder)) {
  a_ = load_selection(traces_.a, folder_, traces_);
  b_ = load_selection(traces_.b, folder_, traces_);
  if (a_ && b_) {
    match_by_key();
  }
  if (!result_) {
    match_by_content();
  }
}

void SelectionComparison::match_by_key() {
  auto candidates = pair_by_key(a_->keys, b_->keys);
  auto result = pair_by_key(result_keys(*a_), result_keys(*b_));
  if (!candidates || !result) {
    return;
  }
  partner_of_a_.resize(a_->keys.size());
  partner_of_b_.resize(b_->keys.size());
  for (const auto& pair : candidates->pairs) {
    partner_of_a_[pair.a] = pair.b;
    partner_of_b_[pair.b] = pair.a;
  }
  candidates_ = match_candidates(std::move(*candidates));
  result_ = match_result(std::move(*result));
}

RowMatch SelectionComparison::match_candidates(RowPairing pairing) const {
  RowMatch match;
  match.moved = moved_rows(pairing, a_->scores, a_->groups);
  match.excused_only_a = near_the_cut(pairing.only_a, *a_, *b_);
  match.excused_only_b = near_the_cut(pairing.only_b, *b_, *a_);
  match.pairing = std::move(pairing);
  return match;
}

/// A row is in one result only: as a candidate it must be in both traces, or near the cut there.
RowMatch SelectionComparison::match_result(RowPairing pairing) const {
  RowMatch match;
  std::vector<float> scores = of_kept(*a_, a_->scores);
  scores.resize(scores.size() + a_->zero_rows, 0.0F);
  match.moved = moved_rows(pairing, scores, {});
  const SelectionCheck check_a(*a_);
  const SelectionCheck check_b(*b_);
  const auto excuse = [](const auto& rows, const Selection& here, const SelectionCheck& check_here,
                         const SelectionCheck& check_there, const auto& partners,
                         const std::vector<std::size_t>& near_cut) {
    std::vector<std::size_t> excused;
    for (const std::size_t row : rows) {
      if (row >= here.kept.size()) {  // zeros stand for a row that the other list has
        excused.push_back(row);
        continue;
      }
      const std::size_t candidate = here.kept[row];
      const auto partner = partners[candidate];
      const bool there_too =
          partner ? check_there.could_decide_so(*partner)
                  : std::find(near_cut.begin(), near_cut.end(), candidate) != near_cut.end();
      if (there_too && check_here.could_decide_so(candidate)) {
        excused.push_back(row);
      }
    }
    return excused;
  };
  match.excused_only_a =
      excuse(pairing.only_a, *a_, check_a, check_b, partner_of_a_, candidates_->excused_only_a);
  match.excused_only_b =
      excuse(pairing.only_b, *b_, check_b, check_a, partner_of_b_, candidates_->excused_only_b);
  match.pairing = std::move(pairing);
  return match;
}

void SelectionComparison::match_by_content() {
  const auto boxes_a = traces_.a.list(folder_ + "/boxes", DType::f32, 4);
  const auto boxes_b = traces_.b.list(folder_ + "/boxes", DType::f32, 4);
  const auto scores_a = traces_.a.list(folder_ + "/scores", DType::f32, 0);
  const auto scores_b = traces_.b.list(folder_ + "/scores", DType::f32, 0);
  if (!boxes_a || !boxes_b || !scores_a || !scores_b) {
    return;
  }
  RowContent a{values_of<float>(*boxes_a), values_of<float>(*scores_a), {}};
  RowContent b{values_of<float>(*boxes_b), values_of<float>(*scores_b), {}};
  const auto labels_a = traces_.a.list(folder_ + "/labels", DType::i32, 0);
  const auto labels_b = traces_.b.list(folder_ + "/labels", DType::i32, 0);
  if (labels_a && labels_b) {
    a.labels = values_of<std::int32_t>(*labels_a);
    b.labels = values_of<std::int32_t>(*labels_b);
  }
  RowMatch match;
  match.pairing = pair_by_content(a, b, kSameBox);
  match.moved = moved_rows(match.pairing, a.scores, {});
  match.excused_only_a = near_the_end(match.pairing.only_a, a.scores, b.scores);
  match.excused_only_b = near_the_end(match.pairing.only_b, b.scores, a.scores);
  result_ = std::move(match);
}

ArrayComparison SelectionComparison::compare(const std::string& array, const Bound& bound,
                                             const Words& words) const {
  const std::string leaf = array.substr(folder_.size() + 1);
  const Array a = traces_.a.folder.read(array);
  Array b = traces_.b.folder.read(array);
  const std::optional<RowMatch>& match = is_result(leaf) ? result_ : candidates_;
  if (!match) {
    return compare_elements(array, a, b, bound, words);
  }
  if (candidates_ && (leaf == "kept" || leaf == "suppressed_by") && b.dtype == DType::i32) {
    b = in_rows_of_a(std::move(b));
  }
  if (leaf != "suppressed_by") {
    return compare_rows(array, a, b, bound, *match, words);
  }
  const SelectionCheck check_a(*a_);
  const SelectionCheck check_b(*b_);
  return compare_rows(array, a, b, bound, *match, words, [&](std::size_t pair) {
    const auto [row_a, row_b] = match->pairing.pairs[pair];
    return check_a.could_decide_so(row_a) && check_b.could_decide_so(row_b);
  });
}

/// Row numbers of b's candidates as those of their partners in a; reasons (below 0) stay.
Array SelectionComparison::in_rows_of_a(Array indices_of_b) const {
  std::vector<std::int32_t> rows(element_count(indices_of_b.shape));
  const auto values = values_of<std::int32_t>(indices_of_b);
  std::transform(values.begin(), values.end(), rows.begin(), [&](std::int32_t row) {
    if (row < 0) {
      return row;
    }
    const auto index = static_cast<std::size_t>(row);
    const bool has_partner = index < partner_of_b_.size() && partner_of_b_[index];
    return has_partner ? static_cast<std::int32_t>(*partner_of_b_[index]) : kNoRow;
  });
  const auto bytes = std::as_bytes(std::span(rows));
  indices_of_b.bytes.assign(bytes.begin(), bytes.end());
  return indices_of_b;
}

}  // namespace mrcnn
