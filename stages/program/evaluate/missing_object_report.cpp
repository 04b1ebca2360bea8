#include "stages/program/evaluate/missing_object_report.hpp"

#include "common/error.hpp"
#include "common/io/number_text.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

using nlohmann::ordered_json;

template <class Value>
void add(ordered_json& json, const char* key, const std::optional<Value>& value) {
  if (value) {
    json[key] = *value;
  }
}

ordered_json json_of(const LostMember& lost, const Config& config) {
  ordered_json json = {{"array", lost.array}, {"row", lost.row}, {"iou", lost.iou}};
  add(json, "score", lost.score);
  add(json, "rank", lost.rank);
  add(json, "limit", lost.limit);
  add(json, "threshold", lost.threshold);
  add(json, "suppressor", lost.suppressor);
  add(json, "suppressor_iou", lost.suppressor_iou);
  add(json, "proposal", lost.proposal);
  if (lost.other_label) {
    json["other_class"] = class_name(config, *lost.other_label);
    json["other_score"] = *lost.other_score;
  }
  return json;
}

std::string decimals(float value, int places = 2) {
  return fixed_decimals(value, places);
}

/// With enough decimals to distinguish it from a limit that it is near.
std::string decimals_beside(float limit, float value, int places) {
  constexpr int kMost = 9;
  while (value != limit && places < kMost && decimals(value, places) == decimals(limit, places)) {
    ++places;
  }
  return decimals(value, places);
}

/// One sentence about the death.
std::string sentence(const MissingObject& missing, const Config& config) {
  const LostMember& lost = *missing.detail;
  const auto& place = missing.best_anchor.place;
  const std::string where = place ? " (" + text_of(*place) + ")" : "";
  const std::string row = concat(lost.row, ", IoU ", decimals_beside(kAliveIou, lost.iou, 2));
  const auto suppressed = [&] {
    return concat(" was suppressed by ", *lost.suppressor, " at IoU ",
                  decimals(*lost.suppressor_iou));
  };
  const auto ranked = [&] {
    return concat(" had rank ", *lost.rank, ", counted from 0; the first ", *lost.limit, " pass");
  };
  switch (missing.died_at) {
    case Death::anchors:
      return concat("no decoded anchor overlaps it enough; the best is anchor ", row, where);
    case Death::top_k:
      return concat("anchor ", row, where, ranked());
    case Death::proposals_size:
      return concat("candidate ", row, " is too small");
    case Death::proposals_nms:
      return concat("candidate ", row, suppressed());
    case Death::proposals_limit:
      return concat("candidate ", row, ranked());
    case Death::box:
      return concat("the box head moved proposal ", *lost.proposal, " away: candidate ", row);
    case Death::score:
      return concat("candidate ", row, " has score ",
                    decimals_beside(*lost.threshold, *lost.score, 4), ", which must exceed ",
                    decimals(*lost.threshold, 4));
    case Death::class_:
      return concat("candidate ", row, " has score ", decimals(*lost.score, 4), "; proposal ",
                    *lost.proposal, " was taken for ",
                    one_line(class_name(config, *lost.other_label)), " with ",
                    decimals(*lost.other_score, 4));
    case Death::detections_size:
      return concat("candidate ", row, " is too small");
    case Death::detections_nms:
      return concat("candidate ", row, suppressed());
    case Death::detections_limit:
      return concat("candidate ", row, ranked());
    case Death::iou_filter:
      return concat("detection ", row, " was found, but stage 5 rejected it");
    case Death::found:
      break;
  }
  return concat("detection ", row, ", score ", decimals(*lost.score, 4));
}

}  // namespace

ordered_json missing_json(const MissingObject& missing, const Config& config) {
  const Box& box = missing.target.box;
  ordered_json sets = ordered_json::object();
  for (const LivingSet& set : missing.sets) {
    sets[set.name] = set.count;
  }
  const BestAnchor& best = missing.best_anchor;
  const auto& place = best.place;
  return {{"target",
           {{"box", {box.x1, box.y1, box.x2, box.y2}},
            {"class", class_name(config, missing.target.label)}}},
          {"died_at", name_of(missing.died_at)},
          {"sets", sets},
          {"detail", json_of(*missing.detail, config)},
          {"best_anchor",
           {{"anchor", best.row},
            {"level", place ? ordered_json(place->level) : nullptr},
            {"cell", place ? ordered_json{place->row, place->column} : nullptr},
            {"iou", best.iou}}}};
}

std::string missing_text(const MissingObject& missing, const Config& config) {
  const Box& box = missing.target.box;
  std::string text =
      concat(one_line(class_name(config, missing.target.label)), " at (", decimals(box.x1, 1), " ",
             decimals(box.y1, 1), " ", decimals(box.x2, 1), " ", decimals(box.y2, 1),
             "): ", missing.died_at == Death::found ? "found" : "lost at ",
             missing.died_at == Death::found ? "" : name_of(missing.died_at), ": ",
             sentence(missing, config), "\nalive, with IoU >= 0.5: ");
  for (const LivingSet& set : missing.sets) {
    text += concat(&set == missing.sets.data() ? "" : ", ", set.count, " ", set.name);
  }
  return text + "\n";
}

}  // namespace mrcnn
