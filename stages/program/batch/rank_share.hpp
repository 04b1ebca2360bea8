#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "stages/program/batch/progress_file.hpp"
#include "stages/program/batch/ranks.hpp"

namespace mrcnn {

/// Messages about images by their index.
using ImageMessages = std::map<std::size_t, std::string>;

/// What one of the processes that mpirun started does: every count-th image, written into a
/// separate progress file, OUT/progress.RANK.jsonl. Rank 0 has OUT/progress.jsonl and gets the
/// lines of all in the end. What is left of an interrupted run, of any number of processes, goes on
/// under --continue.
class RankShare {
 public:
  /// Of a single process all images.
  explicit RankShare(Ranks ranks) : ranks_(ranks) {}

  [[nodiscard]] bool is_first() const { return ranks_.rank == 0; }

  [[nodiscard]] bool has(std::size_t index) const {
    return index % static_cast<std::size_t>(ranks_.count) == static_cast<std::size_t>(ranks_.rank);
  }

  /// Opens the progress file of this process, with the lines of its share that are there already.
  /// Every process calls it, since the others wait for rank 0.
  ProgressFile& open(std::optional<ProgressFile>& progress, const std::filesystem::path& folder,
                     bool proceed, const std::string& model, const std::string& config) const;

  /// Rank 0 gets the lines and messages of the others.
  void gather(ProgressFile* progress, ImageMessages& messages) const;

 private:
  Ranks ranks_;
};

}  // namespace mrcnn
