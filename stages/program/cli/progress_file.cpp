#include "stages/program/cli/progress_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/io/json_fields.hpp"
#include "common/io/one_line.hpp"
#include "common/io/output_file.hpp"

namespace mrcnn {
namespace {

// The last field of a line. Quotes inside a string are escaped, so that it occurs only once.
constexpr const char* kResults = ",\"detections\":";

/// One line of text; strings in JSON hold no line ends.
std::string without_line_ends(std::string text) {
  std::erase(text, '\n');
  return text;
}

/// One object on each line again. Inside strings, which hold run lengths, there are no braces.
std::string one_object_a_line(const std::string& list) {
  std::string lines;
  for (std::size_t i = 1; i + 1 < list.size(); ++i) {
    lines += list[i];
    if (list[i] == ',' && list[i - 1] == '}') {
      lines += '\n';
    }
  }
  return lines;
}

}  // namespace

ProgressFile::ProgressFile(const std::filesystem::path& folder, bool proceed, std::string model,
                           std::string config)
    : path_(folder / "progress.jsonl"), model_(std::move(model)), config_(std::move(config)) {
  constexpr mode_t kReadWriteForAll = 0666;  // less the umask
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
                       kReadWriteForAll);

  struct stat status {};

  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    fail("cannot be opened");
  }
  if (proceed) {
    read_lines();
  }
  if (::ftruncate(descriptor_, size_) != 0) {
    fail("cannot be written");
  }
}

ProgressFile::~ProgressFile() {
  ::close(descriptor_);
}

bool ProgressFile::has(std::int64_t position, const std::string& file) const {
  const auto line = lines_.find(position);
  return line != lines_.end() && line->second.file == one_line(file);
}

void ProgressFile::append(std::int64_t position, const std::string& file, std::int64_t image_id,
                          const std::string& results) {
  const std::string shown = one_line(file);
  const std::string text = concat(
      R"({"position":)", std::to_string(position), R"(,"file":)", nlohmann::json(shown).dump(),
      R"(,"image_id":)", std::to_string(image_id), R"(,"model":")", model_, R"(","config":")",
      config_, '"', kResults, without_line_ends(results), "}");
  write_line(text + "\n");
  lines_[position] = {shown, size_, text.size()};
  size_ += static_cast<std::int64_t>(text.size()) + 1;
}

void ProgressFile::write_results(const std::filesystem::path& path) const {
  OutputFile out(path);
  bool is_empty = true;
  for (const auto& [position, line] : lines_) {
    const std::string objects = one_object_a_line(results_of(line));
    if (!objects.empty()) {
      out.write(is_empty ? "[\n" : ",\n");
      out.write(objects);
      is_empty = false;
    }
  }
  out.write(is_empty ? "[]\n" : "\n]\n");
  out.commit();
}

void ProgressFile::read_lines() {
  constexpr std::size_t kBlock = std::size_t{1} << 20U;
  std::string rest;
  std::string block(kBlock, '\0');
  for (std::int64_t offset = 0;;) {
    const ssize_t count = ::pread(descriptor_, block.data(), block.size(), offset);
    if (count < 0) {
      fail("cannot be read");
    }
    if (count == 0) {
      return;
    }
    offset += count;
    rest.append(block, 0, static_cast<std::size_t>(count));
    std::size_t start = 0;
    for (std::size_t end = 0; (end = rest.find('\n', start)) != std::string::npos;
         start = end + 1) {
      read_line(rest.substr(start, end - start), size_);
      size_ += static_cast<std::int64_t>(end - start) + 1;
    }
    rest.erase(0, start);
  }
}

void ProgressFile::read_line(const std::string& text, std::int64_t start) {
  const nlohmann::json document = parse_json(text, path_.string());
  const JsonFields fields(document, path_text(path_));
  (void)fields.list("detections");
  if (fields.string("model") != model_ || fields.string("config") != config_) {
    throw UsageError(path_text(path_) +
                     ": was made with another model, configuration or ground truth; start again "
                     "without --continue, or with another --out");
  }
  lines_[fields.integer("position", 1)] = {fields.string("file"), start, text.size()};
}

std::string ProgressFile::results_of(const Line& line) const {
  std::string text(line.length, '\0');
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::pread(descriptor_, text.data() + done, text.size() - done,
                                  line.start + static_cast<std::int64_t>(done));
    if (count <= 0) {
      fail("cannot be read");
    }
    done += static_cast<std::size_t>(count);
  }
  const std::size_t results = text.find(kResults) + std::string(kResults).size();
  return text.substr(results, text.size() - 1 - results);
}

void ProgressFile::write_line(const std::string& text) const {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::pwrite(descriptor_, text.data() + done, text.size() - done,
                                   size_ + static_cast<std::int64_t>(done));
    if (count < 0 && errno != EINTR) {
      fail("cannot be written");
    }
    done += count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  if (::fdatasync(descriptor_) != 0) {
    fail("cannot be flushed to disk");
  }
}

void ProgressFile::fail(const std::string& what) const {
  throw OutputError(
      concat(path_text(path_), ": ", what, ": ", std::generic_category().message(errno)));
}

}  // namespace mrcnn
