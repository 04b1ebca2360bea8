#include "stages/program/cli/executor.hpp"

#include "common/coco/categories.hpp"
#include "common/coco/find_image.hpp"
#include "common/coco/match_images.hpp"
#include "common/coco/truth.hpp"
#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/device.hpp"

#include "stages/pipeline/run_inputs.hpp"
#include "stages/pipeline/trace_io.hpp"
#include "stages/program/batch/memory_need.hpp"
#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/progress_bar.hpp"
#include "stages/program/evaluate/box_warning.hpp"
#include "stages/program/evaluate/class_warning.hpp"

#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

/// Of several images, how many are done is shown.
void show_steps(const ProgressBar& bar, RunOptions& options) {
  options.before_step = [&bar, number = std::size_t{0}](const StepInfo& step) mutable {
    bar.show(++number, pipeline_steps().size(), step.name);
  };
}

std::string absolute_path(const std::string& file) {
  return std::filesystem::absolute(file).lexically_normal().string();
}

/// Loads what summary and pictures show of earlier steps besides what the steps from `from` on
/// read, as far as the trace has it.
void load_for_output(const TraceFolder& trace, Step from, bool with_pictures,
                     PipelineState<Host>& state) {
  std::vector<std::string> names = {"0_image/resized_size", "0_image/original_size"};
  if (with_pictures) {
    names.insert(names.end(), {"0_image/image", "0_image/input"});
  }
  if (from > Step::detections) {
    names.insert(names.end(), {"4_box_head/boxes", "4_box_head/scores", "4_box_head/labels"});
  }
  if (from > Step::iou_filter) {
    names.insert(names.end(), {"5_iou_filter/keep", "5_iou_filter/best_iou"});
  }
  for (const std::string& name : names) {
    if (!state.has(name) && trace.has(name)) {
      load_array(trace, name, state);
    }
  }
}

/// An edited label may be no class of the model. There are none if the trace was not asked for
/// them.
void check_labels(const TraceFolder& trace, const std::string& name,
                  const HostTensor<std::int32_t, 1>& labels, std::size_t classes) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels(i) < 1 || static_cast<std::size_t>(labels(i)) >= classes) {
      throw InputError(concat(path_text(trace.path_of(name)), ": row ", i, " is ", labels(i),
                              ", expected a class of the model, 1 to ", classes - 1));
    }
  }
}

void refuse_folder(const std::string& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    const std::string name = one_line(file);
    throw InputError(name + ": is a folder, expected an image; for all its images: --images " +
                     name + ", from a trace on: --resume " + name + " --from STEP");
  }
}

}  // namespace

CocoDataset read_truth(const std::filesystem::path& file) {
  constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30U;
  return parse_coco(as_text(read_file(file, kLargestFile)), file.string());
}

void warn_of_truth(const CocoDataset& truth, const std::filesystem::path& file) {
  for (const std::string& warning : truth.warnings) {
    print_warning(warning);
  }
  if (const auto warning = box_warning(truth, file.string())) {
    print_warning(*warning);
  }
}

Executor::Executor(RunPlan plan) : plan_(std::move(plan)) {
  check_plan(plan_);
  if (!plan_.trace.empty()) {
    source_ = TraceFolder::open(plan_.trace);
  }
  configured_ = configured_model(plan_, source_);
  if (model()) {
    require_mask_head(*model(), plan_.from, plan_.to);
  }
  if (!plan_.truth.empty()) {
    truth_ = read_truth(plan_.truth);
    warn_of_truth(*truth_, plan_.truth);
    if (plan_.to == Step::paste) {
      warn_of_classes();
    }
    ImageMatches matches = match_images(*truth_, plan_.images, plan_.truth.string());
    if (matches.warning) {
      print_warning(*matches.warning);
    }
    repeated_ = std::move(matches.repeated);
  }
  categories_ = category_ids(truth_ ? &*truth_ : nullptr, config().classes);
  move_to(plan_.place);
}

void Executor::move_to(Place place) {
  if (place == Place::device && plan_.common.device_id != 0) {
    select_device(plan_.common.device_id);
  }
  pipeline_.emplace(place, model() ? &*model() : nullptr);
}

void Executor::warn_of_classes() const {
  for (const std::string& warning :
       class_warnings(*truth_, config().classes, plan_.truth.string(), plan_.measures_accuracy)) {
    print_warning(warning);
  }
}

void Executor::check(std::size_t index) const {
  const std::string& file = plan_.images[index];
  refuse_folder(file);
  const ImageSize size = read_image_size(file);
  if (const auto repeated = repeated_.find(index); repeated != repeated_.end()) {
    throw InputError(one_line(file) + ": is the same image of the ground truth as " +
                     one_line(plan_.images[repeated->second]));
  }
  if (truth_ && plan_.measures_accuracy) {
    (void)image_id(file);
  } else if (truth_) {
    check_truth(*truth_, absolute_path(file), size, config().classes, plan_.truth.string());
  }
}

ImageRun Executor::run(std::size_t index) {
  ImageRun run =
      source_ ? begin_with_trace(*source_, plan_.from, plan_.to) : begin_with_image(index);
  if (source_) {
    load_for_output(*source_, plan_.from, plan_.step_pictures, run.state);
  }
  if (truth_ && plan_.measures_accuracy) {
    run.image_id = image_id(run.file);
  } else if (truth_) {
    add_truth(run);
  }
  run_steps(run, plan_.from, plan_.to);
  return run;
}

std::int64_t Executor::image_id(const std::string& file) const {
  return find_image(*truth_, absolute_path(file), plan_.truth.string()).id;
}

ImageRun Executor::run_trace(const TraceFolder& trace, Step from, Step to) {
  ImageRun run = begin_with_trace(trace, from, to);
  run_steps(run, from, to);
  return run;
}

ImageRun Executor::begin_with_image(std::size_t index) const {
  ImageRun run;
  run.position = run.image_id = static_cast<std::int64_t>(index) + 1;
  run.file = plan_.images[index];
  refuse_folder(run.file);
  DecodedImage decoded = read_image_file(run.file);
  if (decoded.warning) {
    print_warning(*decoded.warning);
  }
  check_memory(run.file, size_of(decoded.image.pixels), config(), plan_.common.memory);
  set_image(run.state, std::move(decoded.image), config().image);
  return run;
}

ImageRun Executor::begin_with_trace(const TraceFolder& trace, Step from, Step to) const {
  ImageRun run;
  run.state = load_inputs(trace, from, to);
  const std::size_t classes = config().classes.size();
  check_labels(trace, "4_box_head/labels", run.state.detections.labels, classes);
  check_labels(trace, "5_iou_filter/labels", run.state.valid.labels, classes);
  if (const std::optional<Manifest> manifest = trace.manifest()) {
    run.file = manifest->image.file;
    run.image_id = manifest->image.id;
  }
  return run;
}

void Executor::add_truth(ImageRun& run) const {
  if (run.file.empty()) {
    throw UsageError("--truth: the trace does not say which image it was made from");
  }
  if (source_) {
    load_image_sizes(*source_, run.state);
  }
  // A trace has the image's name only.
  const std::string file =
      source_ ? run.file : std::filesystem::absolute(run.file).lexically_normal().string();
  ImageTruth truth =
      find_truth(*truth_, file, run.state.input.original, config().classes, plan_.truth.string());
  if (truth.warning) {
    print_warning(*truth.warning);
  }
  set_truth(run.state, {truth.boxes, truth.labels}, std::move(truth.masks), config());
  run.image_id = truth.image_id;
}

void Executor::run_steps(ImageRun& run, Step from, Step to) {
  RunOptions options{.from = from, .to = to, .compute = compute(), .keep = kept_by(plan_)};
  std::optional<ProgressBar> bar;
  if (input_count() == 1) {
    show_steps(bar.emplace(plan_.common), options);
  }
  try {
    run.costs = pipeline_->run(run.state, config(), options);
  } catch (const InputError& error) {
    throw InputError(
        concat(source_ ? path_text(plan_.trace) : one_line(run.file), ": ", error.what()));
  }
  run.device_waits = pipeline_->waits();
}

}  // namespace mrcnn
