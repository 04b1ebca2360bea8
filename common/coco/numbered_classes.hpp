#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "common/error.hpp"

namespace mrcnn {

/// Names for classes without known names: "background", "class 1", "class 2", ...
inline std::vector<std::string> numbered_classes(std::size_t count) {
  std::vector<std::string> classes = {"background"};
  for (std::size_t k = 1; k < count; ++k) {
    classes.push_back(concat("class ", k));
  }
  return classes;
}

/// Whether these are such names.
inline bool have_no_names(const std::vector<std::string>& classes) {
  return classes.size() > 1 && classes[1] == numbered_classes(2)[1];
}

}  // namespace mrcnn
