#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/error.hpp"
#include "common/io/known_files.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/model/config_keys.hpp"
#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/model/random_model.hpp"
#include "stages/program/batch/memory_need.hpp"
#include "stages/program/cli/check_not_negative.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/formatted.hpp"
#include "stages/program/cli/model_info.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/import/convert_model.hpp"
#include "stages/program/import/model_cache.hpp"

namespace mrcnn {
namespace {

struct ModelOptions {
  std::string file;
  std::string source;   // of a conversion
  std::string network;  // of a conversion
  std::optional<std::string> architecture;
  bool tensors = false;
  std::uint64_t seed = 0;
};

std::filesystem::path loadable(const ModelOptions& options, const CommonOptions& common) {
  return loadable_model(options.file, common.set, options.architecture,
                        common.quiet ? nullptr : &std::cerr);
}

int show_info(const ModelOptions& options, const CommonOptions& common) {
  const std::filesystem::path file = options.file;
  const ModelInfo info = model_info(known_file(file) ? loadable(options, common) : file, file,
                                    common.set, options.architecture, options.tensors);
  print_result(common, info.json, info.text);
  return 0;
}

int check(const ModelOptions& options, const CommonOptions& common) {
  const Model model = load_model(loadable(options, common), common.set, options.architecture,
                                 WeightForm::plain, options.file);
  const ImageSize largest{model.config.image.min_size, model.config.image.max_size};
  check_memory(options.file, largest, model.config, common.memory);
  const double gigabytes = bytes_of_features(largest, model.config) / 1e9;
  const std::size_t tensors = model_tensors(model.config, model.has_masks).size();
  const std::size_t classes = model.config.classes.size();
  print_result(
      common,
      {{"file", model.file.string()},
       {"tensors", tensors},
       {"classes", classes},
       {"masks", model.has_masks},
       {"gigabytes", gigabytes},
       {"sha256", model.sha256}},
      concat(path_text(model.shown_as),
             model.file == model.shown_as ? "" : " (converted into " + path_text(model.file) + ")",
             ": a model that can run",
             model.has_masks ? ", " : " --to detections (it has no mask head), ", tensors,
             " tensors, ", classes, " classes, about ", formatted("%.1g", gigabytes),
             " GB of memory for the features of an image of ", largest.height, "x", largest.width,
             ", sha256 ", model.sha256, "\n"));
  return 0;
}

int make_random(const ModelOptions& options, const CommonOptions& common) {
  Config config = config_of_architecture(options.architecture.value());
  apply_overrides(config, common.set);
  write_random_model(options.file, config, options.seed);
  const std::size_t tensors = model_tensors(config).size();
  print_result(common, {{"file", options.file}, {"tensors", tensors}, {"seed", options.seed}},
               concat(path_text(options.file), ": written, ", tensors, " tensors, seed ",
                      options.seed, "\n"));
  return 0;
}

int convert(const ModelOptions& options, const CommonOptions& common) {
  const Conversion done = convert_model(options.source, options.file, common.set,
                                        options.architecture, options.network);
  const Config& config = done.config;
  nlohmann::ordered_json assumed = nlohmann::ordered_json::object();
  for (const std::string& key : done.assumed) {
    const std::size_t dot = key.find('.');
    const auto [stage, name] = dot == std::string::npos
                                   ? std::pair(std::string(), key)
                                   : std::pair(key.substr(0, dot), key.substr(dot + 1));
    assumed[key] = find_config_key(stage, name)->write(config);
  }
  const std::string source = path_text(options.source) + ": ";
  print_result(common,
               {{"file", options.file},
                {"tensors", done.tensors},
                {"classes", config.classes.size()},
                {"conventions", config.conventions},
                {"masks", done.has_masks},
                {"found", done.found},
                {"assumed", assumed}},
               concat(done.found.empty() ? "" : source + done.found + "\n", path_text(options.file),
                      ": written, ", done.tensors, " tensors, ", config.classes.size(),
                      " classes, conventions ", config.conventions,
                      done.has_masks ? "" : ", no mask head: run it with --to detections", "\n",
                      done.assumption.empty() ? "" : source + done.assumption + "\n"));
  return 0;
}

}  // namespace

void add_model_command(CommandLine& line) {
  const auto options = std::make_shared<ModelOptions>();
  CLI::App& model =
      *line.program.add_subcommand("model", "inspect, check, convert or create a model file");
  model.require_subcommand(1);
  const auto add_file = [&](CLI::App& command, std::string& file, const std::string& kinds) {
    command.add_option("FILE", file, kinds)->required();
    command.add_option("--arch", options->architecture, "architecture of a file without metadata");
  };
  const auto add_out = [&](CLI::App& command) {
    command.add_option("-o,--out", options->file, "the file to write")->required();
  };

  CLI::App& info = *line.add(model, "info", "show configuration and tensors of a model file",
                             options, show_info);
  add_file(info, options->file, "a model file, or one that can be converted");
  info.add_flag("--tensors", options->tensors, "print a row for every tensor");

  CLI::App& checked =
      *line.add(model, "check",
                "check whether a model file can run, and its memory need: exit code "
                "0, or 3 or 4 and the reason",
                options, check);
  add_file(checked, options->file, "a model file, or one that can be converted");

  CLI::App& random =
      *line.add(model, "random", "create a model with random weights that detects something",
                options, make_random);
  random.add_option("--arch", options->architecture, "architecture, such as maskrcnn_resnet50_fpn")
      ->required();
  random.add_option("--seed", options->seed, "seed of the weights")
      ->check(check_not_negative)
      ->capture_default_str();
  add_out(random);

  CLI::App& converted = *line.add(
      model, "convert", "convert weights of PyTorch, Keras or detectron2 into a model file",
      options, convert);
  add_file(converted, options->source, "a .pth, .pt, .ckpt, .pkl, .h5 or .safetensors file");
  converted.add_option("--network", options->network,
                       "which network of a checkpoint that holds several, such as model_ema");
  add_out(converted);
}

}  // namespace mrcnn
