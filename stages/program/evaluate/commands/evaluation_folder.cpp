#include "stages/program/evaluate/commands/evaluation_folder.hpp"

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/json.hpp"
#include "common/io/one_line.hpp"
#include "common/trace/trace_folder.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// A file's JSON object with these fields, or null if the file does not exist.
nlohmann::ordered_json read_object(const fs::path& file, const std::vector<const char*>& fields) {
  constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 28U;
  if (!fs::exists(file)) {
    return nullptr;
  }
  const nlohmann::json object = parse_json(as_text(read_file(file, kLargestFile)), file.string());
  for (const char* field : fields) {
    if (!object.is_object() || !object.contains(field)) {
      throw InputError(path_text(file) + ": has no field \"" + field +
                       "\", expected what this version of mrcnn writes");
    }
  }
  return object;
}

}  // namespace

bool is_evaluation(const fs::path& folder) {
  return fs::exists(folder / "evaluation.json") && !TraceFolder::is_trace(folder);
}

nlohmann::ordered_json read_evaluation(const fs::path& folder, const fs::path& page) {
  const fs::path absolute = fs::absolute(folder).lexically_normal();
  nlohmann::ordered_json accuracy = read_object(folder / "evaluation.json", {});
  for (const auto& [kind, of_kind] : accuracy.items()) {
    if (!of_kind.is_object() || !of_kind.contains("stats") || !of_kind.contains("classes")) {
      throw InputError(path_text(folder / "evaluation.json") + ": " + one_line(kind) +
                       ": expected \"stats\" and \"classes\", as mrcnn eval writes them");
    }
  }
  const nlohmann::ordered_json anchors = read_object(folder / "anchors.json", {"recall"});
  const fs::path name =
      absolute.has_filename() ? absolute.filename() : absolute.parent_path().filename();
  return {
      {"name", name.string()},
      {"accuracy", accuracy},
      {"curves", read_object(folder / "curves.json", {})},
      {"errors", read_object(folder / "errors.json",
                             {"counts", "classes", "confusion", "scores_right", "images"})},
      {"proposals",
       anchors.contains("proposals") ? anchors["proposals"] : nlohmann::ordered_json()},
      {"folder", absolute.lexically_relative(fs::absolute(page).lexically_normal().parent_path())
                     .generic_string()}};
}

}  // namespace mrcnn
