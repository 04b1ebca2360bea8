#include "stages/program/batch/progress_file.hpp"

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

std::size_t hash_of(const std::string& file) {
  return std::hash<std::string>()(file);
}

}  // namespace

ProgressFile::ProgressFile(std::filesystem::path path, bool proceed, std::string model,
                           std::string config)
    : path_(std::move(path)), model_(std::move(model)), config_(std::move(config)) {
  constexpr mode_t kReadWriteForAll = 0666;  // less the umask
  std::error_code is_new;
  const auto written = std::filesystem::last_write_time(path_, is_new);
  written_ = is_new ? written_ : written;
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
  return line != lines_.end() && line->second.file_hash == hash_of(one_line(file));
}

void ProgressFile::keep_only(const std::vector<std::string>& files) {
  std::erase_if(lines_, [&](const auto& line) {
    const auto index = static_cast<std::size_t>(line.first - 1);
    std::error_code failure;
    return index >= files.size() || !has(line.first, files[index]) ||
           (std::filesystem::last_write_time(files[index], failure) > written_ && !failure);
  });
}

void ProgressFile::append(std::int64_t position, const std::string& file, std::int64_t image_id,
                          const std::string& results) {
  const std::string shown = one_line(file);
  const std::string text = concat(
      R"({"position":)", std::to_string(position), R"(,"file":)", nlohmann::json(shown).dump(),
      R"(,"image_id":)", std::to_string(image_id), R"(,"model":")", model_, R"(","config":")",
      config_, '"', kResults, without_line_ends(results), "}");
  add_line(position, shown, text);
  flush();
}

void ProgressFile::absorb(std::istream& lines, const std::function<bool(std::int64_t)>& wanted) {
  for (std::string text; std::getline(lines, text) && !lines.eof();) {
    const auto [position, file] = read_line(text);
    if (wanted(position) && !lines_.contains(position)) {
      add_line(position, file, text);
    }
  }
  flush();
}

std::string ProgressFile::text() const {
  std::string text;
  for (const auto& [position, line] : lines_) {
    text += text_of(line) + "\n";
  }
  return text;
}

void ProgressFile::put_in_order() const {
  std::int64_t end = 0;
  bool is_in_order = true;
  for (const auto& [position, line] : lines_) {
    is_in_order &= line.start == end;
    end = line.start + static_cast<std::int64_t>(line.length) + 1;
  }
  if (!is_in_order || end != size_) {
    OutputFile out(path_);
    out.write(text());
    out.commit();
  }
}

void ProgressFile::remove() const {
  std::filesystem::remove(path_);
}

void ProgressFile::write_results(const std::filesystem::path& path) const {
  OutputFile out(path);
  bool is_empty = true;
  for (const auto& [position, line] : lines_) {
    std::string results = text_of(line);
    results.erase(0, results.find(kResults) + std::string(kResults).size());
    results.pop_back();
    const std::string objects = one_object_a_line(results);
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
      const auto [position, file] = read_line(rest.substr(start, end - start));
      lines_[position] = {hash_of(file), size_, end - start};
      size_ += static_cast<std::int64_t>(end - start) + 1;
    }
    rest.erase(0, start);
  }
}

/// The position and the image file of a line.
std::pair<std::int64_t, std::string> ProgressFile::read_line(const std::string& text) const {
  const nlohmann::json document = parse_json(text, path_.string());
  const JsonFields fields(document, path_text(path_));
  (void)fields.list("detections");
  if (fields.string("model") != model_ || fields.string("config") != config_) {
    throw UsageError(path_text(path_) +
                     ": was made with another model, configuration or ground truth; start again "
                     "without --continue, or with another --out");
  }
  return {fields.integer("position", 1), fields.string("file")};
}

void ProgressFile::add_line(std::int64_t position, const std::string& file,
                            const std::string& text) {
  write_at_end(text + "\n");
  lines_[position] = {hash_of(file), size_, text.size()};
  size_ += static_cast<std::int64_t>(text.size()) + 1;
}

std::string ProgressFile::text_of(const Line& line) const {
  std::string text(line.length, '\0');
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::pread(descriptor_, text.data() + done, text.size() - done,
                                  line.start + static_cast<std::int64_t>(done));
    if (count <= 0) {
      fail("cannot be read");
    }
    done += static_cast<std::size_t>(count);
  }
  return text;
}

void ProgressFile::write_at_end(const std::string& text) const {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::pwrite(descriptor_, text.data() + done, text.size() - done,
                                   size_ + static_cast<std::int64_t>(done));
    if (count < 0 && errno != EINTR) {
      fail("cannot be written");
    }
    done += count < 0 ? 0 : static_cast<std::size_t>(count);
  }
}

void ProgressFile::flush() const {
  if (::fdatasync(descriptor_) != 0) {
    fail("cannot be flushed to disk");
  }
}

void ProgressFile::fail(const std::string& what) const {
  throw OutputError(
      concat(path_text(path_), ": ", what, ": ", std::generic_category().message(errno)));
}

}  // namespace mrcnn
