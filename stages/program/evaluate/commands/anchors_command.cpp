#include <iostream>
#include <memory>

#include "common/io/bundled_files.hpp"
#include "common/io/file.hpp"
#include "common/io/input_files.hpp"

#include "stages/program/cli/carry_out.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/evaluate/anchor_fit.hpp"
#include "stages/program/evaluate/commands/anchor_picture.hpp"
#include "stages/program/evaluate/commands/evaluate_commands.hpp"
#include "stages/program/evaluate/proposal_coverage.hpp"
#include "stages/program/import/model_cache.hpp"

namespace mrcnn {
namespace {

struct AnchorsOptions {
  RunPlan plan;  // truth, model, and perhaps images whose proposals are looked at
  std::filesystem::path out;
};

/// Runs stages 1 and 2 on the images. Returns the exit code.
int cover_objects(const AnchorsOptions& options, const CommonOptions& common, const Config& config,
                  ProposalCoverage& coverage) {
  RunPlan plan = options.plan;
  plan.common = common;
  plan.to = Step::proposals;
  plan.visit = [&](const ImageRun& run) { coverage.add(run.state, config); };
  add_images_of_folder(plan);
  prefer_fast(plan);
  return carry_out(plan);
}

int judge_anchors(const AnchorsOptions& options, const CommonOptions& common) {
  const RunPlan& plan = options.plan;
  const std::filesystem::path file = options.out / "anchors.json";
  if (!options.out.empty()) {
    InputFiles({plan.truth, plan.model}).check_output(file);
    refuse_pictures_among_images(options.out, plan.image_folder);
  }
  const std::filesystem::path model = plan.model.empty() ? default_model() : plan.model;
  const Config config = config_of_file(
      WeightStore::open(
          loadable_model(model, common.set, plan.architecture, common.quiet ? nullptr : &std::cerr),
          model),
      common.set, plan.architecture);
  const CocoDataset truth = read_truth(plan.truth);
  warn_of_truth(truth, plan.truth);
  const AnchorFits fits = fit_anchors(truth, config);
  nlohmann::ordered_json json = anchor_fits_json(fits);
  std::string text = anchor_fits_text(fits, config);
  int code = 0;
  ProposalCoverage coverage;
  if (!plan.image_folder.empty()) {
    code = cover_objects(options, common, config, coverage);
    json["proposals"] = coverage_json(coverage);
    text += "\n" + coverage_text(coverage);
  }
  if (!options.out.empty()) {
    make_folder(options.out);
    write_file(file, json.dump(2) + "\n");
    draw_anchors(options.out, fits, config, coverage);
  }
  print_result(common, json, text);
  return code;
}

}  // namespace

void add_anchors_command(CommandLine& line) {
  const auto options = std::make_shared<AnchorsOptions>();
  CLI::App& command = *line.add(line.program, "anchors",
                                "measure how well a model's anchors fit the objects of a data set",
                                options, judge_anchors);
  RunPlan& plan = options->plan;
  command.add_option("--truth", plan.truth, "COCO file with the ground truth")->required();
  command.add_option("--model", plan.model, "model file (default: the bundled one)");
  command.add_option("--arch", plan.architecture, "architecture of a file without metadata");
  command.add_option("--images", plan.image_folder,
                     "folder of images: also count the objects that the proposals cover");
  command.add_option("--out", options->out, "folder for anchors.json and anchors.png");
}

}  // namespace mrcnn
