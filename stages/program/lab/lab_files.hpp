#pragma once
#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

namespace mrcnn {

/// The text of a file, at most 1 MiB, with the line endings of Unix. Throws InputError.
std::string read_text(const std::filesystem::path& file);

/// Throws InputError.
nlohmann::json read_json(const std::filesystem::path& file);

/// A folder for intermediate files, which vanishes with its object.
class TemporaryFolder {
 public:
  /// Throws OutputError.
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace mrcnn
