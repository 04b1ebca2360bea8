#include "stages/program/batch/rank_share.hpp"

#include <fstream>
#include <sstream>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/io/file.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

fs::path progress_path(const fs::path& folder, int rank) {
  return folder / (rank == 0 ? "progress.jsonl" : "progress." + std::to_string(rank) + ".jsonl");
}

/// Of ranks above 0, left by a run that was interrupted.
std::vector<fs::path> leftovers_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("progress.") && name.ends_with(".jsonl") && name != "progress.jsonl") {
      files.push_back(entry.path());
    }
  }
  return files;
}

bool all(std::int64_t /*position*/) {
  return true;
}

}  // namespace

ProgressFile& RankShare::open(std::optional<ProgressFile>& progress, const fs::path& folder,
                              bool proceed, const std::string& model,
                              const std::string& config) const {
  if (is_first()) {
    progress.emplace(progress_path(folder, 0), proceed, model, config);
    for (const fs::path& file : leftovers_in(folder)) {
      if (proceed) {
        std::ifstream lines(file);
        progress->absorb(lines, all);
      }
      fs::remove(file);
    }
    wait_for_all_ranks();
  } else {
    wait_for_all_ranks();
    make_folder(folder);
    progress.emplace(progress_path(folder, ranks_.rank), /*proceed=*/false, model, config);
    if (proceed) {
      std::ifstream lines(progress_path(folder, 0));
      progress->absorb(lines, [&](std::int64_t position) {
        return has(static_cast<std::size_t>(position - 1));
      });
    }
  }
  return *progress;
}

void RankShare::gather(ProgressFile* progress, ImageMessages& messages) const {
  if (ranks_.count == 1) {
    return;
  }
  const std::vector<std::string> lines = gather_texts(progress == nullptr ? "" : progress->text());
  const std::vector<std::string> lists = gather_texts(
      nlohmann::json(messages).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  for (std::size_t rank = 1; rank < lines.size(); ++rank) {
    std::istringstream stream(lines[rank]);
    if (progress != nullptr) {
      progress->absorb(stream, all);
    }
    messages.merge(nlohmann::json::parse(lists[rank]).get<ImageMessages>());
  }
  wait_for_all_ranks();  // what was gathered is on disk
  if (!is_first() && progress != nullptr) {
    progress->remove();
  }
}

}  // namespace mrcnn
