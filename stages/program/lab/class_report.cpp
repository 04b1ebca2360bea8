#include "stages/program/lab/class_report.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// What a folder holds, by name: not .git, nor what macOS adds to zip files.
std::vector<fs::path> entries_in(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.') && name != "__MACOSX") {
      entries.push_back(entry.path());
    }
  }
  if (failure) {
    throw InputError(path_text(folder) + ": " + failure.message());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

/// An entry that cannot be read, a folder or a file of gigabytes, does not end the report.
LabResult graded(const Lab& lab, const fs::path& path, std::uint64_t seed) {
  StudentFile file;
  try {
    file = read_student_file(path);
  } catch (const InputError& error) {
    LabResult result;
    result.lab = lab.number;
    result.file = path;
    result.state = LabState::not_written;
    result.message = error.what();
    return result;
  }
  return check_lab(lab, file, seed);
}

std::string state_text(const LabResult& result) {
  std::string text =
      concat("  ", one_line(result.file.filename().string()), ": ", name_of(result.state));
  for (const auto& [group, score] : scores_of(result)) {
    text += concat("  ", group, " ", score.passed, "/", score.of);
  }
  for (const Mutant& mutant : result.diagnosis) {
    text += "  " + mutant.name;
  }
  constexpr std::size_t kLongest = 100;
  const std::string reason = result.message.substr(0, result.message.find('\n'));
  return text + (reason.empty() ? "" : "  (" + one_line(reason, kLongest) + ")") + "\n";
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
  const auto lab_of = [&](const fs::path& file) {
    return std::find_if(labs.begin(), labs.end(), [&](const Lab& lab) {
      return lab.is_graded() && file.stem() == std::to_string(lab.number);
    });
  };
  for (const fs::path& student : entries_in(folder)) {
    if (!fs::is_directory(student)) {
      continue;
    }
    StudentReport& of_student = report.students.emplace_back();
    of_student.name = student.filename().string();
    for (const fs::path& file : entries_in(student)) {
      const auto lab = lab_of(file);
      if (!find_language(file)) {
        continue;
      }
      if (lab == labs.end()) {
        of_student.ignored.push_back(file.filename().string());
      } else {
        of_student.labs.push_back(graded(*lab, file, seed));
        is_empty = false;
      }
    }
    std::stable_sort(of_student.labs.begin(), of_student.labs.end(),
                     [](const auto& a, const auto& b) { return a.lab < b.lab; });
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
    students.push_back(
        {{"name", student.name}, {"labs", std::move(labs)}, {"ignored", student.ignored}});
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
    for (const std::string& file : student.ignored) {
      text += "  " + one_line(file) + ": not graded, expected the number of a lab, as in 7.cpp\n";
    }
  }
  text += "misconceptions\n";
  for (const auto& [name, count] : report.mutants()) {
    text += concat("  ", count, "  ", name, "\n");
  }
  return text;
}

}  // namespace mrcnn
