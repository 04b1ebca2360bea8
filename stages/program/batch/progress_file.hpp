#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <map>
#include <memory_resource>
#include <string>
#include <utility>
#include <vector>

namespace mrcnn {

/// What a run over many images has finished, on disk: one line of JSON per image with the hashes of
/// model and configuration and the image's results. A line is appended as soon as its image is
/// done, so that an interrupted run loses at most one image, and no results are kept in memory.
class ProgressFile {
 public:
  /// Opens a file, usually OUT/progress.jsonl.
  ///
  ///   proceed         keep the lines of an earlier run; a line without an end is dropped
  ///   model, config   hashes, the same for the earlier run
  ///
  /// Throws UsageError "FILE: ..." if the earlier run had another model or configuration,
  /// InputError if it is another kind of file, OutputError if it cannot be written.
  ProgressFile(std::filesystem::path path, bool proceed, std::string model, std::string config);

  ProgressFile(const ProgressFile&) = delete;
  ProgressFile& operator=(const ProgressFile&) = delete;
  ~ProgressFile();

  /// Whether the image of this file was done at this position, from 1.
  [[nodiscard]] bool has(std::int64_t position, const std::string& file) const;

  /// Drops the lines of images that this run does not have at their position, and of images that
  /// changed since the file was last written.
  void keep_only(const std::vector<std::string>& files);

  [[nodiscard]] std::size_t count() const { return lines_.size(); }

  /// results  a JSON list (CocoResults::json)
  void append(std::int64_t position, const std::string& file, std::int64_t image_id,
              const std::string& results);

  /// Adds the lines of another such file, as far as they have ends, at the wanted positions that
  /// this one lacks. Throws like the constructor.
  void absorb(std::istream& lines, const std::function<bool(std::int64_t)>& wanted);

  /// All lines in the order of positions.
  [[nodiscard]] std::string text() const;

  /// Writes them into the file in that order, without the lines that were dropped. The last call.
  void put_in_order() const;

  /// Removes the file. The last call.
  void remove() const;

  /// Writes all results in the order of positions as one list.
  void write_results(const std::filesystem::path& path) const;

 private:
  struct Line {
    std::size_t file_hash = 0;  // of its name as the progress file has it
    std::int64_t start = 0;     // in the progress file
    std::size_t length = 0;
  };

  void read_lines();
  [[nodiscard]] std::pair<std::int64_t, std::string> read_line(const std::string& text) const;
  void add_line(std::int64_t position, const std::string& file, const std::string& text);
  void flush() const;
  void write_at_end(const std::string& text) const;
  [[nodiscard]] std::string text_of(const Line& line) const;
  [[noreturn]] void fail(const std::string& what) const;

  std::filesystem::path path_;
  std::string model_;
  std::string config_;
  std::filesystem::file_time_type written_ = std::filesystem::file_time_type::max();  // before
  int descriptor_ = -1;
  std::int64_t size_ = 0;  // of complete lines
  // Side by side: a small piece between the large ones of each image would keep them from being
  // joined when they are freed, and memory would grow with every image.
  std::pmr::monotonic_buffer_resource memory_of_lines_;
  std::pmr::map<std::int64_t, Line> lines_{&memory_of_lines_};  // by position
};

}  // namespace mrcnn
