#include "stages/program/cli/error_line.hpp"

#include <iostream>

#include "common/io/one_line.hpp"

namespace mrcnn {

void print_error(const std::string& message) {
  constexpr std::size_t kLongest = 600;
  std::string line = one_line(message);
  if (line.size() > kLongest) {
    line = line.substr(0, kLongest / 2) + " ... " + line.substr(line.size() - kLongest / 2);
  }
  std::cerr << "mrcnn: " << line << "\n";
}

void print_warning(const std::string& message) {
  std::cerr << "mrcnn: warning: " + message + "\n";
}

}  // namespace mrcnn
