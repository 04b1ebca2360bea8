#pragma once
#include <filesystem>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "common/trace/array.hpp"

#include "stages/program/lab/draw.hpp"

namespace mrcnn {

/// What an array in cases.json may refer to.
struct CaseContext {
  std::filesystem::path folder;      // of {"file": NAME}
  std::map<std::string, int> sizes;  // letters in {"shape": [...]}
  std::string where;                 // for messages
};

/// An array of cases.json: nested lists, {"shape": [...], "fill": ...} or {"file": NAME}. The forms
/// of "fill" are those of kFills in case_array.cpp. Throws InputError.
Array case_array(const nlohmann::json& value, DType dtype, const CaseContext& context, Draw& draw);

/// A value, or one of {"choice": [...]}.
nlohmann::json chosen(const nlohmann::json& value, Draw& draw);

}  // namespace mrcnn
