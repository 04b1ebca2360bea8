#include "stages/program/cli/run_resume.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include "common/error.hpp"
#include "common/io/bundled_files.hpp"
#include "common/io/one_line.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/trace_io.hpp"
#include "stages/program/cli/print_json.hpp"
#include "stages/program/cli/run_job.hpp"
#include "stages/program/cli/run_json.hpp"
#include "stages/program/cli/run_outputs.hpp"
#include "stages/program/cli/run_pictures.hpp"
#include "stages/program/cli/step_table.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

void check_folders(const ResumeOptions& resume) {
  std::error_code ignored;
  if (fs::equivalent(resume.source, resume.dump, ignored)) {
    throw UsageError(resume.dump.string() + ": --dump must be another folder than --resume");
  }
  if (fs::exists(resume.dump) &&
      !(fs::is_directory(resume.dump) && TraceFolder::is_trace(resume.dump))) {
    throw UsageError(resume.dump.string() + ": --dump expects a new or empty folder, or a trace");
  }
  if (static_cast<int>(resume.from) > static_cast<int>(resume.to)) {
    throw UsageError("--from " + pipeline_steps()[static_cast<std::size_t>(resume.from)].name +
                     " comes after --to " +
                     pipeline_steps()[static_cast<std::size_t>(resume.to)].name);
  }
}

bool has_weights(Step step) {
  return step == Step::features || step == Step::rpn_head || step == Step::box_head ||
         step == Step::mask_head;
}

bool needs_model(const ResumeOptions& resume) {
  for (int i = static_cast<int>(resume.from); i <= static_cast<int>(resume.to); ++i) {
    if (has_weights(static_cast<Step>(i))) {
      return true;
    }
  }
  return false;
}

/// The manifest's configuration with the overrides on top, if it has one.
std::optional<Config> config_of_trace(const std::optional<Manifest>& manifest,
                                      const fs::path& source, const CommonOptions& common) {
  if (!manifest || manifest->config.empty()) {
    return std::nullopt;
  }
  Config config =
      config_from_json(manifest->config, (source / "manifest.json").string() + ": config");
  for (const std::string& assignment : common.set) {
    apply_override(config, assignment);
  }
  return config;
}

void warn_of_another_model(const Manifest& manifest, const Model& model) {
  if (!manifest.model.sha256.empty() && manifest.model.sha256 != model.sha256) {
    std::cerr << "mrcnn: warning: " << model.file.string()
              << ": is not the model that made the trace (" << one_line(manifest.model.file)
              << ")\n";
  }
}

/// Configuration and model: the manifest's, else the model file's, else torchvision's.
void configure(const ResumeOptions& resume, const std::optional<Manifest>& manifest,
               const CommonOptions& common, RunJob& job) {
  const std::optional<Config> config = config_of_trace(manifest, resume.source, common);
  if (needs_model(resume) || !resume.model.empty()) {
    const fs::path file = resume.model.empty() ? model_of_trace(manifest) : fs::path(resume.model);
    job.model =
        config ? load_model(file, *config) : load_model(file, common.set, resume.architecture);
    if (manifest) {
      warn_of_another_model(*manifest, *job.model);
    }
    job.config = job.model->config;
    return;
  }
  job.config = config.value_or(Config{});
  if (!config) {
    for (const std::string& assignment : common.set) {
      apply_override(job.config, assignment);
    }
  }
}

std::vector<std::string> report_edited(const TraceFolder& source,
                                       const std::optional<Manifest>& manifest) {
  if (!manifest) {
    return {};
  }
  std::vector<std::string> edited = source.edited(*manifest);
  for (const std::string& name : edited) {
    std::cerr << "mrcnn: " << source.path_of(name).string() << ": was edited\n";
  }
  for (const std::string& name : manifest->edited) {  // earlier edits stay on record
    if (std::find(edited.begin(), edited.end(), name) == edited.end()) {
      edited.push_back(name);
    }
  }
  return edited;
}

}  // namespace

fs::path model_of_trace(const std::optional<Manifest>& manifest) {
  const fs::path bundled = default_model();
  const fs::path named = manifest ? fs::path(manifest->model.file) : fs::path();
  std::error_code ignored;
  if (named.is_absolute() && fs::is_regular_file(named, ignored)) {
    return named;
  }
  if (!named.empty() && named.filename() != bundled.filename()) {
    throw UsageError("the trace was made with " + one_line(named.string()) +
                     ", which is not here: give --model FILE");
  }
  return bundled;
}

FinishedRun begin_from_trace(const RunJob& job, const TraceFolder& source,
                             const std::optional<Manifest>& manifest) {
  FinishedRun run;
  run.state = load_inputs(source, job.options.from, job.options.to);
  if (manifest) {
    run.file = manifest->image.file;
    run.image_id = manifest->image.id;
  }
  if (job.truth) {
    if (run.file.empty()) {
      throw UsageError("--truth: the trace does not say which image it is of");
    }
    load_image_sizes(source, run.state);
    run.image_id = attach_truth(job, run.file, run.image_id, run.state);
  }
  return run;
}

int resume_run(const ResumeOptions& resume, const CommonOptions& common) {
  check_folders(resume);
  const TraceFolder source = TraceFolder::open(resume.source);
  const std::optional<Manifest> manifest = source.manifest();
  const std::vector<std::string> edited = report_edited(source, manifest);

  RunJob job;
  configure(resume, manifest, common, job);
  job.quiet = common.quiet || common.json;
  job.options = {.from = resume.from,
                 .to = resume.to,
                 .compute = compute_options(common),
                 .keep_backbone_maps = true,
                 .before_step = {}};
  job.device = device_for(resume.backend, job, common);

  if (!resume.truth.empty()) {
    job.truth = read_truth(resume.truth);
  }

  FinishedRun run = begin_from_trace(job, source, manifest);
  if (resume.draw_steps) {
    load_for_pictures(source, run.state);
  }
  run_steps(job, run);
  write_trace(resume.dump, job, run, &source, edited);
  double pictures_ms = 0.0;
  if (resume.draw_steps) {
    pictures_ms = milliseconds_of([&] { write_pictures(resume.dump, job, run); });
  }
  if (common.json) {
    print_json({{"images", nlohmann::ordered_json::array({run_json(run, job.config)})}});
  } else if (!job.quiet) {
    std::cout << step_table(run.costs, run.outcomes) << run_footer(job, run);
    if (resume.draw_steps) {
      std::cout << "pictures " << std::lround(pictures_ms) << " ms\n";
    }
    std::cout << "the trace is in " << resume.dump.string() << "\n";
  }
  return 0;
}

}  // namespace mrcnn
