#pragma once
#include <filesystem>
#include <string>

#include "stages/program/lab/check.hpp"
#include "stages/program/lab/limited_child.hpp"

namespace mrcnn {

/// The result of running a student's file: state passed means that it ran to its end.
struct StudentRun {
  LabState state = LabState::passed;
  std::string message;
  std::string printed = {};  // the end of what its program wrote to stdout and stderr
};

/// Compiles and links a C++ file in `work`, or takes a script unchanged, and lets it compute the
/// cases of `in`.
StudentRun run_student(const Lab& lab, const std::filesystem::path& file, LabLanguage language,
                       const std::filesystem::path& in, const std::filesystem::path& out,
                       const std::filesystem::path& work, const ChildLimits& limits = {});

}  // namespace mrcnn
