#include <memory>
#include <optional>

#include "common/error.hpp"

#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/evaluate/commands/edited_trace.hpp"
#include "stages/program/evaluate/commands/evaluate_commands.hpp"
#include "stages/program/evaluate/missing_object_report.hpp"
#include "stages/program/evaluate/target.hpp"

namespace mrcnn {
namespace {

struct WhyNotOptions {
  std::filesystem::path trace;
  std::vector<float> point;  // x, y
  std::optional<std::size_t> truth_object;
  std::vector<float> box;  // x1, y1, x2, y2
  std::string class_name;
};

Target target_of(const WhyNotOptions& options, const TracedRun& run) {
  const int given = (options.point.empty() ? 0 : 1) + (options.truth_object ? 1 : 0) +
                    (options.box.empty() ? 0 : 1);
  if (given != 1) {
    throw UsageError("why-not: expected one of X,Y, --truth-object G, or --box with --class");
  }
  if (options.box.empty() != options.class_name.empty()) {
    throw UsageError("why-not: --box and --class belong together");
  }
  if (options.truth_object) {
    return target_of_object(run, *options.truth_object);
  }
  if (!options.point.empty()) {
    return target_at_point(run, options.point[0], options.point[1]);
  }
  return target_of_box(run, {options.box[0], options.box[1], options.box[2], options.box[3]},
                       options.class_name);
}

int explain_why_not(const WhyNotOptions& options, const CommonOptions& common) {
  const TraceFolder trace = TraceFolder::open(options.trace);
  warn_of_edits(trace, arrays_of_objects());
  const TracedRun run = read_run_of_objects(trace, recorded_config(trace).value_or(Config{}));
  const MissingObject missing = explain_missing(run, target_of(options, run));
  print_result(common, missing_json(missing, run.config), missing_text(missing, run.config));
  return 0;
}

}  // namespace

void add_why_not_command(CommandLine& line) {
  const auto options = std::make_shared<WhyNotOptions>();
  CLI::App& command =
      *line.add(line.program, "why-not", "find the step at which an object was lost", options,
                explain_why_not);
  command.add_option("TRACE", options->trace, "folder of a trace, as --dump writes it")->required();
  command
      .add_option("POINT", options->point,
                  "X,Y in pixels of the original image: selects the smallest true box around it")
      ->delimiter(',')
      ->expected(2);
  command.add_option("--truth-object", options->truth_object, "row of 5_iou_filter/truth_boxes");
  command.add_option("--box", options->box, "X1,Y1,X2,Y2 in pixels of the original image")
      ->delimiter(',')
      ->expected(4);
  command.add_option("--class", options->class_name, "class of the object in the box");
}

}  // namespace mrcnn
