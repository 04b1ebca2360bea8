#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stages/program/lab/lab.hpp"
#include "stages/program/op/case_folder.hpp"

namespace mrcnn {

/// The order of a report.
inline const std::vector<std::string> kCaseGroups = {"hand", "property", "golden", "random",
                                                     "hostile"};

/// One call that the student's function is graded by.
struct LabCase {
  std::string group;
  std::string name;
  std::string folder;  // where its arrays are handed over: "0003"
  OperationCase call;
  std::map<std::string, Array> stated;  // what cases.json says must come out; may be empty
  OperationResult expected;             // the reference's results
};

/// All cases of docs/labs/N_name/cases.json, in the order of a report, with the reference's
/// results.
///
///   seed  of everything random; the public cases have seed 0
///
/// Throws InputError naming the case.
std::vector<LabCase> read_cases(const Lab& lab, std::uint64_t seed = 0);

/// Writes the inputs to FOLDER/CASE. Throws OutputError.
void write_cases(const std::filesystem::path& folder, const std::vector<LabCase>& cases);

}  // namespace mrcnn
