#include <memory>
#include <string>
#include <vector>

#include "common/error.hpp"

#include "stages/pipeline/describe_element.hpp"
#include "stages/pipeline/steps.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/compare_runs.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/compare/compare_report.hpp"

namespace mrcnn {
namespace {

struct CompareArguments {
  std::string a;
  std::string b;
  std::string backends;
  bool keep_going = false;
  RunPlan plan;  // with --backends
};

int compare(const CompareArguments& options, const CommonOptions& common) {
  if (options.backends.empty() == options.b.empty()) {
    throw UsageError(
        "compare: expected two traces, or an image or a trace with --backends host,device");
  }
  if (options.b.empty()) {
    RunPlan plan = options.plan;
    plan.common = common;
    if (std::filesystem::is_directory(options.a)) {
      plan.trace = options.a;
    } else {
      plan.images = {options.a};
    }
    return compare_places(std::move(plan), options.a, options.keep_going);
  }
  const Comparison comparison =
      compare_traces(TraceFolder::open(options.a), TraceFolder::open(options.b),
                     compare_options(options.keep_going));
  print_result(common, report_json(comparison), report_text(comparison));
  return comparison.holds() ? 0 : 1;
}

}  // namespace

CompareOptions compare_options(bool keep_going) {
  // runs of different images end at the image
  std::vector<StepInfo> steps = {{"image", "0_image", false, {}, {}, {}, image_arrays()}};
  steps.insert(steps.end(), pipeline_steps().begin(), pipeline_steps().end());
  return {.steps = std::move(steps), .keep_going = keep_going};
}

void add_compare_command(CommandLine& line) {
  const auto options = std::make_shared<CompareArguments>();
  CLI::App& command =
      *line.add(line.program, "compare", "compare two traces against tolerances", options, compare);
  command.add_option("A", options->a, "folder of a trace, as --dump writes it; or an image")
      ->required();
  command.add_option("B", options->b, "folder of another trace");
  command
      .add_option("--backends", options->backends,
                  "run A, an image or the input of a trace, on both and compare")
      ->check(CLI::IsMember({"host,device"}));
  add_model_options(command, options->plan);
  command.add_flag("--keep-going", options->keep_going,
                   "also look at the steps after the first one out of tolerance");
}

}  // namespace mrcnn
