#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "stages/program/compare/comparison.hpp"

namespace mrcnn {

/// The comparison as text: the verdict in one line, the first array that differs and the first that
/// breaks its bound, a table of the teacher-forced steps, one of the end-to-end steps, the numbers
/// of what broke, and what was not compared.
std::string report_text(const Comparison& comparison);

/// The same as JSON with all numbers of all arrays (docs/comparing.md). Numbers that are not finite
/// are the strings "inf", "-inf" and "nan".
nlohmann::ordered_json report_json(const Comparison& comparison);

/// Why the comparison does not hold, in half a sentence; empty if it holds.
std::string why_not(const Comparison& comparison);

}  // namespace mrcnn
