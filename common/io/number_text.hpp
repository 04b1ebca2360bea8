#pragma once
#include <cstddef>
#include <string>

namespace mrcnn {

/// 3.14159 with 2 decimal places: "3.14", whatever the locale.
std::string fixed_decimals(double value, int decimals);

/// "1 image", "2 images": a count with its noun; `plural` is for nouns that need more than an s.
std::string counted(std::size_t count, const std::string& one, const std::string& plural = "");

/// A probability that is not quite 0 or 1 does not read as 0.000 or 1.000: "<0.001", ">0.999".
std::string probability_text(double p, int decimals);

/// fixed_decimals, padded on the left to `width` characters: for the columns of a table.
std::string right_aligned(double value, int decimals, int width = 8);

/// The shortest of 0.000123, 1.23e-05 and the like with at most `digits` significant digits. Below
/// a million, no digit before the point is lost: 1732, not 1.73e+03.
std::string significant_digits(double value, int digits = 3);

}  // namespace mrcnn
