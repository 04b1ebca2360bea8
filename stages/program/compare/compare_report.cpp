#include "stages/program/compare/compare_report.hpp"

#include <algorithm>
#include <array>
#include <iomanip>
#include <sstream>
#include <vector>

#include "common/error.hpp"

namespace mrcnn {
namespace {

using Row = std::array<std::string, 6>;

constexpr std::array<const char*, 5> kUlpNames = {"0", "1", "2-3", "4-15", "16+"};

std::string number(double value, int digits = 3) {
  std::ostringstream out;
  out << std::setprecision(digits) << value;
  return out.str();
}

/// "2 missing, 1 extra, 4 moved, 7 excused"; nothing if there is nothing to count.
std::string counts_text(const ArrayComparison& array) {
  std::string counts;
  const auto add = [&](std::size_t count, const char* what) {
    if (count > 0) {
      counts += concat(counts.empty() ? "" : ", ", count, " ", what);
    }
  };
  add(array.rows.missing, "missing");
  add(array.rows.extra, "extra");
  add(array.rows.moved, "moved");
  add(array.rows.excused + (array.difference ? array.difference->excused : 0), "excused");
  return counts;
}

/// The bound in the array's own unit.
std::string allowed_text(const ArrayComparison& array, Mode mode) {
  if (mode == Mode::kChained) {
    return "";
  }
  return array.bound.kind == Bound::Kind::kExact || !array.difference
             ? text_of(array.bound)
             : number(array.difference->allowed);
}

Row row_of(const std::string& step, const ArrayComparison& array, Mode mode) {
  const std::string counts = counts_text(array);
  std::string remark = array.worst;
  if (!counts.empty()) {
    remark = counts + (remark.empty() ? "" : "; " + remark);
  }
  return {step,
          array.array,
          name_of(array.verdict),
          array.difference ? number(array.difference->max_abs) : "",
          allowed_text(array, mode),
          remark};
}

/// Columns as wide as their longest entry, but the last one, which may be long.
std::string aligned(const std::vector<Row>& rows) {
  std::array<std::size_t, 6> widths{};
  for (const Row& row : rows) {
    for (std::size_t column = 0; column + 1 < row.size(); ++column) {
      widths[column] = std::max(widths[column], row[column].size());
    }
  }
  std::string lines;
  for (const Row& row : rows) {
    std::string line = " ";
    for (std::size_t column = 0; column < row.size(); ++column) {
      line += " " + row[column];
      if (column + 1 < row.size()) {
        line += std::string(widths[column] - row[column].size() + 1, ' ');
      }
    }
    lines += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return lines;
}

std::string table_of(const Comparison& comparison, Mode mode) {
  std::vector<Row> rows = {{"step", "array", "verdict", "max abs",
                            mode == Mode::kIsolated ? "allowed" : "",
                            "worst element: A against B"}};
  std::string reasons;
  for (const StepComparison& step : comparison.steps) {
    if (step.mode != mode) {
      continue;
    }
    for (const ArrayComparison& array : step.arrays) {
      rows.push_back(row_of(step.step, array, mode));
    }
    if (mode == Mode::kChained) {
      reasons += concat("  ", step.step, " is chained: ", step.why_chained, "\n");
    }
  }
  if (rows.size() == 1) {
    return "";
  }
  const std::string title =
      mode == Mode::kIsolated
          ? "Isolated: what the step reads is equal in both traces, so each array has its bound\n"
          : "Chained: what the step reads differs, so only the final detections are judged\n";
  return "\n" + title + aligned(rows) + reasons;
}

/// All numbers of an array that broke its bound.
std::string details(const ArrayComparison& array) {
  if (!array.difference) {
    return concat("\n", array.array, ": ", array.mismatch, "\n");
  }
  const ArrayDifference& d = *array.difference;
  std::string lines =
      concat("\n", array.array, ": ", d.beyond, " of ", d.elements, " elements beyond the bound (",
             text_of(array.bound), "), ", d.differing, " differ, ", d.not_finite, " not finite\n",
             "  max abs ", number(d.max_abs), ", max rel ", number(d.max_rel), ", relative L2 ",
             number(d.relative_l2), ", largest value ", number(d.largest), "\n  ULPs apart:");
  for (std::size_t i = 0; i < d.ulps.size(); ++i) {
    lines += concat(i == 0 ? " " : ", ", kUlpNames[i], ": ", d.ulps[i]);
  }
  lines += "\n  first differing:";
  for (const DifferingPair& pair : d.first) {
    lines +=
        concat(" [", pair.element, "] ", number(pair.a, 9), " against ", number(pair.b, 9), ";");
  }
  return lines + "\n";
}

std::string all_details(const Comparison& comparison) {
  std::string lines;
  for (const StepComparison& step : comparison.steps) {
    for (const ArrayComparison& array : step.arrays) {
      lines += array.verdict == Verdict::kBroken ? details(array) : "";
    }
  }
  return lines;
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) {
    all += (all.empty() ? "" : ", ") + name;
  }
  return all;
}

std::string detections_text(const Comparison& comparison) {
  if (!comparison.needs_detections()) {
    return "";
  }
  if (!comparison.detections) {
    return comparison.steps_not_looked_at > 0 ? ""
                                              : "\nFinal detections: none in both traces, so the "
                                                "chained steps cannot be judged.\n";
  }
  const DetectionMatch& match = *comparison.detections;
  return concat("\nFinal detections (", comparison.detections_from, "): ", match.count_a, " in A, ",
                match.count_b, " in B, ", match.partners(),
                " with a partner (same class, IoU >= ", kPartnerIou, ", score within ",
                kPartnerScore, "); ", match.only_a.size(), " of A and ", match.only_b.size(),
                " of B without, at most ", match.may_lack, " may be.\n");
}

std::string summary(const Comparison& comparison) {
  std::string lines;
  const ArrayComparison* different = comparison.first_different();
  const ArrayComparison* broken = comparison.first_broken();
  if (different == nullptr) {
    lines += "No array differs.\n";
  } else {
    lines +=
        concat("First array that differs: ", different->array, " (", name_of(different->verdict),
               ")", different->worst.empty() ? "" : ", " + different->worst, "\n");
  }
  if (broken != nullptr) {
    lines += concat("First array that breaks its bound: ", broken->array,
                    broken->worst.empty() ? "" : ", " + broken->worst, "\n");
  }
  for (const GivenArray& given : comparison.given) {
    lines += concat("Made by no step, not judged: ", given.array,
                    given.equal ? " (equal)" : " (differs)", "\n");
  }
  if (!comparison.only_in_a.empty()) {
    lines += "Only in A: " + joined(comparison.only_in_a) + "\n";
  }
  if (!comparison.only_in_b.empty()) {
    lines += "Only in B: " + joined(comparison.only_in_b) + "\n";
  }
  if (comparison.steps_not_looked_at > 0) {
    lines += concat("Steps not looked at: ", comparison.steps_not_looked_at,
                    " (--keep-going looks at all)\n");
  }
  return lines;
}

}  // namespace

std::string why_not(const Comparison& comparison) {
  if (const ArrayComparison* broken = comparison.first_broken()) {
    return broken->array + " breaks its bound";
  }
  if (comparison.holds()) {
    return "";
  }
  if (comparison.steps.empty()) {
    return "the traces have no array of any step in common";
  }
  return comparison.detections
             ? "too many final detections have no partner"
             : "chained steps differ and there are no detections to judge them by";
}

std::string report_text(const Comparison& comparison) {
  std::string lines = concat("A  ", comparison.label_a, "\nB  ", comparison.label_b, "\n");
  for (const std::string& note : comparison.notes) {
    lines += "   " + note + "\n";
  }
  lines += table_of(comparison, Mode::kIsolated) + table_of(comparison, Mode::kChained);
  lines += all_details(comparison) + detections_text(comparison) + "\n" + summary(comparison);
  const std::string reason = why_not(comparison);
  return lines + (reason.empty() ? "Holds.\n" : "Does not hold: " + reason + ".\n");
}

}  // namespace mrcnn
