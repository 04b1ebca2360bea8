#include "stages/program/import/fetch.hpp"

#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/io/sha256.hpp"

#include "stages/program/import/child_process.hpp"
#include "stages/program/import/model_cache.hpp"
#include "stages/program/import/published_weights.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

bool is_address(const std::string& from) {
  return from.find("://") != std::string::npos;
}

std::string file_name_of(const std::string& address) {
  const std::string path = address.substr(0, address.find_first_of("?#"));
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.empty() || name == ".." ? "weights" : name;
}

/// A file that is being downloaded, which one process at a time may do.
class PartialFile {
 public:
  PartialFile(const fs::path& path, const std::string& address)
      : path_(path), descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) {
      throw OutputError(path_text(path) + ": cannot be created");
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      ::close(descriptor_);
      throw UsageError(one_line(address) + ": is being downloaded by another mrcnn fetch");
    }
  }

  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  ~PartialFile() { ::close(descriptor_); }

  [[nodiscard]] const fs::path& path() const { return path_; }

  void remove() const {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }

  void remove_if_empty() const {
    std::error_code ignored;
    if (fs::is_empty(path_, ignored)) {
      remove();
    }
  }

  void start_again() const {
    std::error_code ignored;
    fs::resize_file(path_, 0, ignored);
  }

 private:
  fs::path path_;
  int descriptor_;
};

std::string hint(const PublishedWeights& weights) {
  return concat("; with a copy of the file: mrcnn fetch ", weights.name, " --from FILE");
}

ChildResult curl(const std::string& address, const fs::path& file, bool show_progress) {
  std::vector<std::string> arguments = {"--fail",
                                        "--location",
                                        "--show-error",
                                        "--proto",
                                        "=http,https",
                                        "--proto-redir",
                                        "=http,https",
                                        "--retry",
                                        "3",
                                        "--connect-timeout",
                                        "30",
                                        "--speed-limit",
                                        "1000",
                                        "--speed-time",
                                        "60",
                                        "--max-filesize",
                                        "4000000000",
                                        "--continue-at",
                                        "-",
                                        "--output",
                                        file.string()};
  arguments.push_back(show_progress ? "--progress-bar" : "--silent");
  arguments.insert(arguments.end(), {"--", address});
  try {
    const MemoryFile nothing;
    return run_child("curl", arguments, nothing, show_progress);
  } catch (const OutputError& error) {
    throw OutputError(concat(error.what(), "; install it: apt-get install curl"));
  }
}

/// Continues where an earlier call stopped, or starts again if the server cannot.
void download(const std::string& address, const PartialFile& file, bool show_progress,
              const PublishedWeights& weights) {
  constexpr int kNoRanges = 33;
  ChildResult result = curl(address, file.path(), show_progress);
  if (result.exit_code == kNoRanges) {
    file.start_again();
    result = curl(address, file.path(), show_progress);
  }
  if (result.exit_code == 0) {
    return;
  }
  file.remove_if_empty();
  const std::string said = result.error.substr(0, result.error.find('\n'));
  throw InputError(concat(
      one_line(address), ": cannot be downloaded: ",
      said.empty() ? concat("curl ended with ", result.exit_code) : one_line(said), hint(weights)));
}

/// Whether the file is the published one.
bool has_hash(const fs::path& file, const std::string& digits) {
  return sha256_of_file(file).starts_with(digits);
}

void check_hash(const fs::path& file, const std::string& shown, const std::string& digits,
                const PublishedWeights& weights) {
  if (!has_hash(file, digits)) {
    throw InputError(concat(one_line(shown), ": its SHA-256 begins with ",
                            sha256_of_file(file).substr(0, digits.size()), ", expected ", digits,
                            ": it is damaged or another file", hint(weights)));
  }
}

}  // namespace

fs::path fetched_model(const std::string& name) {
  return cache_folder() / (name + ".safetensors");
}

Conversion fetch(const FetchPlan& plan) {
  const PublishedWeights& weights = published_weights(plan.name);
  const std::vector<std::string> settings = {std::string(weights.settings)};
  const std::string from = plan.from.empty() ? std::string(weights.address) : plan.from;
  const fs::path target = plan.target.empty() ? fetched_model(plan.name) : plan.target;
  if (target.has_parent_path()) {
    make_folder(target.parent_path());
  }
  if (!is_address(from)) {
    check_hash(from, path_text(from), expected_hash(from, weights), weights);
    return convert_model(from, target, settings, {});
  }
  const std::string name = file_name_of(from);
  const std::string digits = expected_hash(name, weights);
  make_folder(cache_folder());
  const PartialFile file(cache_folder() / (name + ".part"), from);
  if (!has_hash(file.path(), digits)) {
    download(from, file, plan.show_progress, weights);
  }
  try {
    check_hash(file.path(), from, digits, weights);
    Conversion conversion = convert_model(file.path(), target, settings, {});
    file.remove();
    return conversion;
  } catch (const InputError&) {
    file.remove();
    throw;
  }
}

}  // namespace mrcnn
