#include "stages/program/lab/class_report.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/lab/lab_files.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// Folders of students: not .git, nor what macOS adds to zip files.
std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && !name.starts_with('.') && name != "__MACOSX") {
      folders.push_back(entry.path());
    }
  }
  if (failure) {
    throw InputError(path_text(folder) + ": " + failure.message());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

/// What cannot be read, a folder or a file of gigabytes, ends no class's report.
LabResult graded(const Lab& lab, const fs::path& file, std::uint64_t seed) {
  try {
    (void)read_text(file);
  } catch (const InputError& error) {
    LabResult result;
    result.lab = lab.number;
    result.file = file;
    result.state = LabState::not_written;
    result.message = error.what();
    return result;
  }
  return check_lab(lab, file, language_of(file), seed);
}

std::string state_text(const LabResult& result) {
  std::string text = concat("  lab ", result.lab, ": ", name_of(result.state));
  for (const auto& [group, score] : scores_of(result)) {
    text += concat("  ", group, " ", score.passed, "/", score.of);
  }
  for (const Mutant& mutant : result.diagnosis) {
    text += "  " + mutant.name;
  }
  return text + "\n";
}

}  // namespace

std::map<std::string, int> ClassReport::mutants() const {
  std::map<std::string, int> counts;
  for (const StudentReport& student : students) {
    for (const LabResult& result : student.labs) {
      for (const Mutant& mutant : result.diagnosis) {
        ++counts[mutant.name];
      }
    }
  }
  return counts;
}

ClassReport grade_class(const fs::path& folder, std::uint64_t seed) {
  ClassReport report{seed, {}};
  bool is_empty = true;
  const std::vector<Lab> labs = read_labs();
  for (const fs::path& student : folders_in(folder)) {
    report.students.push_back({student.filename().string(), {}});
    for (const Lab& lab : labs) {
      for (const char* extension : {".cpp", ".py"}) {
        const fs::path file = student / (std::to_string(lab.number) + extension);
        if (lab.is_graded() && fs::exists(file)) {
          report.students.back().labs.push_back(graded(lab, file, seed));
          is_empty = false;
        }
      }
    }
  }
  if (is_empty) {
    throw InputError(path_text(folder) + ": nothing to grade, expected STUDENT/7.cpp or 7.py");
  }
  return report;
}

nlohmann::ordered_json to_json(const ClassReport& report) {
  auto students = nlohmann::ordered_json::array();
  for (const StudentReport& student : report.students) {
    auto labs = nlohmann::ordered_json::array();
    for (const LabResult& result : student.labs) {
      labs.push_back(to_json(result));
    }
    students.push_back({{"name", student.name}, {"labs", std::move(labs)}});
  }
  return {{"seed", report.seed}, {"students", std::move(students)}, {"mutants", report.mutants()}};
}

std::string class_text(const ClassReport& report) {
  std::string text;
  for (const StudentReport& student : report.students) {
    text += one_line(student.name) + "\n";
    text += student.labs.empty() ? "  no lab: expected files such as 7.cpp or 7.py\n" : "";
    for (const LabResult& result : student.labs) {
      text += state_text(result);
    }
  }
  text += "misconceptions\n";
  for (const auto& [name, count] : report.mutants()) {
    text += concat("  ", count, "  ", name, "\n");
  }
  return text;
}

}  // namespace mrcnn
