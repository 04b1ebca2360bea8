#pragma once
#include <iostream>

#include <nlohmann/json.hpp>

namespace mrcnn {

/// A result on standard output, for programs. File names are bytes, and what is no UTF-8 cannot be
/// kept in JSON: it is replaced.
inline void print_json(const nlohmann::ordered_json& document) {
  constexpr int kIndent = 2;
  std::cout << document.dump(kIndent, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
            << "\n";
}

}  // namespace mrcnn
