#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/number_text.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/formatted.hpp"
#include "stages/program/cli/result_text.hpp"

#include "viz/image_io.hpp"

#include "data/scenes/scene.hpp"
#include "data/scenes/truth_json.hpp"

namespace mrcnn {
namespace {

constexpr int kMaxScenes = 1'000'000;

struct ScenesOptions {
  int count = 0;
  std::int64_t seed = 0;
  std::vector<int> size = {256, 256};  // width, height
  std::string out;
};

/// At least six digits, so that names sort like seeds.
std::string scene_name(std::int64_t seed) {
  return formatted("scene_%06lld.png", static_cast<long long>(seed));
}

int write_scenes(const ScenesOptions& options, const CommonOptions& common) {
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
  print_result(common, {{"scenes", options.count}, {"objects", objects}},
               concat(counted(options.count, "scene"), " with ", counted(objects, "object"), " in ",
                      path_text(options.out), "\n"));
  return 0;
}

}  // namespace

void add_scenes_command(CommandLine& line) {
  const auto options = std::make_shared<ScenesOptions>();
  CLI::App& command =
      *line.add(line.program, "scenes", "draw synthetic scenes with their ground truth", options,
                write_scenes);
  command.add_option("--count", options->count, "number of scenes")
      ->required()
      ->check(CLI::Range(1, kMaxScenes));
  command.add_option("--seed", options->seed, "seed of the first scene; the others follow it")
      ->required()
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max() - kMaxScenes));
  command.add_option("--size", options->size, "width and height in pixels")
      ->delimiter(',')
      ->expected(2)
      ->check(CLI::Range(kMinSceneSide, kMaxSceneSide))
      ->capture_default_str();
  command.add_option("--out", options->out, "folder for the PNG files and truth.json")->required();
}

}  // namespace mrcnn
