#include "stages/program/lab/outside_array.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>

#include <execinfo.h>

#include "common/error.hpp"

namespace mrcnn {
namespace {

std::string in_parentheses(const Indices& numbers) {
  std::string text;
  for (const std::ptrdiff_t number : numbers) {
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  }
  return "(" + text + ")";
}

[[noreturn]] void throw_outside(const std::string& sentence, const char* source) {
  std::array<void*, 32> addresses{};
  const int count = ::backtrace(addresses.data(), static_cast<int>(addresses.size()));
  throw OutsideArray(sentence, source,
                     std::vector<void*>(addresses.begin(), addresses.begin() + count));
}

/// What a command prints; nothing if it cannot be run.
std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string text;
  for (int c = 0; pipe != nullptr && (c = std::fgetc(pipe.get())) != EOF;) {
    text += static_cast<char>(c);
  }
  return text;
}

}  // namespace

void check_index(const Indices& index, const Indices& shape, const char* source) {
  for (std::size_t axis = 0; axis < index.size(); ++axis) {
    if (index[axis] < 0 || index[axis] >= shape[axis]) {
      const std::string range =
          shape[axis] == 0 ? " is empty" : concat(" goes from 0 to ", shape[axis] - 1);
      throw_outside(concat("index ", in_parentheses(index), " is outside the array of shape ",
                           in_parentheses(shape), ": axis ", axis, range),
                    source);
    }
  }
}

void throw_too_few(const Indices& index, const Indices& shape, const char* source) {
  throw_outside(concat("index ", in_parentheses(index), " is too short for the array of shape ",
                       in_parentheses(shape), ": it needs one number per axis"),
                source);
}

int line_of(const OutsideArray& error) {
  static std::map<std::vector<void*>, int> known;
  const auto [row, is_new] = known.emplace(error.calls, 0);
  if (is_new) {
    std::string command =
        concat("addr2line -i -e '", std::filesystem::read_symlink("/proc/self/exe").string(), "'");
    for (void* call : error.calls) {
      // the call itself is before the address that it returns to
      command += concat(" ", static_cast<void*>(static_cast<char*>(call) - 1));
    }
    const std::string places = output_of(command + " 2>/dev/null");
    const std::string file = std::string(error.source) + ":";
    const std::size_t at = places.find(file);
    row->second = at == std::string::npos ? 0 : std::atoi(places.c_str() + at + file.size());
  }
  return row->second;
}

}  // namespace mrcnn
