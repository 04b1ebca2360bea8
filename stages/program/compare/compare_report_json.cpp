#include <array>
#include <cmath>

#include "stages/program/compare/compare_report.hpp"

namespace mrcnn {
namespace {

nlohmann::ordered_json json_number(double value) {
  if (std::isfinite(value)) {
    return value;
  }
  return std::isnan(value) ? "nan" : (value > 0.0 ? "inf" : "-inf");
}

nlohmann::ordered_json json_of(const DifferingPair& pair) {
  return {{"element", pair.element}, {"a", json_number(pair.a)}, {"b", json_number(pair.b)}};
}

nlohmann::ordered_json json_of(const ArrayDifference& d) {
  nlohmann::ordered_json first = nlohmann::ordered_json::array();
  for (const DifferingPair& pair : d.first) {
    first.push_back(json_of(pair));
  }
  constexpr std::array<const char*, 5> kNames = {"0", "1", "2-3", "4-15", "16+"};
  nlohmann::ordered_json ulps;
  for (std::size_t i = 0; i < d.ulps.size(); ++i) {
    ulps[kNames[i]] = d.ulps[i];
  }
  return {{"elements", d.elements},
          {"differing", d.differing},
          {"beyond", d.beyond},
          {"excused", d.excused},
          {"not_finite", d.not_finite},
          {"largest", json_number(d.largest)},
          {"allowed", json_number(d.allowed)},
          {"max_abs", json_number(d.max_abs)},
          {"max_rel", json_number(d.max_rel)},
          {"relative_l2", json_number(d.relative_l2)},
          {"ulps", ulps},
          {"worst", d.worst ? json_of(*d.worst) : nlohmann::ordered_json()},
          {"first_differing", first}};
}

nlohmann::ordered_json json_of(const ArrayComparison& array) {
  nlohmann::ordered_json json = {{"array", array.array},
                                 {"verdict", name_of(array.verdict)},
                                 {"bound", text_of(array.bound)},
                                 {"mismatch", array.mismatch},
                                 {"worst", array.worst},
                                 {"rows",
                                  {{"missing", array.rows.missing},
                                   {"extra", array.rows.extra},
                                   {"moved", array.rows.moved},
                                   {"excused", array.rows.excused}}}};
  json["difference"] = array.difference ? json_of(*array.difference) : nlohmann::ordered_json();
  return json;
}

nlohmann::ordered_json steps_json(const Comparison& comparison, Mode mode) {
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  for (const StepComparison& step : comparison.steps) {
    if (step.mode != mode) {
      continue;
    }
    nlohmann::ordered_json arrays = nlohmann::ordered_json::array();
    for (const ArrayComparison& array : step.arrays) {
      arrays.push_back(json_of(array));
    }
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    json["step"] = step.step;
    if (mode == Mode::kChained) {
      json["why"] = step.why_chained;
    } else {
      json["holds"] = step.holds();
    }
    json["arrays"] = arrays;
    steps.push_back(json);
  }
  return steps;
}

nlohmann::ordered_json detections_json(const Comparison& comparison) {
  if (!comparison.detections) {
    return nullptr;
  }
  const DetectionMatch& match = *comparison.detections;
  return {{"from", comparison.detections_from},
          {"a", match.count_a},
          {"b", match.count_b},
          {"partners", match.partners()},
          {"only_in_a", match.only_a},
          {"only_in_b", match.only_b},
          {"may_lack", match.may_lack},
          {"holds", match.holds()}};
}

nlohmann::ordered_json name_or_null(const ArrayComparison* array) {
  return array == nullptr ? nlohmann::ordered_json() : nlohmann::ordered_json(array->array);
}

}  // namespace

nlohmann::ordered_json report_json(const Comparison& comparison) {
  nlohmann::ordered_json given = nlohmann::ordered_json::array();
  for (const GivenArray& array : comparison.given) {
    given.push_back({{"array", array.array}, {"equal", array.equal}});
  }
  return {{"holds", comparison.holds()},
          {"why_not", why_not(comparison)},
          {"a", comparison.label_a},
          {"b", comparison.label_b},
          {"foreign", comparison.relation.foreign},
          {"notes", comparison.notes},
          {"isolated", steps_json(comparison, Mode::kIsolated)},
          {"chained", steps_json(comparison, Mode::kChained)},
          {"detections", detections_json(comparison)},
          {"first_different", name_or_null(comparison.first_different())},
          {"first_broken", name_or_null(comparison.first_broken())},
          {"given", given},
          {"only_in_a", comparison.only_in_a},
          {"only_in_b", comparison.only_in_b},
          {"steps_not_looked_at", comparison.steps_not_looked_at}};
}

}  // namespace mrcnn
