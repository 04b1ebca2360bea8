#include <iostream>

#include "common/io/bundled_files.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/carry_out.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/executor.hpp"

namespace mrcnn {
namespace {

int run_demo(const RunPlan& options, const CommonOptions& common) {
  const std::filesystem::path scenes = bundled_scenes();
  RunPlan plan = options;
  plan.common = common;
  plan.model = default_model();
  plan.truth = scenes / "truth.json";
  plan.dump = plan.out / "trace";
  plan.pages = true;
  for (const CocoImage& image : read_truth(plan.truth).images) {
    plan.images.push_back((scenes / image.file_name).string());
  }
  if (!common.quiet && !common.json) {
    std::cout << "model " << path_text(plan.model.filename()) << ", scenes of " << path_text(scenes)
              << "\n\n";
  }
  return carry_out(plan);
}

}  // namespace

void add_demo_command(CommandLine& line) {
  const auto plan = std::make_shared<RunPlan>();
  plan->out = "mrcnn-out";
  CLI::App& command =
      *line.add(line.program, "demo", "run all six stages on the bundled scenes", plan, run_demo);
  command.add_option("--out", plan->out,
                     "folder for pictures, pages, detections.json and traces (./mrcnn-out)");
  add_choice(command, "--backend", plan->place, "where to compute");
}

}  // namespace mrcnn
