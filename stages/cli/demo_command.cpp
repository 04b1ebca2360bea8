#include "stages/cli/demo_command.hpp"

#include <filesystem>
#include <iostream>
#include <memory>

#include "stages/cli/run_command.hpp"
#include "stages/pipeline/default_model.hpp"

namespace mrcnn {
namespace {

int run_demo(const std::string& out, const CommonOptions& common) {
  const std::filesystem::path scenes = bundled_scenes();
  RunJob job;
  job.model = load_model(default_model(), common.set);
  job.config = job.model->config;
  job.truth = read_truth((scenes / "truth.json").string());
  job.options.compute = compute_options(common);
  job.options.keep_backbone_maps = true;
  job.quiet = common.quiet;

  std::vector<std::string> files;
  for (const CocoImage& image : job.truth->dataset.images) {
    files.push_back((scenes / image.file_name).string());
  }
  if (!common.quiet) {
    std::cout << "model " << job.model->file.filename().string() << ", scenes of "
              << scenes.string() << "\n\n";
  }
  return run_photographs(job, files, out, (std::filesystem::path(out) / "trace").string());
}

}  // namespace

void add_demo_command(CLI::App& program, CommonOptions& common, std::function<int()>& run) {
  const auto out = std::make_shared<std::string>("mrcnn-out");
  CLI::App* command = program.add_subcommand("demo", "all six stages on the bundled scenes");
  command->add_option("--out", *out,
                      "folder for pictures, detections.json and the traces (./mrcnn-out)");
  command->callback(
      [out, &common, &run] { run = [out, &common] { return run_demo(*out, common); }; });
}

}  // namespace mrcnn
