#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "stages/program/evaluate/detection_story.hpp"

namespace mrcnn {

/// The fields of docs/evaluation.md: what the trace lacks is null.
nlohmann::ordered_json story_json(const DetectionStory& story, const Config& config);

/// The same in words, step by step, with the arithmetic of the decoding.
std::string story_text(const DetectionStory& story, const Config& config);

}  // namespace mrcnn
