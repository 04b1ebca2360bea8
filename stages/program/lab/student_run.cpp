#include "stages/program/lab/student_run.hpp"

#include <csignal>
#include <cstring>
#include <sstream>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/lab/toolchain.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

/// What the linker says, without the files that it names one a line (-t -t).
std::string complaints_in(const std::string& messages) {
  std::istringstream lines(messages);
  std::string complaints;
  for (std::string line; std::getline(lines, line);) {
    complaints += line.find(": ") == std::string::npos ? "" : line + "\n";
  }
  return complaints;
}

/// The student's program, or the error that prevented it.
StudentRun build_student(const Lab& lab, const fs::path& file, const fs::path& program) {
  const Toolchain toolchain;
  const fs::path object = program.string() + ".o";
  const Compiled compiled = toolchain.compile(fs::absolute(file), object);
  if (!compiled.is_good) {
    return {LabState::does_not_compile, compiled.messages};
  }
  const Compiled linked = toolchain.link({object}, program);
  if (!linked.is_good) {
    return {LabState::does_not_compile, complaints_in(linked.messages)};
  }
  // The linker took our own function: the student's file has none with this signature.
  for (const LabPart& part : lab.parts) {
    if (linked.messages.find(part.file.filename().string() + ".o") != std::string::npos) {
      return {LabState::does_not_compile,
              concat(path_text(file), " does not define ", part.function,
                     "() with the arguments of ", part.header.string(), "; `mrcnn lab start ",
                     lab.number, "` writes a file that does")};
    }
  }
  return {};
}

std::string last_line(const std::string& text) {
  std::istringstream lines(text);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    last = line.empty() ? last : line;
  }
  return last;
}

/// "line 12: NameError: name 'x' is not defined", from a traceback.
std::string python_error(const std::string& printed, const fs::path& file) {
  if (printed.find("No module named 'numpy'") != std::string::npos) {
    return "python3 has no NumPy: install it (Debian: apt install python3-numpy, else pip install "
           "numpy)";
  }
  const std::string place = "File \"" + file.string() + "\", line ";
  const std::size_t at = printed.rfind(place);
  const std::string line =
      at == std::string::npos
          ? ""
          : "line " + std::to_string(std::atoi(printed.c_str() + at + place.size())) + ": ";
  return line + last_line(printed);
}

/// Why the checks of the standard library ended a program.
std::string abort_reason(const std::string& printed) {
  const bool is_index = printed.find("Assertion '__n < this->size()' failed") != std::string::npos;
  return is_index ? "an index into a std::vector is negative or not below its size()" : "";
}

StudentRun judged(const LimitedChild& child, const fs::path& file, const ChildLimits& limits) {
  constexpr int kMiB = 1 << 20;
  switch (child.end) {
    case ChildEnd::too_slow:
      return {LabState::timed_out, concat("it took more than ", limits.seconds, " s")};
    case ChildEnd::asleep:
      return {LabState::timed_out, concat("it did not end within ", limits.most_seconds, " s")};
    case ChildEnd::too_much_output:
      return {LabState::timed_out, concat("it wrote more than ", limits.output / kMiB, " MiB")};
    case ChildEnd::died:
      if (const std::string reason = abort_reason(child.printed); !reason.empty()) {
        return {LabState::crashed, reason};
      }
      return {LabState::crashed, concat("signal ", child.code, ", ", ::strsignal(child.code))};
    case ChildEnd::exited:
      break;
  }
  if (child.code == 0) {
    return {};
  }
  const std::string reason = python_error(child.printed, file);
  return {LabState::crashed, reason.empty() ? concat("exit code ", child.code) : reason};
}

}  // namespace

StudentRun run_student(const Lab& lab, const fs::path& file, LabLanguage language,
                       const fs::path& in, const fs::path& out, const fs::path& work,
                       const ChildLimits& limits) {
  const fs::path source = fs::absolute(file);
  Words words = {"python3", source.string()};
  if (language == LabLanguage::cpp) {
    const fs::path program = work / "student";
    if (StudentRun built = build_student(lab, source, program); built.state != LabState::passed) {
      return built;
    }
    words = {program.string()};
  }
  words.insert(words.end(), {in.string(), out.string()});
  const LimitedChild child = run_limited(words, work, out, limits);
  StudentRun run = judged(child, source, limits);
  const bool is_traceback = child.end == ChildEnd::exited && child.code != 0;
  run.printed = is_traceback ? "" : child.printed;
  return run;
}

}  // namespace mrcnn
