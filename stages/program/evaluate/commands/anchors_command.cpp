#include <memory>

#include "common/io/bundled_files.hpp"
#include "common/io/file.hpp"

#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/evaluate/anchor_fit.hpp"
#include "stages/program/evaluate/commands/evaluate_commands.hpp"

namespace mrcnn {
namespace {

struct AnchorsOptions {
  std::filesystem::path truth;
  std::filesystem::path model;
  std::optional<std::string> architecture;
  std::filesystem::path out;
};

int judge_anchors(const AnchorsOptions& options, const CommonOptions& common) {
  const Config config =
      config_of_file(WeightStore::open(options.model.empty() ? default_model() : options.model),
                     common.set, options.architecture);
  const AnchorFits fits = fit_anchors(read_truth(options.truth), config);
  if (!options.out.empty()) {
    make_folder(options.out);
    write_file(options.out / "anchors.json", anchor_fits_json(fits).dump(2) + "\n");
  }
  print_result(common, anchor_fits_json(fits), anchor_fits_text(fits, config));
  return 0;
}

}  // namespace

void add_anchors_command(CommandLine& line) {
  const auto options = std::make_shared<AnchorsOptions>();
  CLI::App& command = *line.add(line.program, "anchors",
                                "measure how well a model's anchors fit the objects of a data set",
                                options, judge_anchors);
  command.add_option("--truth", options->truth, "COCO file with the ground truth")->required();
  command.add_option("--model", options->model, "model file (default: the bundled one)");
  command.add_option("--arch", options->architecture, "architecture of a file without metadata");
  command.add_option("--out", options->out, "folder for anchors.json");
}

}  // namespace mrcnn
