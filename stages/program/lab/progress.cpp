#include "stages/program/lab/progress.hpp"

#include <cstdlib>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/json_fields.hpp"
#include "common/io/user_folder.hpp"

#include "stages/program/lab/lab_files.hpp"

namespace mrcnn {

namespace fs = std::filesystem;

fs::path default_progress_file() {
  if (const fs::path data = user_folder("XDG_DATA_HOME", ".local/share"); !data.empty()) {
    return data / "mrcnn/labs.json";
  }
  throw OutputError(
      "neither XDG_DATA_HOME nor HOME says where the progress is kept: give --progress FILE");
}

std::map<int, LabProgress> read_progress(const fs::path& file) {
  std::map<int, LabProgress> progress;
  if (!fs::exists(file)) {
    return progress;
  }
  const nlohmann::json text = read_json(file);
  const JsonFields all(text, path_text(file));
  for (const auto& [number, value] : all.members().items()) {
    const JsonFields fields(value, all.where() + ": " + number);
    LabProgress& lab = progress[std::atoi(number.c_str())];
    fields.read("state", lab.state);
    fields.read("passed", lab.passed);
    fields.read("of", lab.of);
    fields.read("hints", lab.hints);
    fields.read("file", lab.file);
  }
  return progress;
}

void write_progress(const fs::path& file, const std::map<int, LabProgress>& progress) {
  auto text = nlohmann::ordered_json::object();
  for (const auto& [number, lab] : progress) {
    text[std::to_string(number)] = {{"state", lab.state},
                                    {"passed", lab.passed},
                                    {"of", lab.of},
                                    {"hints", lab.hints},
                                    {"file", lab.file}};
  }
  if (file.has_parent_path()) {
    make_folder(file.parent_path());
  }
  constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
  write_file(file, text.dump(2, ' ', false, kReplace) + "\n");
}

void note_result(LabProgress& progress, const LabResult& result) {
  const std::string passed = name_of(LabState::passed);
  const std::string file = fs::absolute(result.file).lexically_normal().string();
  if (progress.state == passed && result.state != LabState::passed && progress.file != file) {
    return;
  }
  progress.state = name_of(result.state);
  progress.file = file;
  progress.passed = 0;
  progress.of = 0;
  for (const auto& [group, score] : result.groups) {
    progress.passed += score.passed;
    progress.of += score.of;
  }
}

std::string hint_text(const Lab& lab, int number) {
  const fs::path file = lab.folder / "hints.md";
  const std::string text = "\n" + read_text(file);
  const std::size_t begin = text.find(concat("\n## ", number));
  if (begin == std::string::npos) {
    throw InputError(concat(path_text(file), ": no section \"## ", number, "\""));
  }
  const std::size_t end = text.find("\n## ", begin + 1);
  std::string section = text.substr(begin + 1, end == std::string::npos ? end : end - begin - 1);
  while (section.ends_with('\n')) {
    section.pop_back();
  }
  return section + "\n";
}

}  // namespace mrcnn
