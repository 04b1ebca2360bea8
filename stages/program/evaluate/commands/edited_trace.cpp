#include "stages/program/evaluate/commands/edited_trace.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/stale_arrays.hpp"
#include "stages/pipeline/steps.hpp"
#include "stages/program/cli/error_line.hpp"

namespace mrcnn {
namespace {

/// Those that differ from the manifest. An array that cannot be read is for its reader to report.
std::vector<std::string> edited_of(const std::vector<std::string>& arrays,
                                   const TraceFolder& trace) {
  std::vector<std::string> edited;
  const std::optional<Manifest> manifest = trace.manifest();
  for (const std::string& array : manifest ? arrays : std::vector<std::string>()) {
    try {
      if (trace.has(array) && trace.is_edited(*manifest, array)) {
        edited.push_back(array);
      }
    } catch (const InputError&) {
    }
  }
  return edited;
}

/// "mrcnn run --resume DIR --from STEP --dump OTHER" with the first step that reads one of the
/// arrays; empty if none does.
std::string command_after(const TraceFolder& trace, const std::vector<std::string>& edited) {
  for (const StepInfo& step : pipeline_steps()) {
    const auto is_read = [&](const std::string& array) {
      return std::find(step.reads.begin(), step.reads.end(), array) != step.reads.end();
    };
    if (std::any_of(edited.begin(), edited.end(), is_read)) {
      return "mrcnn run --resume " + path_text(trace.directory()) + " --from " + step.name +
             " --dump OTHER";
    }
  }
  return "";
}

}  // namespace

void warn_of_edits(const TraceFolder& trace, const std::vector<std::string>& arrays) {
  if (!trace.manifest()) {
    print_warning(path_text(trace.directory()) +
                  ": has no manifest.json; class names and settings are taken to be torchvision's");
  }
  const std::vector<std::string> stale = stale_after_edit(trace);
  const std::vector<std::string> edited = edited_of(stale.empty() ? arrays : trace.arrays(), trace);
  if (edited.empty()) {
    return;
  }
  const std::string command = command_after(trace, edited);
  print_warning(path_text(trace.directory()) + ": edited since the run: " + joined(edited, ", ") +
                (stale.empty() ? "" : "; left out, since it does not match the edit: ") +
                joined(stale, ", ") +
                (command.empty() ? "" : "; to compute what follows from the edit: " + command));
}

}  // namespace mrcnn
