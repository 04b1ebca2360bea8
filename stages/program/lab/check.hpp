#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stages/program/lab/lab_cases.hpp"
#include "stages/program/lab/mutants.hpp"
#include "stages/program/lab/stub.hpp"

namespace mrcnn {

enum class LabState {
  passed,
  failed,
  not_written,
  does_not_compile,
  crashed,
  timed_out,
  wrong_output,
};

constexpr auto names_of(LabState) {
  return std::array{"passed",  "failed",    "not_written", "does_not_compile",
                    "crashed", "timed_out", "wrong_output"};
}

struct GroupScore {
  int passed = 0;
  int of = 0;
};

/// The first element that is wrong, in the order of a report.
struct FirstDifference {
  std::string case_name;
  std::string array;
  std::string where;            // "box 0, channel 2, bin row 1, bin column 3"
  std::optional<double> yours;  // none: it is not there
  std::optional<double> expected;
  double allowed = 0.0;
};

/// The result of a student's file.
struct LabResult {
  int lab = 0;
  std::filesystem::path file;
  LabState state = LabState::failed;
  std::string message;  // one line for every state but passed and failed
  std::string printed;  // the end of what the student's code wrote to stdout and stderr; only text
  std::map<std::string, GroupScore> groups;
  std::optional<FirstDifference> first;
  std::vector<Mutant> diagnosis;  // the misconceptions that give exactly these results
  std::string no_diagnosis;       // why there is none, if it could not be tried
};

/// What a student wrote.
struct StudentFile {
  std::filesystem::path path;
  LabLanguage language = LabLanguage::cpp;
  std::string text;
};

/// Throws UsageError for a name that is not a lab's, InputError if the file cannot be read.
StudentFile read_student_file(const std::filesystem::path& path);

/// Grades a file. Every outcome of the student's code is a state, not an exception.
///
///   seed  of the random cases
///
/// Throws OutputError, and InputError if the labs or the tools are not there.
LabResult check_lab(const Lab& lab, const StudentFile& file, std::uint64_t seed = 0);

/// The groups that have cases, in the order of a report.
std::vector<std::pair<std::string, GroupScore>> scores_of(const LabResult& result);

/// {"lab", "file", "state", "message", "groups", "first", "diagnosis"}
nlohmann::ordered_json to_json(const LabResult& result);

/// The same for people.
std::string lab_text(const Lab& lab, const LabResult& result);

}  // namespace mrcnn
