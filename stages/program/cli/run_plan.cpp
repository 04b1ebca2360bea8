#include "stages/program/cli/run_plan.hpp"

#include <iostream>
#include <memory>
#include <new>

#include "common/error.hpp"
#include "common/io/folder_lock.hpp"
#include "common/io/one_line.hpp"
#include "common/io/sha256.hpp"
#include "common/tensor/device.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/input_images.hpp"
#include "stages/program/cli/progress_file.hpp"
#include "stages/program/cli/run_writers.hpp"

namespace mrcnn {

namespace fs = std::filesystem;

void add_model_options(CLI::App& command, RunPlan& plan) {
  command.add_option("--model", plan.model,
                     "model file, or .pth, .h5, .pkl, which is converted once into a cache folder "
                     "(default: the trace's, else the bundled one)");
  command.add_option("--arch", plan.architecture, "architecture of a model file without metadata");
  command.add_option("--truth", plan.truth,
                     "COCO file with the ground truth: stage 5 keeps IoU >= 0.5");
}

void add_image_options(CLI::App& command, RunPlan& plan) {
  command.add_option("--images", plan.image_folder,
                     "folder of images: *.png, *.jpg, *.jpeg, in the order of their names");
  command.add_flag("--continue", plan.proceed,
                   "leave out the images that an interrupted run with the same --out finished");
  add_choice(command, "--backend", plan.place, "where to compute");
}

void add_images_of_folder(RunPlan& plan) {
  if (!plan.image_folder.empty()) {
    const std::vector<std::string> images = images_in(plan.image_folder);
    plan.images.insert(plan.images.end(), images.begin(), images.end());
  }
}

Step step_named(const std::string& option, const std::string& word) {
  const bool is_first = option == "--from";
  const Step step = is_first ? first_step_named(word) : last_step_named(word);
  const std::string& name = info_of(step).name;
  if (word != name && word.substr(word.find('_') + 1) != name) {
    std::cerr << "mrcnn: " << option << " " << word << ": taken as " << name << ", the "
              << (is_first ? "first" : "last") << " step of this stage\n";
  }
  return step;
}

void check_plan(const RunPlan& plan) {
  if (plan.from > plan.to) {
    throw UsageError("--from " + info_of(plan.from).name + " comes after --to " +
                     info_of(plan.to).name);
  }
  std::error_code ignored;
  if (!plan.dump.empty() && fs::equivalent(plan.trace, plan.dump, ignored)) {
    throw UsageError(plan.dump.string() + ": --dump must be another folder than --resume");
  }
  if (plan.proceed && !has_results(plan)) {
    throw UsageError("--continue: goes on from results, which a run has that ends with paste");
  }
  if (!plan.trace.empty() && fs::exists(plan.dump) && !TraceFolder::is_trace(plan.dump)) {
    throw UsageError(plan.dump.string() + ": --dump expects a new or empty folder, or a trace");
  }
  if (plan.common.compute.math == Math::tf32 &&
      (plan.place != Place::device || device_backend() != "CUDA")) {
    throw UsageError("--tf32: only --backend device of a CUDA build has it");
  }
}

void prefer_fast(RunPlan& plan) {
  ConvMethod& method = plan.common.compute.conv;
  method = method_at(plan.place, plan.common.conv_is_given ? method : ConvMethod::fast);
  plan.weights = method == ConvMethod::fast ? WeightForm::packed : WeightForm::plain;
}

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
class LeftOut {
 public:
  LeftOut() = default;
  LeftOut(const LeftOut&) = delete;
  LeftOut& operator=(const LeftOut&) = delete;

  ~LeftOut() {
    for (const std::string& message : messages_) {
      print_error(message);
    }
  }

  /// A message about the ground truth names its file, not the image's.
  void add(const std::string& image, const std::string& message) {
    const std::string name = one_line(image);
    messages_.push_back(message.starts_with(name) ? message : name + ": " + message);
  }

  [[nodiscard]] bool is_empty() const { return messages_.empty(); }

 private:
  std::vector<std::string> messages_;
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

std::optional<ProgressFile> progress_of(const Executor& executor) {
  const RunPlan& plan = executor.plan();
  if (!plan.has_progress_file || !has_results(plan)) {
    return std::nullopt;
  }
  return std::optional<ProgressFile>(std::in_place, plan.out, plan.proceed,
                                     executor.model()->sha256, hash_of_settings(executor));
}

void run_image(Executor& executor, std::size_t index, const std::vector<RunWriter>& writers) {
  const ImageRun run = executor.run(index);
  for (const RunWriter& writer : writers) {
    writer.write(run);
  }
}

void finish(const std::vector<RunWriter>& writers) {
  for (const RunWriter& writer : writers) {
    writer.finish();
  }
}

/// Calls use(i) for each of some images and keeps those for which it does not throw InputError.
template <class Use>
std::vector<std::size_t> without_bad(const std::vector<std::size_t>& indices,
                                     const std::vector<std::string>& files, LeftOut& left_out,
                                     const Use& use) {
  std::vector<std::size_t> good;
  for (const std::size_t i : indices) {
    try {
      use(i);
      good.push_back(i);
    } catch (const InputError& error) {
      left_out.add(files[i], error.what());
    }
  }
  return good;
}

int run_many(Executor& executor, const std::vector<RunWriter>& writers,
             const ProgressFile* progress) {
  const std::vector<std::string>& files = executor.plan().images;
  std::vector<std::size_t> images;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (progress == nullptr || !progress->has(static_cast<std::int64_t>(i) + 1, files[i])) {
      images.push_back(i);
    }
  }
  const std::size_t done = files.size() - images.size();
  LeftOut left_out;
  images = without_bad(images, files, left_out, [&](std::size_t i) { executor.check(i); });
  images =
      without_bad(images, files, left_out, [&](std::size_t i) { run_image(executor, i, writers); });
  if (done + images.size() > 0) {
    finish(writers);
  }
  return left_out.is_empty() ? 0 : kBadInput;
}

/// What a run that could not go on leaves in its folders: whole files, but not all of them.
std::string left_behind(const RunPlan& plan) {
  std::string folders;
  for (const fs::path& folder : {plan.out, plan.dump}) {
    std::error_code ignored;
    if (!folder.empty() && fs::is_directory(folder, ignored) && !fs::is_empty(folder, ignored)) {
      folders += (folders.empty() ? "" : " and ") + path_text(folder);
    }
  }
  return folders.empty()
             ? ""
             : "; " + folders +
                   (plan.has_progress_file ? " has what was finished, --continue goes on"
                                           : " is not complete");
}

}  // namespace

int carry_out(const RunPlan& plan) {
  Executor executor(plan);
  const auto locks = locks_of(plan);
  std::optional<ProgressFile> progress = progress_of(executor);
  std::vector<RunWriter> writers = make_writers(executor, progress ? &*progress : nullptr);
  bool has_begun = false;
  writers.insert(writers.begin(), {.write = [&](const ImageRun&) { has_begun = true; }});
  try {
    if (executor.input_count() > 1 || progress) {
      return run_many(executor, writers, progress ? &*progress : nullptr);
    }
    run_image(executor, 0, writers);
    finish(writers);
    return 0;
  } catch (const OutputError& error) {
    throw OutputError(error.what() + (has_begun ? left_behind(plan) : ""));
  } catch (const std::bad_alloc&) {
    throw OutputError("out of memory" + (has_begun ? left_behind(plan) : ""));
  }
}

}  // namespace mrcnn
