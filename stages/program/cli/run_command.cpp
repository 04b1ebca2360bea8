#include "stages/program/cli/run_command.hpp"

#include <cmath>
#include <iostream>
#include <memory>
#include <set>

#include "common/coco/results.hpp"
#include "common/coco/truth.hpp"
#include "common/error.hpp"
#include "common/io/bundled_files.hpp"

#include "stages/program/cli/print_json.hpp"
#include "stages/program/cli/run_json.hpp"
#include "stages/program/cli/run_outputs.hpp"
#include "stages/program/cli/run_pictures.hpp"
#include "stages/program/cli/run_resume.hpp"
#include "stages/program/cli/step_table.hpp"

namespace mrcnn {
namespace {

struct RunCommandOptions {
  std::vector<std::string> images;
  std::string model;
  std::string architecture;
  std::string truth;
  std::string backend = "host";
  std::string out;
  std::string dump;
  std::string resume;
  std::string from;
  std::string to;
  bool no_pictures = false;
};

void check_usage(const RunCommandOptions& o) {
  if (o.resume.empty() == o.images.empty()) {
    throw UsageError("run: expected either images or --resume DIR");
  }
  if (!o.resume.empty()) {
    if (o.from.empty() || o.dump.empty()) {
      throw UsageError("run --resume: --from STEP and --dump DIR are needed");
    }
    if (!o.out.empty()) {
      throw UsageError("run --resume: results go to --dump DIR, --out is for images");
    }
  } else if (!o.from.empty() && first_step_named(o.from) != Step::features) {
    throw UsageError("run IMAGE starts at features; --from " + o.from + " needs --resume DIR");
  }
}

std::optional<std::string> given(const std::string& word) {
  return word.empty() ? std::nullopt : std::optional(word);
}

RunJob photograph_job(const RunCommandOptions& o, const CommonOptions& common) {
  RunJob job;
  job.model = load_model(o.model.empty() ? default_model() : std::filesystem::path(o.model),
                         common.set, given(o.architecture));
  job.config = job.model->config;
  job.quiet = common.quiet || common.json;
  job.json = common.json;
  if (!o.truth.empty()) {
    job.truth = read_truth(o.truth);
  }
  job.draw_steps = !o.no_pictures && can_draw();
  job.options.compute = compute_options(common);
  job.options.keep_backbone_maps = !o.dump.empty();
  if (!o.to.empty()) {
    job.options.to = last_step_named(o.to);
  }
  return job;
}

void print_totals(const RunJob& job, const FinishedRun& last, double pictures_ms) {
  std::cout << "\n" << step_table(last.costs, last.outcomes) << run_footer(job, last);
  if (pictures_ms > 0.0) {
    std::cout << "pictures of all images " << std::lround(pictures_ms) << " ms\n";
  }
}

}  // namespace

int run_photographs(RunJob& job, const std::vector<std::string>& files, const std::string& out,
                    const std::string& dump) {
  const bool is_complete = job.options.to == Step::paste;
  if (is_complete) {
    make_folder(out);
  }
  double pictures_ms = 0.0;
  CocoResults results;
  auto images = nlohmann::ordered_json::array();
  const std::vector<std::int64_t> categories =
      category_ids(job.truth ? &job.truth->dataset : nullptr, job.config.classes);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto position = static_cast<std::int64_t>(i) + 1;
    const FinishedRun run = run_photograph(job, files[i], position);
    if (is_complete) {
      pictures_ms += milliseconds_of([&] { write_overlay(out, job, run, position); });
      results.add(run.image_id, run.state.result, categories);
    }
    if (!dump.empty()) {
      const std::filesystem::path folder = trace_folder_of(dump, files.size(), position, files[i]);
      write_trace(folder, job, run, nullptr, {});
      if (job.draw_steps) {
        pictures_ms += milliseconds_of([&] { write_pictures(folder, job, run); });
      }
    }
    if (job.json) {
      images.push_back(run_json(run, job.config));
    }
    if (!job.quiet) {
      std::cout << summary(run, job.config, position) << "\n";
      if (i + 1 == files.size()) {
        print_totals(job, run, pictures_ms);
      }
    }
  }
  if (is_complete) {
    results.write(std::filesystem::path(out) / "detections.json");
    if (!job.quiet) {
      std::cout << "pictures and detections.json are in " << out << "\n";
    }
  }
  if (!dump.empty() && !job.quiet) {
    std::cout << (files.size() == 1 ? "the trace is in " : "traces are in ") << dump << "\n";
  }
  if (job.json) {
    print_json({{"images", images}});
  }
  return 0;
}

void add_run_command(CLI::App& program, CommonOptions& common, std::function<int()>& run) {
  const auto o = std::make_shared<RunCommandOptions>();
  CLI::App* command =
      program.add_subcommand("run", "detect objects in images, or go on from a trace");
  command->add_option("images", o->images, "PNG or JPEG files");
  command->add_option("--model", o->model, "model file, .safetensors; without it the bundled one");
  command->add_option("--arch", o->architecture, "network of a model file without metadata");
  command->add_option("--truth", o->truth,
                      "COCO file with the true objects: stage 5 keeps IoU >= 0.5");
  command->add_option("--backend", o->backend, "where to compute")
      ->check(CLI::IsMember({"host", "device"}));
  command->add_option("--out", o->out, "folder for pictures and detections.json (./mrcnn-out)");
  command->add_option("--dump", o->dump, "folder for the trace: every array of every step");
  command->add_option("--resume", o->resume, "go on from this trace instead of an image");
  command->add_option("--from", o->from, "first step, or a stage's folder");
  command->add_option("--to", o->to, "last step, or a stage's folder");
  command->add_flag("--no-pictures", o->no_pictures, "arrays only in the trace");
  command->footer(
      "Steps: features | rpn_head proposals | roi_align | box_head detections | iou_filter | "
      "mask_head paste");
  command->callback([o, &common, &run] {
    run = [o, &common] {
      check_usage(*o);
      if (!o->resume.empty()) {
        return resume_run({.source = o->resume,
                           .dump = o->dump,
                           .from = first_step_named(o->from),
                           .to = o->to.empty() ? Step::paste : last_step_named(o->to),
                           .model = o->model,
                           .architecture = given(o->architecture),
                           .truth = o->truth,
                           .draw_steps = !o->no_pictures && can_draw(),
                           .backend = o->backend},
                          common);
      }
      RunJob job = photograph_job(*o, common);
      job.device = device_for(o->backend, job, common);
      return run_photographs(job, o->images, o->out.empty() ? "mrcnn-out" : o->out, o->dump);
    };
  });
}

}  // namespace mrcnn
