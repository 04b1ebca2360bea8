#include "stages/program/compare/compare_report.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "common/error.hpp"
#include "common/io/number_text.hpp"

namespace mrcnn {
namespace {

using Row = std::array<std::string, 6>;

/// "2 missing, 1 extra, 4 reordered, 7 exempted; the worst element".
std::string remark(const ArrayComparison& array) {
  const auto counted = [](std::size_t count, const char* what) {
    return count > 0 ? concat(count, " ", what) : "";
  };
  const std::size_t elements = array.difference ? array.difference->exempted : 0;
  const std::array counts = {counted(array.rows.missing, "missing"),
                             counted(array.rows.extra, "extra"),
                             counted(array.rows.reordered, "reordered"),
                             counted(array.rows.exempted + elements, "exempted")};
  return joined(std::array{joined(counts, ", "), array.worst}, "; ");
}

Row row_of(const ArrayComparison& array, bool is_forced) {
  const bool has_number = array.difference && array.bound.kind != Bound::Kind::kExact;
  const std::string allowed =
      has_number ? significant_digits(array.difference->allowed) : text_of(array.bound);
  return {array.step,
          array.array,
          name_of(array.verdict),
          array.difference ? significant_digits(array.difference->max_abs) : "",
          is_forced ? allowed : "",
          remark(array)};
}

/// Columns as wide as their longest entry, except the last.
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
      const std::size_t padding = std::max(widths[column], row[column].size()) - row[column].size();
      line += " " + row[column] + std::string(padding + 1, ' ');
    }
    lines += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return lines;
}

/// The steps that are teacher-forced, or those that are not.
std::string table_of(const Comparison& comparison, bool is_forced) {
  std::vector<Row> rows = {{"step", "array", "verdict", "max abs", is_forced ? "allowed" : "",
                            "worst element: A against B"}};
  std::string reasons;
  for (const StepComparison& step : comparison.steps) {
    if (step.is_teacher_forced() == is_forced) {
      for (const ArrayComparison& array : step.arrays) {
        rows.push_back(row_of(array, is_forced));
      }
      reasons += is_forced ? "" : concat("  ", step.step, ": ", step.why_end_to_end, "\n");
    }
  }
  if (rows.size() == 1) {
    return "";
  }
  return concat("\n",
                is_forced
                    ? "Teacher-forced: the step reads the same arrays in both traces; each array "
                      "is held to its bound.\n"
                    : "End-to-end: the inputs of the step differ; only the final detections are "
                      "judged.\n",
                aligned(rows), reasons);
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
             "  max abs ", significant_digits(d.max_abs), ", max rel ",
             significant_digits(d.max_rel), ", relative L2 ", significant_digits(d.relative_l2),
             ", largest value ", significant_digits(d.largest), "\n  ULPs apart:");
  for (std::size_t i = 0; i < d.ulps.size(); ++i) {
    lines += concat(i == 0 ? " " : ", ", kUlpClasses[i], ": ", d.ulps[i]);
  }
  lines += "\n  first differing:";
  for (const DifferingPair& pair : d.first) {
    lines += concat(" [", pair.element, "] ", significant_digits(pair.a, 9), " against ",
                    significant_digits(pair.b, 9), ";");
  }
  return lines + "\n";
}

std::string detections_text(const Comparison& comparison) {
  if (!comparison.detections) {
    return "";
  }
  const DetectionMatch& match = *comparison.detections;
  return concat("\nFinal detections (", comparison.detections_from, "): ", match.count_a, " in A, ",
                match.count_b, " in B, ", match.partners(),
                " with a partner (same class, IoU >= ", kPartnerIou, ", score within ",
                kPartnerScore, "); ", match.only_a.size(), " of A and ", match.only_b.size(),
                " of B without, at most ", match.may_lack, " allowed.\n");
}

std::string not_compared(const Comparison& comparison) {
  std::string lines;
  for (const GivenArray& given : comparison.given) {
    lines +=
        concat("Input, not judged: ", given.array, given.equal ? " (equal)" : " (differs)", "\n");
  }
  for (const auto& [arrays, side] :
       {std::pair(&comparison.only_in_a, "A"), std::pair(&comparison.only_in_b, "B")}) {
    lines += arrays->empty() ? "" : concat("Only in ", side, ": ", joined(*arrays, ", "), "\n");
  }
  if (comparison.steps_not_looked_at > 0) {
    lines += concat("Steps not compared: ", comparison.steps_not_looked_at,
                    " (--keep-going compares all)\n");
  }
  return lines.empty() ? "" : "\n" + lines;
}

std::string verdict_text(const Comparison& comparison) {
  const ArrayComparison* const different = comparison.first_different();
  const ArrayComparison* const broken = comparison.first_broken();
  std::string lines =
      comparison.holds()
          ? concat("Holds. No array ", different == nullptr ? "differs" : "breaks its bound", ".\n")
          : concat("Does not hold: ",
                   broken == nullptr ? "" : broken->step + " is the first step to diverge; ",
                   why_not(comparison), ".\n");
  if (different != nullptr) {
    lines +=
        concat("First array that differs: ", different->array, " (", name_of(different->verdict),
               ")", different->worst.empty() ? "" : ", ", different->worst, "\n");
  }
  if (broken != nullptr) {
    lines += concat("First array that breaks its bound: ", broken->array,
                    broken->worst.empty() ? "" : ", ", broken->worst, "\n");
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
  return comparison.detections ? "too many final detections have no partner"
                               : "end-to-end steps differ and there are no detections to judge by";
}

std::string report_text(const Comparison& comparison) {
  std::string lines = concat(verdict_text(comparison), "\nA  ", comparison.label_a, "\nB  ",
                             comparison.label_b, "\n");
  for (const std::string& note : comparison.notes) {
    lines += "   " + note + "\n";
  }
  lines += table_of(comparison, true) + table_of(comparison, false);
  for (const StepComparison& step : comparison.steps) {
    for (const ArrayComparison& array : step.arrays) {
      lines += array.verdict == Verdict::kBroken ? details(array) : "";
    }
  }
  return lines + detections_text(comparison) + not_compared(comparison);
}

}  // namespace mrcnn
