#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/input_files.hpp"
#include "common/io/one_line.hpp"
#include "common/trace/npy.hpp"

#include "stages/pipeline/box_frames.hpp"
#include "stages/pipeline/stale_arrays.hpp"
#include "stages/pipeline/trace_io.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/compare_runs.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/live_heads.hpp"
#include "stages/program/cli/page_answers.hpp"
#include "stages/program/cli/report_page.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/compare/compare_report.hpp"
#include "stages/program/evaluate/commands/edited_trace.hpp"
#include "stages/program/evaluate/commands/evaluation_folder.hpp"

namespace mrcnn {
namespace {

struct ReportOptions {
  std::filesystem::path trace;
  std::filesystem::path page;
  std::optional<std::filesystem::path> against;
  std::filesystem::path model;
  bool live = false;
};

/// The trace, without what does not match an edit of its arrays.
TraceFolder open_checked(const std::filesystem::path& directory) {
  const TraceFolder trace = TraceFolder::open(directory);
  return trace.without(stale_after_edit(trace));
}

/// Rows and columns of the resized image; of the original one if the trace does not say.
ImageSize resized_size(const TraceFolder& trace) {
  if (trace.has("0_image/resized_size") && trace.has("0_image/original_size")) {
    PipelineState<Host> state;
    load_image_sizes(trace, state);
    return state.input.resized;
  }
  const NpyHeader image = read_npy_header(trace.path_of("0_image/image"));
  return image.shape.size() == 3
             ? ImageSize{static_cast<int>(image.shape[0]), static_cast<int>(image.shape[1])}
             : ImageSize{1, 1};
}

void add_files(const TraceFolder& trace, std::vector<std::filesystem::path>& files) {
  files.push_back(trace.directory() / "manifest.json");
  for (const std::string& array : trace.arrays()) {
    files.push_back(trace.path_of(array));
  }
}

/// Throws UsageError if the page would replace a file that it is made of.
void check_page(const ReportOptions& options) {
  std::vector<std::filesystem::path> files = {options.model};
  if (is_evaluation(options.trace)) {
    for (const char* file : {"evaluation.json", "errors.json", "curves.json", "anchors.json"}) {
      files.push_back(options.trace / file);
    }
  } else {
    add_files(TraceFolder::open(options.trace), files);
  }
  if (options.against) {
    add_files(TraceFolder::open(*options.against), files);
  }
  InputFiles(files).check_output(options.page);
}

Config config_of(const TraceFolder& run) {
  return recorded_config(run).value_or(Config{});
}

/// What --live promises and cannot keep is an error.
[[noreturn]] void refuse_live(const std::string& obstacle, const TraceFolder& run,
                              const Config& config) {
  if (obstacle == "size") {
    throw UsageError(concat("--live: the heads and P2..P5 of this run take ",
                            live_bytes(run, config) / 1'000'000, " MB, at most ",
                            kMostLiveBytes / 1'000'000, " MB go into a page"));
  }
  if (obstacle == "maps") {
    throw UsageError("--live: " + one_line(run.directory().string()) +
                     " lacks some of 1_features/p2 to p5, which the heads read");
  }
  if (obstacle == "pooling") {
    throw UsageError("--live: the page pools with RoIAlign, this run did not");
  }
  throw UsageError("--live: the model that made the trace is not here: give --model FILE");
}

/// The heads of the run's model, if the page may hold them, or why not; and what FPN adds.
std::optional<PagePack> heads_for(const ReportOptions& options, PageExtras& extras) {
  const TraceFolder run = open_checked(options.trace);
  const Config config = config_of(run);
  extras.no_heads = live_obstacle(run, config, options.live ? kMostLiveBytes : kSmallLiveBytes);
  std::optional<Model> model;
  if (extras.no_heads.empty()) {
    model = model_of_trace(run, config, options.model);
    extras.no_heads = model ? "" : "model";
  }
  if (options.live && !model) {
    refuse_live(extras.no_heads, run, config);
  }
  extras.laterals = laterals_of(run, model ? &*model : nullptr);
  if (!model) {
    return std::nullopt;
  }
  PagePack pack = pack_heads(*model);
  pack_pyramid_sums(extras.laterals, *model, pack,
                    options.live ? kMostLiveBytes - live_bytes(run, config) : 0);
  return pack;
}

/// The page of a folder that `mrcnn eval --out` wrote.
int report_evaluation(const ReportOptions& options, const CommonOptions& common) {
  if (options.live || options.against || !options.model.empty()) {
    throw UsageError("report: --live, --model and --against are for traces, " +
                     path_text(options.trace) + " holds an evaluation");
  }
  const std::string html = make_evaluation_page(read_evaluation(options.trace, options.page));
  write_file(options.page, html);
  print_result(
      common, {{"bytes", html.size()}},
      "the page is " + path_text(options.page) + ": open it in a browser, it needs no network\n");
  return 0;
}

int report(const ReportOptions& options, const CommonOptions& common) {
  check_page(options);
  if (is_evaluation(options.trace)) {
    return report_evaluation(options, common);
  }
  const TraceFolder trace = TraceFolder::open(options.trace);
  warn_of_edits(trace, trace.arrays());
  PageExtras extras{.against = options.against, .heads = nullptr, .no_heads = {}, .laterals = {}};
  const std::optional<PagePack> heads = heads_for(options, extras);
  extras.heads = heads ? &*heads : nullptr;
  const Page page = write_page(options.trace, options.page, extras);
  print_result(common, size_json(page),
               size_table(page) + "the page is " + path_text(options.page) +
                   ": open it in a browser, it needs no network\n");
  return 0;
}

}  // namespace

Page write_page(const std::filesystem::path& trace, const std::filesystem::path& file,
                const PageExtras& extras) {
  const TraceFolder run = open_checked(trace);
  const Config config = config_of(run);
  PageInput input{.config = to_json(config),
                  .image_box = {},
                  .clip = {},
                  .comparison = nullptr,
                  .against = nullptr,
                  .heads = extras.heads,
                  .no_heads = extras.no_heads,
                  .laterals = extras.laterals,
                  .answers = page_answers(run, config)};
  if (run.has("0_image/image")) {
    const ImageSize resized = resized_size(run);
    input.image_box = box_frame(resized, config).image;
    input.clip = proposals_frame(resized, config).image;
  }
  std::optional<TraceFolder> other;
  if (extras.against) {
    other = open_checked(*extras.against);
    input.against = &*other;
    input.comparison =
        report_json(compare_traces(run, *other, compare_options(/*keep_going=*/true)));
  }
  Page page = make_page(run, input);
  write_file(file, page.html);
  return page;
}

void add_report_command(CommandLine& line) {
  const auto options = std::make_shared<ReportOptions>();
  CLI::App& command =
      *line.add(line.program, "report",
                "write a page to explore a run or an evaluation: one HTML file", options, report);
  command
      .add_option("DIR", options->trace, "folder of a trace, as --dump writes it, or of eval --out")
      ->required();
  command.add_option("-o,--out", options->page, "the HTML file to write")->required();
  command.add_option(
      "--model", options->model,
      "the model that made the trace, for live heads (default: as recorded in the trace)");
  command.add_flag("--live", options->live,
                   "let the page run both heads on any box even if they are large");
  command.add_option("--against", options->against, "another trace: the page compares the two");
}

}  // namespace mrcnn
