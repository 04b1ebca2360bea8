#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "stages/program/cli/common_options.hpp"
#include "stages/program/lab/lab.hpp"
#include "stages/program/lab/progress.hpp"

namespace mrcnn {

/// Puts a student's function in the place of its step, and with it those of the other labs that
/// were passed: runs an image with our functions (OUT/ours) and once more with the student's
/// results in the steps' places (OUT/mine), and writes a page that compares the two
/// (OUT/page.html). Returns the exit code: 0 if both runs hold against each other, 1 if they differ
/// or the student's code does not run.
int run_with_student(const Lab& lab, const std::filesystem::path& file, const std::string& image,
                     const std::filesystem::path& out, const std::map<int, LabProgress>& progress,
                     const CommonOptions& common);

}  // namespace mrcnn
