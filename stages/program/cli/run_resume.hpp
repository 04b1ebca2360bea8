#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/steps.hpp"
#include "stages/program/cli/common_options.hpp"
#include "stages/program/cli/run_job.hpp"

namespace mrcnn {

struct ResumeOptions {
  std::filesystem::path source;
  std::filesystem::path dump;
  Step from = Step::features;
  Step to = Step::paste;
  std::string model;                        // empty: the one of the source's manifest
  std::optional<std::string> architecture;  // of a model file without metadata
  std::string truth;                        // empty: what the trace holds
  bool draw_steps = true;                   // a picture per step beside its arrays
  std::string backend = "host";
};

/// The file that made a trace if it is still there, else the bundled one if it has that name: a
/// trace may come from another machine. Throws UsageError if there is neither.
std::filesystem::path model_of_trace(const std::optional<Manifest>& manifest);

/// What the steps of job.options read from a trace, and which image it is of. The true objects are
/// those of job.truth, else the trace's. Throws UsageError if the image of job.truth is unknown.
FinishedRun begin_from_trace(const RunJob& job, const TraceFolder& source,
                             const std::optional<Manifest>& manifest);

/// Goes on from a saved trace and writes a new one: what was before `from` is copied, what is made
/// is added and drawn, nothing of later steps is there. The configuration is the manifest's, else
/// the model's, else torchvision's, with the overrides on top. Arrays that differ from what the
/// manifest recorded are reported and listed as edited.
int resume_run(const ResumeOptions& resume, const CommonOptions& common);

}  // namespace mrcnn
