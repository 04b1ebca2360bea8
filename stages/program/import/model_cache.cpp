#include "stages/program/import/model_cache.hpp"

#include <ostream>
#include <span>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/known_files.hpp"
#include "common/io/one_line.hpp"
#include "common/io/sha256.hpp"
#include "common/io/user_folder.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/program/import/assumptions.hpp"
#include "stages/program/import/convert_model.hpp"
#include "stages/program/import/model_parts.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// The overrides without which the tensors do not fit the configuration.
std::vector<std::string> shape_overrides(const std::vector<std::string>& overrides) {
  std::vector<std::string> chosen;
  for (const std::string& override : overrides) {
    if (override.starts_with("proposals.aspect_ratios=")) {
      chosen.push_back(override);
    }
  }
  return chosen;
}

fs::path place_of(const fs::path& file, const std::vector<std::string>& overrides) {
  constexpr std::size_t kDigits = 8;
  std::string text;
  for (const std::string& override : overrides) {
    text += override + "\n";
  }
  const std::string suffix =
      text.empty() ? "" : "-" + sha256(std::as_bytes(std::span(text))).substr(0, kDigits);
  return cache_folder() / (hash_of_model(file) + suffix + ".safetensors");
}

}  // namespace

fs::path cache_folder() {
  if (const fs::path cache = user_folder("XDG_CACHE_HOME", ".cache"); !cache.empty()) {
    return cache / "mrcnn";
  }
  throw OutputError("neither XDG_CACHE_HOME nor HOME says where the cache folder is");
}

fs::path loadable_model(const fs::path& file, const std::vector<std::string>& overrides,
                        const std::optional<std::string>& architecture, std::ostream* notes) {
  const bool is_ours = !known_file(file) &&
                       (architecture || read_safetensors_metadata(file).contains("mrcnn.config"));
  if (is_ours) {
    return file;
  }
  const std::vector<std::string> chosen = shape_overrides(overrides);
  try {
    const fs::path target = place_of(file, chosen);
    if (std::error_code failure; fs::is_regular_file(target, failure)) {
      return target;
    }
    make_folder(target.parent_path());
    const Conversion conversion = convert_model(file, target, chosen, architecture);
    if (notes != nullptr) {
      const std::string begin = "mrcnn: " + path_text(file) + ": ";
      *notes << begin << "converted once into " << path_text(target)
             << (conversion.found.empty() ? "" : "; ") << conversion.found << "\n";
      const std::vector<std::string> assumed = without_overrides(conversion.assumed, overrides);
      *notes << (assumed.empty() ? "" : begin + assumption_text(conversion.config, assumed) + "\n");
    }
    return target;
  } catch (const OutputError& error) {
    throw OutputError(concat(error.what(), "; ", path_text(file),
                             " can be converted to another place: mrcnn model convert ",
                             path_text(file), " -o MODEL.safetensors"));
  }
}

}  // namespace mrcnn
