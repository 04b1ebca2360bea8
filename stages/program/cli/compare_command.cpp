#include "stages/program/cli/compare_command.hpp"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "common/error.hpp"

#include "stages/pipeline/describe_element.hpp"
#include "stages/pipeline/steps.hpp"
#include "stages/program/cli/compare_backends.hpp"
#include "stages/program/cli/print_json.hpp"
#include "stages/program/compare/compare_report.hpp"
#include "stages/program/compare/comparer.hpp"

namespace mrcnn {
namespace {

struct CompareCommandOptions {
  std::string a;
  std::string b;
  std::string backends;
  BackendsOptions image;
};

/// The image comes before the nine steps; two runs of different photographs end there.
std::vector<StepInfo> steps_with_image() {
  std::vector<StepInfo> steps = {
      {.name = "image", .folder = "0_image", .reads = {}, .writes = image_arrays()}};
  steps.insert(steps.end(), pipeline_steps().begin(), pipeline_steps().end());
  return steps;
}

int compare(const CompareCommandOptions& options, const CommonOptions& common) {
  if (options.backends.empty() == options.b.empty()) {
    throw UsageError(
        "compare: expected two traces, or an image or a trace with --backends host,device");
  }
  if (options.b.empty()) {
    BackendsOptions image = options.image;
    image.image = options.a;
    return compare_backends(image, common);
  }
  const Comparison comparison = compare_runs(
      TraceFolder::open(options.a), TraceFolder::open(options.b), options.image.keep_going);
  if (common.json) {
    print_json(report_json(comparison));
  } else if (!common.quiet) {
    std::cout << report_text(comparison);
  }
  return comparison.holds() ? 0 : 1;
}

}  // namespace

Comparison compare_runs(const TraceFolder& a, const TraceFolder& b, bool keep_going) {
  return compare_steps(a, b, steps_with_image(), keep_going);
}

Comparison compare_steps(const TraceFolder& a, const TraceFolder& b,
                         const std::vector<StepInfo>& steps, bool keep_going) {
  return compare_traces(a, b,
                        {.steps = steps,
                         .describe = describe_element,
                         .keep_going = keep_going});
}

void add_compare_command(CLI::App& program, CommonOptions& common, std::function<int()>& run) {
  auto options = std::make_shared<CompareCommandOptions>();
  CLI::App* command =
      program.add_subcommand("compare", "tell where two traces differ, and whether they may");
  command->add_option("A", options->a, "folder of a trace, as --dump writes it; or an image")
      ->required();
  command->add_option("B", options->b, "folder of another trace");
  command
      ->add_option("--backends", options->backends,
                   "run A, an image or the input of a trace, on both and compare")
      ->check(CLI::IsMember({"host,device"}));
  command->add_option("--model", options->image.model,
                      "with --backends: model file, without it the trace's or the bundled one");
  command->add_option("--arch", options->image.architecture,
                      "network of a model file without metadata");
  command->add_option("--truth", options->image.truth, "COCO file with the true objects");
  command->add_flag("--keep-going", options->image.keep_going,
                    "look at all steps, also after one that does not hold");
  command->callback(
      [options, &common, &run] { run = [options, &common] { return compare(*options, common); }; });
}

}  // namespace mrcnn
