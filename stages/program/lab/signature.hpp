#pragma once
#include <string>
#include <vector>

#include "common/trace/array.hpp"

namespace mrcnn {

/// The results of all cases in one row of numbers: for each array its number of axes, its sizes and
/// its values; kNoResult where there is none. Two programs with one signature cannot be
/// distinguished.
using Signature = std::vector<float>;

inline constexpr float kNoResult = -1.0F;

void append_array(Signature& signature, const Array& array);

/// The end of the array that begins at `begin` in a signature; its size if it is cut off.
std::size_t end_of_array(const Signature& signature, std::size_t begin);

/// Whether shapes are equal and |a - b| <= allowed * max(1, largest |b|) in each array; NaN equals
/// NaN.
bool agree(const Signature& a, const Signature& b, double allowed);

}  // namespace mrcnn
