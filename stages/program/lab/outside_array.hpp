#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace mrcnn {

using Indices = std::vector<std::ptrdiff_t>;

/// An index that no element of the array has.
struct OutsideArray : std::out_of_range {
  OutsideArray(const std::string& what, const char* compiled, std::vector<void*> return_addresses)
      : std::out_of_range(what), source(compiled), calls(std::move(return_addresses)) {}

  const char* source;        // the file that was compiled
  std::vector<void*> calls;  // the innermost first
};

/// Throws OutsideArray, "index (5, 0) is outside the array of shape (5, 4): ...", unless each axis
/// of the shape has its index. Fewer indices than axes are those of the first axes.
void check_index(const Indices& index, const Indices& shape, const char* source);

/// Throws OutsideArray saying that there are too few indices.
[[noreturn]] void throw_too_few(const Indices& index, const Indices& shape, const char* source);

/// The line of `error.source` that used the index; 0 if it is not known.
int line_of(const OutsideArray& error);

}  // namespace mrcnn
