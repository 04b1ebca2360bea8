#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/trace/array.hpp"

#include "stages/program/op/operation.hpp"

namespace mrcnn {

/// One call of an operation as a folder: op.json, {"op": NAME, "params": {...}}, and NAME.npy for
/// each input. Numbers, lists of numbers and words of "params" are those of docs/operations.md; a
/// parameter that is left out there is null.
struct OperationCase {
  const Operation* operation = nullptr;
  std::map<std::string, std::string> params;
  std::map<std::string, Array> inputs;
};

/// The parameters as JSON, all of the operation's, those not given with their default values.
nlohmann::ordered_json params_json(const Operation& operation,
                                   const std::map<std::string, std::string>& params);

/// The word of a parameter, from its value in JSON: [2, 3] is "2,3", null is "".
std::string word_of(const nlohmann::json& value);

/// Throws OutputError.
void write_case(const std::filesystem::path& folder, const OperationCase& of);

/// Throws InputError or UsageError if the folder is not a case, or names and arrays are not the
/// operation's.
OperationCase read_case(const std::filesystem::path& folder);

/// The names of the cases below a folder, in alphabetical order. Throws InputError if there are
/// none.
std::vector<std::string> case_names(const std::filesystem::path& folder);

/// Computes every case of `in` on the host and writes its results to a folder of the same name in
/// `out`. A case that cannot be computed stops no other: `failed` is called with its name and the
/// exception. Returns how many cases were computed. Throws UsageError if a case's results would go
/// to its own folder.
std::size_t run_cases(const std::filesystem::path& in, const std::filesystem::path& out,
                      const std::function<void(const std::string&, const std::exception&)>& failed);

}  // namespace mrcnn
