#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/carry_out.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/run_plan.hpp"

namespace mrcnn {
namespace {

struct RunArguments {
  RunPlan plan;
  std::string from;
  std::string to;
  bool no_pictures = false;
};

int run(const RunArguments& options, const CommonOptions& common) {
  RunPlan plan = options.plan;
  plan.common = common;
  add_images_of_folder(plan);
  plan.step_pictures = !options.no_pictures;
  if (plan.trace.empty() == plan.images.empty()) {
    throw UsageError("run: expected either images or --resume DIR");
  }
  if (!plan.trace.empty() && plan.proceed) {
    throw UsageError("run --resume: --continue is for images");
  }
  if (!plan.trace.empty() && (options.from.empty() || plan.dump.empty())) {
    throw UsageError("run --resume: expected --from STEP and --dump DIR");
  }
  if (plan.pages && (plan.dump.empty() || !plan.trace.empty())) {
    throw UsageError("run --pages: expected images and --dump DIR, which the pages are made of");
  }
  if (plan.dump_extras && plan.dump.empty()) {
    throw UsageError("run --dump-all: expected --dump DIR, where the arrays go");
  }
  if (!plan.trace.empty() && !plan.out.empty()) {
    throw UsageError("run --resume: results go to --dump DIR, --out is for images");
  }
  if (plan.trace.empty() && !options.from.empty() &&
      first_step_named(options.from) != Step::features) {
    throw UsageError("run IMAGE starts at features; --from " + options.from +
                     " needs --resume DIR");
  }
  if (!options.from.empty()) {
    plan.from = step_named("--from", options.from);
  }
  if (!options.to.empty()) {
    plan.to = step_named("--to", options.to);
  }
  if (plan.trace.empty() && plan.out.empty()) {
    plan.out = "mrcnn-out";
  } else if (plan.trace.empty() && plan.to != Step::paste && plan.dump.empty()) {
    print_warning("--out " + path_text(plan.out) +
                  ": stays empty, since this run ends before paste; --dump DIR keeps its arrays");
  }
  prefer_fast(plan);
  plan.has_progress_file = plan.proceed || plan.images.size() > 1;
  return carry_out(plan);
}

}  // namespace

void add_run_command(CommandLine& line) {
  const auto options = std::make_shared<RunArguments>();
  RunPlan& plan = options->plan;
  CLI::App& command = *line.add(line.program, "run",
                                "detect objects in images, or resume from a trace", options, run);
  command.add_option("IMAGES", plan.images, "PNG, JPEG or PPM files");
  add_model_options(command, plan);
  add_image_options(command, plan);
  command.add_option("--out", plan.out, "folder for pictures and detections.json (./mrcnn-out)");
  command.add_option("--dump", plan.dump, "folder for the trace: every array of every step");
  command.add_flag("--dump-all", plan.dump_extras,
                   "with --dump: also what the pyramid adds, lateral2..5 and top_down2..4");
  command.add_option("--resume", plan.trace, "start from this trace instead of an image");
  command.add_option("--from", options->from,
                     "first step; a stage's folder means its first step: 2_proposals is rpn_head");
  command.add_option("--to", options->to,
                     "last step; a stage's folder means its last step: 2_proposals is proposals");
  command.add_flag("--no-pictures", options->no_pictures, "write only arrays into the trace");
  command.add_flag("--pages", plan.pages,
                   "write a page beside every picture to explore its trace (needs --dump)");
  command.footer(
      "Steps: features | rpn_head proposals | roi_align | box_head detections | iou_filter | "
      "mask_head paste");
}

}  // namespace mrcnn
