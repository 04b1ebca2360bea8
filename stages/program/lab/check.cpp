#include "stages/program/lab/check.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/temporary_folder.hpp"

#include "stages/program/lab/case_result.hpp"
#include "stages/program/lab/diagnosis.hpp"
#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/student_run.hpp"

namespace mrcnn {
namespace {

/// What all cases together say.
struct Judged {
  LabResult& result;
  Signature signature;
  std::size_t written = 0;           // cases with a result or an exception
  std::set<std::string> operations;  // that have a result
  std::set<std::string> failing;

  void worsen(LabState state, const std::string& message) const {
    const bool is_first = result.state == LabState::passed || result.state == LabState::failed;
    if (is_first) {
      result.state = state;
      result.message = message;
    }
  }

  void add(const LabCase& of, const CaseResult& judged) {
    GroupScore& score = result.groups[of.group];
    ++score.of;
    const std::string& operation = of.call.operation->name;
    if (judged.end != CaseEnd::missing && judged.end != CaseEnd::not_written) {
      ++written;
      operations.insert(operation);
    }
    switch (judged.end) {
      case CaseEnd::passed:
        ++score.passed;
        return;
      case CaseEnd::exception:
        worsen(LabState::crashed, of.name + ": " + judged.message);
        break;
      case CaseEnd::wrong_output:
        worsen(LabState::wrong_output, of.name + ": " + judged.message);
        break;
      default:
        result.state = result.state == LabState::passed ? LabState::failed : result.state;
    }
    failing.insert(operation);
    if (!result.first) {
      const std::string why = judged.message.empty() ? "no result" : judged.message;
      result.first = judged.first ? judged.first : FirstDifference{of.name, "", why, {}, {}, 0.0};
    }
  }
};

void add_diagnosis(const Lab& lab, const std::vector<LabCase>& cases, const Judged& judged) {
  std::set<std::string> wrong;  // parts that are written and fail
  std::set_intersection(judged.failing.begin(), judged.failing.end(), judged.operations.begin(),
                        judged.operations.end(), std::inserter(wrong, wrong.end()));
  if (wrong.empty()) {
    judged.result.no_diagnosis = "what is written is right";
    return;
  }
  try {
    const std::vector<Mutant> mutants = read_mutants(lab);
    for (const int number : diagnose_parts(judged.signature, mutant_signatures(lab, mutants, cases),
                                           lab.allowed, cases, judged.operations, wrong)) {
      judged.result.diagnosis.push_back(mutants[static_cast<std::size_t>(number)]);
    }
  } catch (const Error& error) {
    judged.result.no_diagnosis = error.what();
  }
}

}  // namespace

StudentFile read_student_file(const std::filesystem::path& path) {
  const LabLanguage language = language_of(path);
  return {path, language, read_text(path)};
}

LabResult check_lab(const Lab& lab, const StudentFile& file, std::uint64_t seed) {
  LabResult result;
  result.lab = lab.number;
  result.file = file.path;
  const std::vector<LabCase> cases = read_cases(lab, seed);
  if (is_unwritten(file.text, lab, file.language)) {
    for (const LabCase& of : cases) {
      ++result.groups[of.group].of;
    }
    result.state = LabState::not_written;
    result.message = "nothing is written yet";
    return result;
  }
  const TemporaryFolder work;
  write_cases(work.path() / "in", cases);
  make_folder(work.path() / "out");
  const StudentRun run = run_student(lab, file.path, file.language, work.path() / "in",
                                     work.path() / "out", work.path());
  result.state = run.state;
  result.message = run.message;
  result.printed = run.printed;
  Judged judged{result, {}, 0, {}, {}};
  for (const LabCase& of : cases) {
    judged.add(of, judge_case(lab, of, work.path() / "out" / of.folder, judged.signature));
  }
  const bool ran = run.state == LabState::passed;
  if (ran && judged.written == 0) {
    result.state = LabState::not_written;
    result.message = "it gave no result for any of the cases";
    result.first.reset();
  }
  if (result.state == LabState::failed) {
    add_diagnosis(lab, cases, judged);
  }
  return result;
}

}  // namespace mrcnn
