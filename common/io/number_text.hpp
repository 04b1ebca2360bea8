#pragma once
#include <string>

namespace mrcnn {

/// 3.14159 with 2 decimal places: "3.14", whatever the locale.
std::string fixed_decimals(double value, int decimals);

/// The same, padded on the left to `width` characters: for the columns of a table.
std::string right_aligned(double value, int decimals, int width = 8);

}  // namespace mrcnn
