#pragma once
#include <string>
#include <string_view>

#include "common/io/json.hpp"

namespace mrcnn {

/// parse_json() of what Python's json.dump writes: NaN and Infinity, which JSON does not have, are
/// read as null.
nlohmann::json parse_json_of_python(std::string_view text, const std::string& name,
                                    const ElementReader& read);

}  // namespace mrcnn
