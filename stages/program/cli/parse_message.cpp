#include "stages/program/cli/parse_message.hpp"

#include <filesystem>
#include <functional>

#include "common/error.hpp"
#include "common/io/near_name.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

using Visit = std::function<void(const CLI::Option&)>;

/// The options of the program and of the commands that were chosen; of all commands before parsing.
void for_each_option(const CLI::App& program, bool of_all, const Visit& visit) {
  for (const CLI::Option* option : program.get_options()) {
    visit(*option);
  }
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (of_all || command->parsed()) {
      for_each_option(*command, of_all, visit);
    }
  }
}

bool begins_like_option(const std::string& word) {
  return word.size() > 1 && word[0] == '-' && (word[1] < '0' || word[1] > '9');
}

/// "-a.png: ..., a file of this name is written ./-a.png"
std::string unknown_option(const CLI::App& program, const std::string& word) {
  std::vector<std::string> names;
  for_each_option(program, /*of_all=*/false, [&](const CLI::Option& option) {
    for (const std::string& name : option.get_lnames()) {
      names.push_back("--" + name);
    }
  });
  const auto near = near_name(word.substr(0, word.find('=')), names);
  return one_line(word) + ": no such option" + (near ? ", " + *near + " is near" : "") +
         "; a file of this name is written ./" + one_line(word);
}

/// CLI11 says "--images: 1 required TEXT missing", or "--box: At least 4 required but received 2".
std::string wrong_count(const std::string& message) {
  const std::size_t colon = message.find(": ");
  const std::string option = message.substr(0, colon) + ": expected ";
  const std::string count = message.substr(message.rfind(' ') + 1);
  if (message.ends_with(" missing")) {
    const std::string wanted = message.substr(colon + 2, message.find(' ', colon + 2) - colon - 2);
    return option + (wanted == "1" ? "a value, got none" : wanted + " values, got fewer");
  }
  return option + (message.find(": At Most ") == colon ? "fewer" : "more") + " values, got " +
         count;
}

}  // namespace

std::string parse_message(const CLI::App& program, const CLI::ParseError& error) {
  for (const std::string& word : program.remaining(/*recurse=*/true)) {
    if (begins_like_option(word)) {
      return unknown_option(program, word);
    }
    if (program.get_subcommands().empty()) {
      return one_line(word) + ": no such command";
    }
  }
  return dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr ? wrong_count(error.what())
                                                                       : error.what();
}

void check_values(const CLI::App& program) {
  for_each_option(program, /*of_all=*/false, [&](const CLI::Option& option) {
    if (!option.nonpositional() || option.get_expected_max() != 1) {
      return;
    }
    for (const std::string& value : option.results()) {
      if (value.empty()) {
        throw UsageError(option.get_name() + ": expected a value, got an empty one");
      }
      if (value == "-") {
        throw UsageError(
            option.get_name() +
            ": expected a path, got -, and standard input and output are not supported; "
            "a file of this name is written ./-");
      }
      for_each_option(program, /*of_all=*/false, [&](const CLI::Option& other) {
        if (begins_like_option(value) && other.check_name(value)) {
          throw UsageError(option.get_name() + ": expected a value, got the option " + value +
                           "; a file of this name is written ./" + value);
        }
      });
    }
  });
}

void refuse_files_like_options(const CLI::App& program, const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    const std::string& word = arguments[i];
    std::error_code ignored;
    if (!begins_like_option(word) || word.size() < 3 || word[1] == '-' ||
        !std::filesystem::exists(word, ignored)) {
      continue;
    }
    bool is_value = false;
    for_each_option(program, /*of_all=*/true, [&](const CLI::Option& option) {
      is_value |= i > 0 && option.get_expected_min() > 0 && option.check_name(arguments[i - 1]);
    });
    if (!is_value) {
      throw UsageError(one_line(word) +
                       ": would be read as options; the file of this name is written ./" +
                       one_line(word));
    }
  }
}

}  // namespace mrcnn
