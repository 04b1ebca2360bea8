#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mrcnn {

/// What a student's program may use.
struct ChildLimits {
  int seconds = 20;        // of processor time, so that a busy machine changes no grade
  int most_seconds = 300;  // by the clock: for a program that sleeps
  std::uint64_t memory = std::uint64_t{1} << 30U;   // bytes of address space
  std::uint64_t output = std::uint64_t{64} << 20U;  // bytes: files in its folder and what it prints
};

enum class ChildEnd { exited, died, too_slow, asleep, too_much_output };

struct LimitedChild {
  ChildEnd end = ChildEnd::exited;
  int code = 0;         // exit code, or the signal it died of
  std::string printed;  // the end of what it wrote to stdout and stderr, at most 64 KiB
};

/// Runs a program to its end, without input and with one thread, and ends it and its children when
/// it passes a limit. Throws OutputError if it cannot be started.
///
///   program      words[0] is a path, or a name that is searched for in PATH
///   working      the folder it runs in
///   output       the folder whose size counts as its output
LimitedChild run_limited(const std::vector<std::string>& words,
                         const std::filesystem::path& working, const std::filesystem::path& output,
                         const ChildLimits& limits = {});

}  // namespace mrcnn
