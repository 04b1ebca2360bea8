#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/progress_bar.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/import/fetch.hpp"
#include "stages/program/import/published_weights.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

int run_fetch(const FetchPlan& options, const CommonOptions& common) {
  FetchPlan plan = options;
  (void)published_weights(plan.name);
  const fs::path target = plan.target.empty() ? fetched_model(plan.name) : plan.target;
  const bool is_there = plan.target.empty() && plan.from.empty() && fs::is_regular_file(target);
  if (!is_there) {
    plan.show_progress = shows_progress(common);
    (void)fetch(plan);
  }
  const std::string file = path_text(target);
  print_result(common, {{"file", target.string()}, {"fetched", !is_there}},
               concat(file, is_there ? ": is there already" : ": written",
                      "; use it: mrcnn run IMAGE --model ", file, "\n"));
  return 0;
}

std::string footer() {
  std::string text = "Weights:\n";
  for (const PublishedWeights& weights : kPublishedWeights) {
    text += concat("  ", weights.name, "  ", weights.size, ", ", weights.licence, "\n    ",
                   weights.address, "\n    SHA-256 begins with ", weights.sha256, "\n");
  }
  return text;
}

}  // namespace

void add_fetch_command(CommandLine& line) {
  const auto plan = std::make_shared<FetchPlan>();
  CLI::App& command = *line.add(line.program, "fetch",
                                "download published weights and convert them", plan, run_fetch);
  command.add_option("NAME", plan->name, "which weights, such as coco-r50")->required();
  command.add_option("--from", plan->from, "a local copy of the file, or another address");
  command.add_option("-o,--out", plan->target,
                     "model file to write (default: in the cache folder)");
  command.footer(footer());
}

}  // namespace mrcnn
