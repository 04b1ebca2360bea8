#include "stages/program/import/import_file.hpp"

#include <csignal>
#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// The importer, a program beside this one.
fs::path importer_for(const fs::path& source) {
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  const fs::path beside = program.parent_path() / "mrcnn-import";
  if (!fs::exists(beside, failure)) {
    throw InputError(path_text(source) + ": needs the program " + path_text(beside) +
                     ", which is built and installed with mrcnn");
  }
  return beside;
}

/// The importer's error message without its name in front.
std::string message_of(const ChildResult& result) {
  constexpr std::string_view kName = "mrcnn-import: ";
  std::string_view message = result.error;
  message.remove_prefix(message.starts_with(kName) ? kName.size() : 0);
  return std::string(message.substr(0, message.find('\n')));
}

}  // namespace

void import_file(const fs::path& file, const std::string& place, const MemoryFile& out) {
  constexpr int kCannotWrite = 4;
  const ChildResult result = run_child(importer_for(file).string(), {file.string(), place}, out);
  if (result.exit_code == 0) {
    return;
  }
  if (result.signal == SIGXCPU || result.signal == SIGALRM || result.signal == SIGKILL) {
    throw InputError(path_text(file) + ": cannot be read within the limits of time and memory");
  }
  const std::string message = message_of(result);
  if (result.exit_code == kCannotWrite) {  // it may not have been able to say why
    throw OutputError(path_text(file) + ": " +
                      (message.empty() ? "the importer cannot write: no space, or a limit on the "
                                         "size of files"
                                       : message));
  }
  if (result.signal != 0 || message.empty()) {
    throw InputError(path_text(file) + ": is damaged: the library that reads it crashes on it");
  }
  throw InputError(message);
}

}  // namespace mrcnn
