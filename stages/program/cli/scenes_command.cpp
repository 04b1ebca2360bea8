#include "stages/program/cli/scenes_command.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "common/io/file.hpp"

#include "stages/program/cli/print_json.hpp"
#include "stages/program/cli/run_outputs.hpp"

#include "viz/image_io.hpp"

#include "data/scenes/scene.hpp"
#include "data/scenes/truth_json.hpp"

namespace mrcnn {
namespace {

constexpr int kMaxScenes = 1'000'000;

struct ScenesCommandOptions {
  int count = 0;
  std::int64_t seed = 0;
  std::vector<int> size = {256, 256};  // width, height
  std::string out;
};

// Six digits at least, so that names sort like seeds.
std::string scene_name(std::int64_t seed) {
  constexpr std::size_t kDigits = 6;
  const std::string digits = std::to_string(seed);
  return "scene_" + std::string(kDigits - std::min(kDigits, digits.size()), '0') + digits + ".png";
}

int write_scenes(const ScenesCommandOptions& options, const CommonOptions& common) {
  const std::filesystem::path folder = options.out;
  const ImageSize size{.height = options.size[1], .width = options.size[0]};
  make_folder(folder);
  TruthJson truth;
  std::size_t objects = 0;
  for (std::int64_t seed = options.seed; seed < options.seed + options.count; ++seed) {
    const Scene scene = make_scene(static_cast<std::uint64_t>(seed), size);
    write_png(folder / scene_name(seed), scene.pixels);
    truth.add(scene_name(seed), scene);
    objects += scene.objects.size();
  }
  write_file(folder / "truth.json", truth.json());
  if (common.json) {
    print_json({{"scenes", options.count}, {"objects", objects}});
  } else if (!common.quiet) {
    std::cout << options.count << " scenes with " << objects << " objects in " << options.out
              << "\n";
  }
  return 0;
}

}  // namespace

void add_scenes_command(CLI::App& program, CommonOptions& common, std::function<int()>& run) {
  auto options = std::make_shared<ScenesCommandOptions>();
  CLI::App* command =
      program.add_subcommand("scenes", "draw synthetic scenes with their true objects");
  command->add_option("--count", options->count, "number of scenes")
      ->required()
      ->check(CLI::Range(1, kMaxScenes));
  command->add_option("--seed", options->seed, "seed of the first scene; the next has the next one")
      ->required()
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max() - kMaxScenes));
  command->add_option("--size", options->size, "width and height in pixels")
      ->delimiter(',')
      ->expected(2)
      ->check(CLI::Range(kMinSceneSide, kMaxSceneSide))
      ->capture_default_str();
  command->add_option("--out", options->out, "folder for the PNG files and truth.json")->required();
  command->callback([options, &common, &run] {
    run = [options, &common] { return write_scenes(*options, common); };
  });
}

}  // namespace mrcnn
