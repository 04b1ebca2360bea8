#pragma once
#include <cstddef>
#include <string>

#include "stages/program/cli/common_options.hpp"

namespace mrcnn {

/// Whether a command shows its progress: on a terminal, unless it should be quiet.
bool shows_progress(const CommonOptions& common);

inline constexpr const char* kClearLine = "\r\033[K";  // of a terminal

/// "[#####...............] masks" on standard error, if that is a terminal and nothing asks for
/// quiet. The destructor clears the line. Safe to call from several threads.
class ProgressBar {
 public:
  explicit ProgressBar(const CommonOptions& common);

  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  void show(std::size_t done, std::size_t of, const std::string& what) const;

  /// Makes room for a line of output.
  void clear() const;

 private:
  bool visible_;
};

}  // namespace mrcnn
