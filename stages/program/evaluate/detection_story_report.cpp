#include "stages/program/evaluate/detection_story_report.hpp"

#include <cmath>

#include "common/error.hpp"
#include "common/geometry/exact_math.hpp"
#include "common/io/number_text.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

using nlohmann::ordered_json;

template <class Value>
ordered_json or_null(const std::optional<Value>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json json_of(const Box& box) {
  return {box.x1, box.y1, box.x2, box.y2};
}

ordered_json json_of(const BoxDelta& delta) {
  return {delta.dx, delta.dy, delta.dw, delta.dh};
}

ordered_json proposal_json(const ProposalStory& proposal) {
  const auto& place = proposal.place;
  return {{"row", proposal.row},
          {"anchor", proposal.anchor},
          {"level", place ? ordered_json(place->level) : nullptr},
          {"cell", place ? ordered_json{place->row, place->column} : nullptr},
          {"ratio", place ? ordered_json(place->ratio) : nullptr},
          {"size", or_null(proposal.size)},
          {"objectness_logit", proposal.objectness_logit},
          {"deltas", json_of(proposal.deltas)},
          {"rank", proposal.rank},
          {"suppressed", proposal.suppressed}};
}

std::string decimals(float value, int places = 2) {
  return fixed_decimals(value, places);
}

std::string text_of(const Box& box) {
  return "(" + decimals(box.x1, 1) + " " + decimals(box.y1, 1) + " " + decimals(box.x2, 1) + " " +
         decimals(box.y2, 1) + ")";
}

std::string text_of(const std::vector<std::size_t>& rows) {
  constexpr std::size_t kShown = 8;
  std::string text = counted(rows.size(), "other");
  for (std::size_t i = 0; i < std::min(rows.size(), kShown); ++i) {
    text += concat(i > 0 ? ", " : rows.size() == 1 ? ": row " : ": rows ", rows[i]);
  }
  return text + (rows.size() > kShown ? ", ..." : "");
}

/// Both lines of the decoding of one axis.
std::string axis_text(const char* name, float low, float high, float shift, float log_scale,
                      float shift_weight, float scale_weight, float limit) {
  const float side = high - low;
  const float center = low + 0.5F * side;
  const float moved = shift / shift_weight;
  const float scale = std::min(log_scale / scale_weight, limit);
  const bool is_x = name[0] == 'x';
  const char* side_name = is_x ? "width " : "height";
  return concat("    ", name, ": center ", decimals(center), " + ", decimals(moved, 4), " * ",
                decimals(side), " = ", decimals(center + moved * side), ", ", side_name, " ",
                decimals(side), " * e^", decimals(scale, 4), " = ",
                decimals(exact_exp(scale) * side), "\n");
}

std::string decoding_text(const Box& from, const BoxDelta& delta, const CoderWeights& weights,
                          float max_log_scale) {
  const float limit = log_scale_limit(max_log_scale);
  return axis_text("x", from.x1, from.x2, delta.dx, delta.dw, weights.x, weights.w, limit) +
         axis_text("y", from.y1, from.y2, delta.dy, delta.dh, weights.y, weights.h, limit);
}

std::string proposal_text(const ProposalStory& proposal, const Config& config) {
  const ProposalsParams& params = config.proposals;
  return concat("stage 2  anchor ", proposal.anchor,
                proposal.place ? " = " + text_of(*proposal.place) : "",
                proposal.size ? ", size " + decimals(*proposal.size, 0) : "", ", ",
                text_of(proposal.anchor_box), "\n    objectness ",
                decimals(proposal.objectness_logit), " = probability ",
                decimals(exact_sigmoid(proposal.objectness_logit), 4), ", rank ", proposal.rank,
                " of its level\n") +
         decoding_text(proposal.anchor_box, proposal.deltas, params.coder_weights,
                       params.conventions.max_log_scale) +
         concat("    became proposal ", proposal.row, ", suppressed ", text_of(proposal.suppressed),
                "\n");
}

std::string level_text(const DetectionStory& story, const Config& config) {
  std::string text = concat("stage 3  RoI read from P", *story.roi_level);
  if (story.box_before) {
    const Box& box = *story.box_before;
    const float side = std::sqrt((box.x2 - box.x1) * (box.y2 - box.y1));
    text += concat(": sqrt(", decimals(box.x2 - box.x1), " * ", decimals(box.y2 - box.y1),
                   ") = ", decimals(side), ", ", config.roi_align.canonical_level, " + log2(",
                   decimals(side), " / ", decimals(config.roi_align.canonical_size, 0), ") = ",
                   side > 0 ? decimals(static_cast<float>(config.roi_align.canonical_level) +
                                       std::log2(side / config.roi_align.canonical_size))
                            : "-inf");
  }
  return text + "\n";
}

std::string classification_text(const DetectionStory& story, const Config& config) {
  std::string text = "stage 4  ";
  for (const ClassProbability& entry : story.top_classes) {
    text += concat(&entry == story.top_classes.data() ? "" : ", ",
                   one_line(class_name(config, entry.label)), " ", decimals(entry.probability, 4));
  }
  text += "\n";
  if (story.box_before && story.deltas) {
    text += concat("    ", text_of(*story.box_before), " refined:\n") +
            decoding_text(*story.box_before, *story.deltas, config.detections.coder_weights,
                          config.detections.conventions.max_log_scale);
  }
  return text +
         concat("    ", text_of(story.box), ", suppressed ", text_of(story.suppressed), "\n");
}

}  // namespace

ordered_json story_json(const DetectionStory& story, const Config& config) {
  ordered_json classes = ordered_json::array();
  for (const ClassProbability& entry : story.top_classes) {
    classes.push_back(
        {{"name", class_name(config, entry.label)}, {"probability", entry.probability}});
  }
  return {{"detection",
           {{"row", story.row},
            {"class", class_name(config, story.label)},
            {"score", story.score},
            {"box", json_of(story.box)}}},
          {"proposal", story.proposal ? proposal_json(*story.proposal) : nullptr},
          {"roi_level", or_null(story.roi_level)},
          {"top_classes", classes},
          {"box_before", story.box_before ? json_of(*story.box_before) : nullptr},
          {"suppressed", story.suppressed},
          {"truth", story.truth ? ordered_json{{"row", story.truth->row}, {"iou", story.truth->iou}}
                                : ordered_json(nullptr)},
          {"mask_area", or_null(story.mask_area)},
          {"mask_iou", or_null(story.mask_iou)}};
}

std::string story_text(const DetectionStory& story, const Config& config) {
  std::string text =
      concat("detection ", story.row, ": ", one_line(class_name(config, story.label)), " ",
             decimals(story.score, 4), " at ", text_of(story.box), "\n");
  text += story.proposal ? proposal_text(*story.proposal, config)
                         : "stage 2  the trace does not say where its proposal came from\n";
  text += story.roi_level ? level_text(story, config) : "";
  text += story.top_classes.empty() ? "" : classification_text(story, config);
  if (story.truth) {
    text += concat(
        "stage 5  IoU ", decimals(story.truth->iou, 4), " with true object ", story.truth->row,
        story.truth->label ? ", " + one_line(class_name(config, *story.truth->label)) : "", "\n");
  }
  if (story.mask_area) {
    text += concat("stage 6  mask of ", counted(*story.mask_area, "pixel"),
                   story.mask_iou ? ", mask IoU " + fixed_decimals(*story.mask_iou, 4) : "", "\n");
  }
  return text;
}

}  // namespace mrcnn
