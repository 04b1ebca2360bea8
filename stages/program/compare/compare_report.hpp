#pragma once
#include <string>

#include <nlohmann/json.hpp>

#include "stages/program/compare/comparison.hpp"

namespace mrcnn {

/// The comparison for people: one table of the isolated steps, one of the chained, the numbers of
/// what broke, the first array that differs and the first that breaks, and a last line "Holds." or
/// "Does not hold: ...".
std::string report_text(const Comparison& comparison);

/// The same for programs, with all numbers of all arrays (docs/comparing.md). Numbers that are not
/// finite are the strings "inf", "-inf" and "nan".
nlohmann::ordered_json report_json(const Comparison& comparison);

/// Why the comparison does not hold, in half a sentence; empty if it holds.
std::string why_not(const Comparison& comparison);

}  // namespace mrcnn
