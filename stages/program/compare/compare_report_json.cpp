#include "common/io/json.hpp"

#include "stages/program/compare/compare_report.hpp"

namespace mrcnn {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const DifferingPair& pair) {
  return {{"element", pair.element}, {"a", number_json(pair.a)}, {"b", number_json(pair.b)}};
}

Json json_of(const ArrayDifference& d) {
  Json first = Json::array();
  for (const DifferingPair& pair : d.first) {
    first.push_back(json_of(pair));
  }
  Json ulps;
  for (std::size_t i = 0; i < d.ulps.size(); ++i) {
    ulps[kUlpClasses[i]] = d.ulps[i];
  }
  return {{"elements", d.elements},
          {"differing", d.differing},
          {"beyond", d.beyond},
          {"excused", d.exempted},
          {"not_finite", d.not_finite},
          {"largest", number_json(d.largest)},
          {"allowed", number_json(d.allowed)},
          {"max_abs", number_json(d.max_abs)},
          {"max_rel", number_json(d.max_rel)},
          {"relative_l2", number_json(d.relative_l2)},
          {"ulps", ulps},
          {"worst", d.worst ? json_of(*d.worst) : Json()},
          {"first_differing", first}};
}

Json json_of(const ArrayComparison& array) {
  return {{"array", array.array},
          {"verdict", name_of(array.verdict)},
          {"bound", text_of(array.bound)},
          {"mismatch", array.mismatch},
          {"worst", array.worst},
          {"rows",
           {{"missing", array.rows.missing},
            {"extra", array.rows.extra},
            {"moved", array.rows.reordered},
            {"excused", array.rows.exempted}}},
          {"difference", array.difference ? json_of(*array.difference) : Json()}};
}

Json steps_json(const Comparison& comparison, bool is_forced) {
  Json steps = Json::array();
  for (const StepComparison& step : comparison.steps) {
    if (step.is_teacher_forced() == is_forced) {
      Json json = {{"step", step.step}};
      if (is_forced) {
        json["holds"] = step.holds();
      } else {
        json["why"] = step.why_end_to_end;
      }
      json["arrays"] = Json::array();
      for (const ArrayComparison& array : step.arrays) {
        json["arrays"].push_back(json_of(array));
      }
      steps.push_back(json);
    }
  }
  return steps;
}

Json detections_json(const Comparison& comparison) {
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

Json name_or_null(const ArrayComparison* array) {
  return array == nullptr ? Json() : Json(array->array);
}

}  // namespace

Json report_json(const Comparison& comparison) {
  Json given = Json::array();
  for (const GivenArray& array : comparison.given) {
    given.push_back({{"array", array.array}, {"equal", array.equal}});
  }
  return {{"holds", comparison.holds()},
          {"why_not", why_not(comparison)},
          {"a", comparison.label_a},
          {"b", comparison.label_b},
          {"foreign", comparison.relation.other_program},
          {"notes", comparison.notes},
          {"isolated", steps_json(comparison, true)},
          {"chained", steps_json(comparison, false)},
          {"detections", detections_json(comparison)},
          {"first_different", name_or_null(comparison.first_different())},
          {"first_broken", name_or_null(comparison.first_broken())},
          {"given", given},
          {"only_in_a", comparison.only_in_a},
          {"only_in_b", comparison.only_in_b},
          {"steps_not_looked_at", comparison.steps_not_looked_at}};
}

}  // namespace mrcnn
