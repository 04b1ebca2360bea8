#include "stages/program/cli/carry_out.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <new>

#include <omp.h>

#include "common/error.hpp"
#include "common/io/folder_lock.hpp"
#include "common/io/one_line.hpp"
#include "common/io/sha256.hpp"

#include "stages/program/batch/memory_need.hpp"
#include "stages/program/batch/progress_file.hpp"
#include "stages/program/batch/rank_share.hpp"
#include "stages/program/batch/side_by_side.hpp"
#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/progress_bar.hpp"
#include "stages/program/cli/run_writers.hpp"

#include "viz/image_io.hpp"

namespace mrcnn {

namespace fs = std::filesystem;

namespace {

/// Locks the plan's folders, one lock if both are the same.
std::vector<std::unique_ptr<FolderLock>> locks_of(const RunPlan& plan) {
  std::vector<std::unique_ptr<FolderLock>> locks;
  std::error_code ignored;
  if (!plan.dump.empty()) {
    locks.push_back(std::make_unique<FolderLock>(plan.dump));
  }
  if (has_results(plan) && !fs::equivalent(plan.out, plan.dump, ignored)) {
    locks.push_back(std::make_unique<FolderLock>(plan.out));
  }
  return locks;
}

/// What is wrong with the images that were left out. They are listed at the end, also if the run
/// ends early.
struct LeftOut {
  ImageMessages messages;

  LeftOut() = default;
  LeftOut(const LeftOut&) = delete;
  LeftOut& operator=(const LeftOut&) = delete;

  ~LeftOut() {
    for (const auto& [index, message] : messages) {
      print_error(message);
    }
  }

  /// A message about the ground truth names its file, not the image's.
  void add(std::size_t index, const std::string& image, const std::string& message) {
    const std::string name = one_line(image);
    messages[index] = message.starts_with(name) ? message : name + ": " + message;
  }
};

/// A hash of everything besides the images and the model that results depend on.
std::string hash_of_settings(const Executor& executor) {
  const RunPlan& plan = executor.plan();
  const nlohmann::json settings = {{"config", to_json(executor.config())},
                                   {"backend", name_of(plan.place)},
                                   {"conv", name_of(plan.common.compute.conv)},
                                   {"math", name_of(plan.common.compute.math)},
                                   {"accuracy", plan.measures_accuracy},
                                   {"truth", plan.truth.empty() ? "" : sha256_of_file(plan.truth)}};
  const std::string text = settings.dump();
  return sha256(std::as_bytes(std::span(text)));
}

/// Null if the plan has none.
ProgressFile* open_progress(const Executor& executor, const RankShare& share,
                            std::optional<ProgressFile>& progress) {
  const RunPlan& plan = executor.plan();
  if (!plan.has_progress_file || !has_results(plan)) {
    return nullptr;
  }
  ProgressFile& file = share.open(progress, plan.out, plan.proceed, executor.model()->sha256,
                                  hash_of_settings(executor));
  file.keep_only(plan.images);
  return &file;
}

/// Calls the writers that may come in any order, or the others.
void write(const ImageRun& run, const std::vector<RunWriter>& writers, bool in_any_order) {
  for (const RunWriter& writer : writers) {
    if (writer.in_any_order == in_any_order) {
      writer.write(run);
    }
  }
}

void finish(const std::vector<RunWriter>& writers) {
  for (const RunWriter& writer : writers) {
    writer.finish();
  }
}

/// Returns whether `use` does not throw InputError.
template <class Use>
bool use_or_leave_out(std::size_t index, const std::string& file, LeftOut& left_out,
                      const Use& use) {
  try {
    use();
    return true;
  } catch (const InputError& error) {
    left_out.add(index, file, error.what());
    return false;
  }
}

/// How many images are computed at once. Images side by side take less processor time than
/// threads inside one image (docs/evaluation.md), so there are as many as threads.
int workers_for(const Executor& executor, const std::vector<std::size_t>& images) {
  const RunPlan& plan = executor.plan();
  const auto threads = static_cast<std::size_t>(omp_get_max_threads());
  if (executor.place() == Place::device || images.size() < 2 || threads < 2) {
    return 1;
  }
  if (plan.at_once > 0) {
    return std::min(plan.at_once, static_cast<int>(std::min(threads, images.size())));
  }
  double most = 0.0;
  for (const std::size_t i : images) {
    most = std::max(most, bytes_of_features(read_image_size(plan.images[i]), executor.config()));
  }
  return static_cast<int>(
      std::min({threads, images.size(),
                images_in_memory(most, kept_by(plan) != Keep::results, plan.common.memory)}));
}

int run_many(Executor& executor, const std::vector<RunWriter>& writers, const RankShare& share,
             ProgressFile* progress) {
  const std::vector<std::string>& files = executor.plan().images;
  std::vector<std::size_t> images;
  std::size_t done = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool is_done =
        progress != nullptr && progress->has(static_cast<std::int64_t>(i) + 1, files[i]);
    done += is_done ? 1 : 0;
    if (!is_done && share.has(i)) {
      images.push_back(i);
    }
  }
  LeftOut left_out;
  std::erase_if(images, [&](std::size_t i) {
    return !use_or_leave_out(i, files[i], left_out, [&] { executor.check(i); });
  });
  {
    const ProgressBar bar(executor.plan().common);
    const auto make = [&](std::size_t n) -> std::function<void()> {
      const std::size_t index = images[n];
      const std::string& file = files[index];
      try {
        const auto run = std::make_shared<const ImageRun>(executor.run(index));
        write(*run, writers, /*in_any_order=*/true);
        return [&, run, n, index] {
          bar.clear();
          use_or_leave_out(index, file, left_out, [&] {
            write(*run, writers, /*in_any_order=*/false);
            ++done;
          });
          bar.show(n + 1, images.size(), concat(n + 1, "/", images.size()));
        };
      } catch (const InputError& error) {
        return
            [&, index, message = std::string(error.what())] { left_out.add(index, file, message); };
      }
    };
    side_by_side(images.size(), workers_for(executor, images), make);
  }
  share.gather(progress, left_out.messages);
  if (!share.is_first()) {
    left_out.messages.clear();
    return 0;
  }
  if (done > 0 || (progress != nullptr && progress->count() > 0)) {
    finish(writers);
  }
  if (progress != nullptr) {
    progress->put_in_order();
  }
  return left_out.messages.empty() ? 0 : kBadInput;
}

/// What a run that could not go on leaves in its folders: whole files, but not all of them.
std::string left_behind(const RunPlan& plan) {
  std::string folders;
  int count = 0;
  for (const fs::path& folder : {plan.out, plan.dump}) {
    std::error_code ignored;
    if (!folder.empty() && fs::is_directory(folder, ignored) && !fs::is_empty(folder, ignored)) {
      folders += (count++ == 0 ? "" : " and ") + path_text(folder);
    }
  }
  return folders.empty()
             ? ""
             : "; " + folders +
                   (plan.has_progress_file ? ": --continue goes on from what was finished"
                    : count == 1           ? " is not complete"
                                           : " are not complete");
}

}  // namespace

int carry_out(const RunPlan& plan) {
  const RankShare share(plan.measures_accuracy ? ranks() : Ranks{});
  if (!share.is_first()) {
    wait_for_all_ranks();  // what is wrong for all ranks, rank 0 says once
  }
  Executor executor(plan);
  if (share.is_first()) {
    wait_for_all_ranks();
  }
  const auto locks = share.is_first() ? locks_of(plan) : std::vector<std::unique_ptr<FolderLock>>{};
  std::optional<ProgressFile> progress_file;
  ProgressFile* progress = open_progress(executor, share, progress_file);
  std::vector<RunWriter> writers = make_writers(executor, progress);
  std::atomic<bool> has_begun = false;
  writers.insert(writers.begin(),
                 {.write = [&](const ImageRun&) { has_begun = true; }, .in_any_order = true});
  try {
    if (executor.input_count() > 1 || progress != nullptr) {
      return run_many(executor, writers, share, progress);
    }
    const ImageRun run = executor.run(0);
    write(run, writers, /*in_any_order=*/true);
    write(run, writers, /*in_any_order=*/false);
    finish(writers);
    return 0;
  } catch (const OutputError& error) {
    throw OutputError(error.what() + (has_begun ? left_behind(plan) : ""));
  } catch (const std::bad_alloc&) {
    throw OutputError("out of memory" + (has_begun ? left_behind(plan) : ""));
  }
}

}  // namespace mrcnn
