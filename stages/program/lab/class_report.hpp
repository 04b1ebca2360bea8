#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "stages/program/lab/check.hpp"

namespace mrcnn {

/// What one student handed in.
struct StudentReport {
  std::string name;
  std::vector<LabResult> labs;
  std::vector<std::string> ignored;  // C++ and Python files that are not called like a lab
};

/// A class, graded with hidden cases.
struct ClassReport {
  std::uint64_t seed = 0;
  std::vector<StudentReport> students;

  /// How many files show each misconception.
  [[nodiscard]] std::map<std::string, int> mutants() const;
};

/// Grades FOLDER/STUDENT/N.cpp and N.py (or what else find_language() knows) for every lab N. The
/// random cases are those of the seed. Throws InputError if the folder holds none.
ClassReport grade_class(const std::filesystem::path& folder, std::uint64_t seed);

/// {"seed", "students": [{"name", "labs": [...], "ignored": [...]}], "mutants": {"half_pixel": 3}}
nlohmann::ordered_json to_json(const ClassReport& report);

/// The same for people.
std::string class_text(const ClassReport& report);

}  // namespace mrcnn
