#include "stages/program/cli/model_command.hpp"

#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "common/io/one_line.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/model/random_model.hpp"
#include "stages/program/cli/model_convert.hpp"
#include "stages/program/cli/model_info.hpp"
#include "stages/program/cli/print_json.hpp"

namespace mrcnn {

namespace {

struct ModelOptions {
  std::string file;
  std::string source;  // of a conversion
  std::string arch;    // empty: not given
  bool tensors = false;
  std::uint64_t seed = 0;

  [[nodiscard]] std::optional<std::string> architecture() const {
    return arch.empty() ? std::nullopt : std::optional(arch);
  }
};

int show_info(const ModelOptions& options, const CommonOptions& common) {
  const ModelInfo info = model_info(options.file, common.set, options.architecture());
  if (common.json) {
    print_json(info_json(info, options.tensors));
  } else {
    std::cout << info_text(info, options.tensors);
  }
  return 0;
}

int check(const ModelOptions& options, const CommonOptions& common) {
  const Model model = load_model(options.file, common.set, options.architecture());
  if (common.json) {
    print_json({{"file", model.file.string()},
                {"tensors", model_tensors(model.config).size()},
                {"classes", model.config.classes.size()},
                {"sha256", model.sha256}});
  } else if (!common.quiet) {
    std::cout << path_text(model.file) << ": a model that can run, "
              << model_tensors(model.config).size() << " tensors, " << model.config.classes.size()
              << " classes, sha256 " << model.sha256 << "\n";
  }
  return 0;
}

int make_random(const ModelOptions& options, const CommonOptions& common) {
  Config config = config_of_architecture(options.arch);
  for (const std::string& assignment : common.set) {
    apply_override(config, assignment);
  }
  write_random_model(options.file, config, options.seed);
  if (common.json) {
    print_json({{"file", options.file},
                {"tensors", model_tensors(config).size()},
                {"seed", options.seed}});
  } else if (!common.quiet) {
    std::cout << path_text(options.file) << ": written, " << model_tensors(config).size()
              << " tensors, seed " << options.seed << "\n";
  }
  return 0;
}

int convert(const ModelOptions& options, const CommonOptions& common) {
  const Config config =
      convert_model(options.source, options.file, common.set, options.architecture());
  if (common.json) {
    print_json({{"file", options.file},
                {"tensors", model_tensors(config).size()},
                {"classes", config.classes.size()},
                {"conventions", config.conventions}});
  } else if (!common.quiet) {
    std::cout << path_text(options.file) << ": written, " << model_tensors(config).size()
              << " tensors, " << config.classes.size() << " classes, conventions "
              << config.conventions << "\n";
  }
  return 0;
}

using Action = int (*)(const ModelOptions&, const CommonOptions&);

/// A subcommand of `model` that does `action`, with the option that all of them have.
CLI::App* add_action(CLI::App* model, const std::string& name, const std::string& description,
                     Action action, const std::shared_ptr<ModelOptions>& options,
                     const CommonOptions& common, std::function<int()>& run) {
  CLI::App* command = model->add_subcommand(name, description);
  command->callback([action, options, &common, &run] {
    run = [action, options, &common] { return action(*options, common); };
  });
  return command;
}

}  // namespace

void add_model_command(CLI::App& program, CommonOptions& common, std::function<int()>& run) {
  const auto options = std::make_shared<ModelOptions>();
  CLI::App* model = program.add_subcommand("model", "look at a model file, check it, or make one");
  model->require_subcommand(1);

  CLI::App* info = add_action(model, "info", "configuration and tensors of a model file", show_info,
                              options, common, run);
  info->add_option("FILE", options->file, "a .safetensors file")->required();
  info->add_option("--arch", options->arch, "what a file without metadata is");
  info->add_flag("--tensors", options->tensors, "a row for every tensor");

  CLI::App* checked = add_action(
      model, "check", "tell whether a model file can run: exit code 0, or 3 and the reason", check,
      options, common, run);
  checked->add_option("FILE", options->file, "a .safetensors file")->required();
  checked->add_option("--arch", options->arch, "what a file without metadata is");

  CLI::App* random =
      add_action(model, "random", "make a model of random weights that is busy at every step",
                 make_random, options, common, run);
  random->add_option("--arch", options->arch, "which network, such as maskrcnn_resnet50_fpn")
      ->required();
  random->add_option("--seed", options->seed, "other seeds, other weights")->capture_default_str();
  random->add_option("-o,--out", options->file, "the file to write")->required();

  CLI::App* converted = add_action(
      model, "convert", "make a model file of a .safetensors file or of matterport's Keras weights",
      convert, options, common, run);
  converted->add_option("FILE", options->source, "a .safetensors or .h5 file")->required();
  converted->add_option("--arch", options->arch, "what a file without metadata is");
  converted->add_option("-o,--out", options->file, "the file to write")->required();
}

}  // namespace mrcnn
