#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/trace/npy.hpp"

#include "stages/pipeline/box_frames.hpp"
#include "stages/pipeline/trace_counts.hpp"
#include "stages/pipeline/trace_io.hpp"
#include "stages/program/cli/compare_runs.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/report_page.hpp"
#include "stages/program/compare/compare_report.hpp"

namespace mrcnn {
namespace {

struct ReportOptions {
  std::filesystem::path trace;
  std::filesystem::path page;
  std::optional<std::filesystem::path> against;
};

TraceFolder open_checked(const std::filesystem::path& directory) {
  TraceFolder trace = TraceFolder::open(directory);
  check_counts(trace);
  return trace;
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

int report(const ReportOptions& options, const CommonOptions& common) {
  const Page page = write_page(options.trace, options.page, options.against);
  print_result(common, size_json(page),
               size_table(page) + "the page is " + path_text(options.page) +
                   ": open it in a browser, it needs no network\n");
  return 0;
}

}  // namespace

Page write_page(const std::filesystem::path& trace, const std::filesystem::path& file,
                const std::optional<std::filesystem::path>& against) {
  const TraceFolder run = open_checked(trace);
  const Config config = recorded_config(run).value_or(Config{});
  PageInput input{.config = to_json(config),
                  .image_box = {},
                  .clip = {},
                  .comparison = nullptr,
                  .against = nullptr};
  if (run.has("0_image/image")) {
    const ImageSize resized = resized_size(run);
    input.image_box = box_frame(resized, config).image;
    input.clip = proposals_frame(resized, config).image;
  }
  std::optional<TraceFolder> other;
  if (against) {
    other = open_checked(*against);
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
  CLI::App& command = *line.add(line.program, "report",
                                "write a page to explore a run: one HTML file", options, report);
  command.add_option("DIR", options->trace, "folder of a trace, as --dump writes it")->required();
  command.add_option("-o,--out", options->page, "the HTML file to write")->required();
  command.add_option("--against", options->against, "another trace: the page compares the two");
}

}  // namespace mrcnn
