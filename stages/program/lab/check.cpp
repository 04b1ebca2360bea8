#include "stages/program/lab/check.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "stages/program/lab/case_result.hpp"
#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/student_run.hpp"

namespace mrcnn {
namespace {

/// What all cases together say.
struct Judged {
  LabResult& result;
  Signature signature;
  std::size_t written = 0;  // cases with a result or an exception
  bool has_open_part = false;

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
    written += judged.end != CaseEnd::missing && judged.end != CaseEnd::not_written ? 1 : 0;
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
        has_open_part = has_open_part || judged.end == CaseEnd::not_written;
        result.state = result.state == LabState::passed ? LabState::failed : result.state;
    }
    if (!result.first) {
      result.first =
          judged.first ? judged.first : FirstDifference{of.name, "", "no result", {}, {}, 0.0};
    }
  }
};

void add_diagnosis(const Lab& lab, const std::vector<LabCase>& cases, const Signature& signature,
                   LabResult& result) {
  try {
    const std::vector<Mutant> mutants = read_mutants(lab);
    for (const int number :
         diagnose(signature, mutant_signatures(lab, mutants, cases), lab.allowed)) {
      result.diagnosis.push_back(mutants[static_cast<std::size_t>(number)]);
    }
  } catch (const Error& error) {
    result.no_diagnosis = error.what();
  }
}

}  // namespace

std::vector<int> diagnose(const Signature& signature,
                          const std::map<std::vector<int>, Signature>& mutants, double allowed) {
  std::vector<int> shared;
  std::size_t smallest = 0;
  for (const std::size_t size : {1U, 2U}) {
    for (const auto& [numbers, of_mutant] : mutants) {
      if (numbers.size() != size || !agree(signature, of_mutant, allowed)) {
        continue;
      }
      std::vector<int> both;
      std::set_intersection(shared.begin(), shared.end(), numbers.begin(), numbers.end(),
                            std::back_inserter(both));
      shared = smallest == 0 ? numbers : (both.empty() ? shared : both);
      smallest = size;
    }
    if (smallest != 0) {
      break;
    }
  }
  return shared;
}

LabResult check_lab(const Lab& lab, const std::filesystem::path& file, LabLanguage language,
                    std::uint64_t seed) {
  LabResult result;
  result.lab = lab.number;
  result.file = file;
  const std::vector<LabCase> cases = read_cases(lab, seed);
  if (is_unwritten(read_text(file), lab, language)) {
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
  const StudentRun run =
      run_student(lab, file, language, work.path() / "in", work.path() / "out", work.path());
  result.state = run.state;
  result.message = run.message;
  Judged judged{result, {}};
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
    add_diagnosis(lab, cases, judged.signature, result);
  }
  return result;
}

}  // namespace mrcnn
