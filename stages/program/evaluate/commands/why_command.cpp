#include <memory>

#include "common/error.hpp"

#include "stages/program/cli/check_not_negative.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/evaluate/commands/edited_trace.hpp"
#include "stages/program/evaluate/commands/evaluate_commands.hpp"
#include "stages/program/evaluate/commands/why_picture.hpp"
#include "stages/program/evaluate/detection_story_report.hpp"

namespace mrcnn {
namespace {

struct WhyOptions {
  std::filesystem::path trace;
  std::size_t row = 0;
  std::filesystem::path picture;
};

int explain(const WhyOptions& options, const CommonOptions& common) {
  const TraceFolder trace = TraceFolder::open(options.trace);
  warn_of_edits(trace, arrays_of_detection_story());
  const TracedRun run = read_traced_run(trace, recorded_config(trace).value_or(Config{}),
                                        arrays_of_detection_story());
  const DetectionStory story = explain_detection(run, options.row);
  if (!options.picture.empty()) {
    draw_story(options.picture, run, story);
  }
  print_result(common, story_json(story, run.config), story_text(story, run.config));
  return 0;
}

}  // namespace

void add_why_command(CommandLine& line) {
  const auto options = std::make_shared<WhyOptions>();
  CLI::App& command = *line.add(
      line.program, "why", "explain how a detection came to be, step by step", options, explain);
  command.add_option("TRACE", options->trace, "folder of a trace, as --dump writes it")->required();
  command.add_option("ROW", options->row, "row of 4_box_head/boxes, from 0")
      ->required()
      ->check(check_not_negative);
  command.add_option("--picture", options->picture, "PNG file to draw the story into")
      ->check([](const std::string& file) {
        return file.ends_with(".png") ? "" : file + ": expected a name that ends with .png";
      });
}

}  // namespace mrcnn
