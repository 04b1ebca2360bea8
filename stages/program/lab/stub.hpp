#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <string>

#include "stages/program/lab/lab.hpp"

namespace mrcnn {

/// What a lab can be written in.
enum class LabLanguage { cpp, python };

constexpr auto names_of(LabLanguage) {
  return std::array{"c++", "python"};
}

/// By the file's extension: .cpp, .cc, .cxx or .py; nothing for others.
std::optional<LabLanguage> find_language(const std::filesystem::path& file);

/// The same; throws UsageError for others.
LabLanguage language_of(const std::filesystem::path& file);

/// The stub's file in the folder of a lab. Only a student edition has one, instead of the
/// reference.
constexpr const char* stub_name(LabLanguage language) {
  return language == LabLanguage::cpp ? "stub.cpp" : "stub.py";
}

/// The file that a student begins with: contracts and given code, without the bodies. The C++ stub
/// is the reference without what stands between [lab] marks; the script has the protocol of
/// design.md in it.
std::string stub_text(const Lab& lab, LabLanguage language);

/// Whether a file holds no work yet: it is empty, has comments only, or is the stub.
bool is_unwritten(const std::string& text, const Lab& lab, LabLanguage language);

}  // namespace mrcnn
