#pragma once
#include <sstream>
#include <string>

#include <mrcnn/error.hpp>

namespace mrcnn {

/// The caller broke a function's contract: shapes or sizes that do not fit together.
struct ShapeError : Error {
  using Error::Error;
};

/// Something from outside (a file, an array, a model) is wrong. The message is "NAME: reason,
/// expected ..., got ..." on one line. The program exits with 3.
struct InputError : Error {
  using Error::Error;
};

/// The command line is wrong. The program exits with 2.
struct UsageError : Error {
  using Error::Error;
};

/// The disk is full, or a file cannot be written. The program exits with 4.
struct OutputError : Error {
  using Error::Error;
};

/// Joins its arguments into one string: concat("P", 3, " has ", 128, " channels").
template <class... Parts>
std::string concat(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

/// The strings that are not empty, with `separator` between them.
template <class Strings>
std::string joined(const Strings& strings, const std::string& separator) {
  std::string all;
  for (const std::string& part : strings) {
    all += part.empty() ? "" : (all.empty() ? "" : separator) + part;
  }
  return all;
}

/// "1 image", "2 images"; with a plural of its own "2 boxes".
template <class Count>
std::string counted(Count count, const std::string& noun, const std::string& plural = "") {
  return concat(count, " ", count == 1 ? noun : plural.empty() ? noun + "s" : plural);
}

/// Throws ShapeError when `holds` is false. The message names what was expected and what came.
template <class... Parts>
void check_shape(bool holds, const Parts&... message) {
  if (!holds) {
    throw ShapeError(concat(message...));
  }
}

}  // namespace mrcnn
