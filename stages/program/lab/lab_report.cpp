#include <algorithm>
#include <cmath>
#include <sstream>

#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/io/number_text.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/lab/check.hpp"

namespace mrcnn {
namespace {

using nlohmann::ordered_json;

ordered_json number_or_null(const std::optional<double>& value) {
  return value ? number_json(*value) : ordered_json();
}

ordered_json first_json(const std::optional<FirstDifference>& first) {
  if (!first) {
    return nullptr;
  }
  return {{"case", first->case_name},
          {"array", first->array},
          {"where", first->where},
          {"yours", number_or_null(first->yours)},
          {"expected", number_or_null(first->expected)},
          {"allowed", first->allowed}};
}

std::string number_text(const std::optional<double>& value) {
  constexpr int kDigits = 7;
  const bool is_nan = value && std::isnan(*value);  // which may print as "-nan"
  return !value ? "nothing" : is_nan ? "nan" : significant_digits(*value, kDigits);
}

std::string first_text(const FirstDifference& first, const std::string& message) {
  if (first.array.empty()) {
    const std::string text = first.case_name + ": " + first.where;
    return text == message ? "" : "first: " + text + "\n";
  }
  return "first: " + first.case_name + ": " + first.array + " at " + first.where + ": yours " +
         number_text(first.yours) + ", expected " + number_text(first.expected) +
         (first.allowed > 0 ? " (allowed " + significant_digits(first.allowed, 2) + ")" : "") +
         "\n";
}

std::string diagnosis_text(const LabResult& result) {
  if (!result.no_diagnosis.empty()) {
    return "no diagnosis: " + one_line(result.no_diagnosis, 300) + "\n";
  }
  std::string names;
  std::string texts;
  for (const Mutant& mutant : result.diagnosis) {
    names += (names.empty() ? "`" : " and `") + mutant.name + "`";
    texts += "  " + mutant.name + ": " + mutant.text + "\n      See " + mutant.lesson + "\n";
  }
  return names.empty()
             ? "your results match no misconception of this lab\n"
             : "your results are those of " + names +
                   (result.diagnosis.size() > 1 ? " together" : "") + " on all cases:\n" + texts;
}

/// The last lines of what the student's code printed.
std::string printed_text(const std::string& printed) {
  constexpr std::size_t kLines = 10;
  constexpr std::size_t kLongest = 500;
  std::vector<std::string> lines;
  std::istringstream text(printed);
  for (std::string line; std::getline(text, line);) {
    lines.push_back("    " + one_line(line, kLongest) + "\n");
  }
  std::string last;
  for (std::size_t i = lines.size() - std::min(lines.size(), kLines); i < lines.size(); ++i) {
    last += lines[i];
  }
  const std::string which = lines.size() > kLines ? concat(", the last ", kLines, " lines") : "";
  return last.empty() ? "" : "it printed" + which + ":\n" + last;
}

std::string groups_text(const LabResult& result) {
  std::string text;
  for (const auto& [group, score] : scores_of(result)) {
    text += concat(text.empty() ? "" : "    ", group, " ", score.passed, " of ", score.of);
  }
  return text + "\n";
}

}  // namespace

std::vector<std::pair<std::string, GroupScore>> scores_of(const LabResult& result) {
  std::vector<std::pair<std::string, GroupScore>> scores;
  for (const std::string& group : kCaseGroups) {
    const auto score = result.groups.find(group);
    if (score != result.groups.end()) {
      scores.push_back(*score);
    }
  }
  return scores;
}

ordered_json to_json(const LabResult& result) {
  auto groups = ordered_json::object();
  for (const auto& [group, score] : scores_of(result)) {
    groups[group] = {{"passed", score.passed}, {"of", score.of}};
  }
  auto diagnosis = ordered_json::array();
  for (const Mutant& mutant : result.diagnosis) {
    diagnosis.push_back(
        {{"mutant", mutant.name}, {"text", mutant.text}, {"lesson", mutant.lesson}});
  }
  return {{"lab", result.lab},
          {"file", result.file.string()},
          {"state", name_of(result.state)},
          {"message", result.message},
          {"groups", std::move(groups)},
          {"first", first_json(result.first)},
          {"diagnosis", std::move(diagnosis)}};
}

std::string lab_text(const Lab& lab, const LabResult& result) {
  std::string state = name_of(result.state);
  std::replace(state.begin(), state.end(), '_', ' ');
  std::string text =
      concat("lab ", lab.number, " ", lab.name, "   ", path_text(result.file), ": ", state, "\n");
  if (!result.message.empty()) {
    text += result.message + (result.message.back() == '\n' ? "" : "\n");
  }
  if (result.state == LabState::not_written || result.state == LabState::does_not_compile) {
    return text + printed_text(result.printed);
  }
  text += groups_text(result);
  text += result.first ? first_text(*result.first, result.message) : "";
  text += result.state == LabState::failed ? diagnosis_text(result) : "";
  text += result.state == LabState::passed ? "" : printed_text(result.printed);
  return text;
}

}  // namespace mrcnn
