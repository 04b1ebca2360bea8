#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "stages/program/lab/check.hpp"

namespace mrcnn {

inline constexpr int kHints = 3;  // of every lab

/// What a student did in one lab.
struct LabProgress {
  std::string state = "not begun";  // or the name of a LabState
  int passed = 0;                   // cases, when last checked
  int of = 0;
  int hints = 0;     // shown so far
  std::string file;  // absolute
};

/// $XDG_DATA_HOME/mrcnn/labs.json, else ~/.local/share/mrcnn/labs.json. Throws OutputError if
/// neither variable is set.
std::filesystem::path default_progress_file();

/// By number of the lab; nothing if there is no file. Throws InputError.
std::map<int, LabProgress> read_progress(const std::filesystem::path& file);

/// Throws OutputError.
void write_progress(const std::filesystem::path& file, const std::map<int, LabProgress>& progress);

/// The progress after a check. A file that passed stays until it fails itself or another passes.
void note_result(LabProgress& progress, const LabResult& result);

/// One of the three sections "## 1", "## 2", "## 3" of hints.md. Throws InputError if it is
/// missing.
std::string hint_text(const Lab& lab, int number);

}  // namespace mrcnn
