#pragma once
#include <sstream>
#include <stdexcept>
#include <string>

namespace mrcnn {

/// The caller broke a function's contract: shapes or sizes that do not belong together.
struct ShapeError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Something that came from outside (a file, an array, a model) is wrong. The message is
/// "NAME: reason, expected ..., got ..." on one line. The program exits with 3.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The command line asks for something that makes no sense. The program exits with 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Disk full, or a file that cannot be written. The program exits with 4.
struct OutputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Joins its arguments into one string: concat("P", 3, " has ", 128, " channels").
template <class... Parts>
std::string concat(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

/// Throws ShapeError when `holds` is false. The message names what was expected and what came.
template <class... Parts>
void check_shape(bool holds, const Parts&... message) {
  if (!holds) {
    throw ShapeError(concat(message...));
  }
}

}  // namespace mrcnn
