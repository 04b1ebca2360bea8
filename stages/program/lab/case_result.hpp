#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "stages/program/lab/check.hpp"

namespace mrcnn {

/// An array that a student's code wrote. Without one, `reason` says what is wrong with the file.
std::optional<Array> read_result(const std::filesystem::path& file, std::string& reason);

/// What is wrong with dtype or shape of a result; empty if nothing. The number of rows may differ
/// where it is itself a result.
std::string wrong_form(const Operation& operation, const std::string& output, const Array& yours,
                       const Array& expected);

enum class CaseEnd { passed, differs, wrong_output, exception, not_written, missing };

/// The result of a student's code for one case.
struct CaseResult {
  CaseEnd end = CaseEnd::passed;
  std::string message;
  std::optional<FirstDifference> first;
};

/// The message for a case whose function threw, from the note in its folder of results.
std::optional<CaseResult> exception_in(const std::filesystem::path& folder);

/// Compares the arrays in `folder` with the expected ones, and appends them to the signature.
CaseResult judge_case(const Lab& lab, const LabCase& of, const std::filesystem::path& folder,
                      Signature& signature);

}  // namespace mrcnn
