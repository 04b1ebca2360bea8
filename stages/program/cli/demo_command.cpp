#include "stages/program/cli/demo_command.hpp"

#include <filesystem>
#include <iostream>
#include <memory>

#include "common/io/bundled_files.hpp"

#include "stages/program/cli/report_command.hpp"
#include "stages/program/cli/run_command.hpp"
#include "stages/program/cli/run_outputs.hpp"

namespace mrcnn {
namespace {

/// A page for each trace, beside the picture of the same name. Returns the first.
std::filesystem::path write_pages(const std::filesystem::path& out,
                                  const std::filesystem::path& traces,
                                  const std::vector<std::string>& files) {
  std::filesystem::path first;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto position = static_cast<std::int64_t>(i) + 1;
    const std::filesystem::path page = out / (image_label(position, files[i]) + ".html");
    write_report(trace_folder_of(traces, files.size(), position, files[i]), page);
    first = i == 0 ? page : first;
  }
  return first;
}

int run_demo(const std::string& out, const std::string& backend, const CommonOptions& common) {
  const std::filesystem::path scenes = bundled_scenes();
  RunJob job;
  job.model = load_model(default_model(), common.set);
  job.config = job.model->config;
  job.truth = read_truth((scenes / "truth.json").string());
  job.options.compute = compute_options(common);
  job.options.keep_backbone_maps = true;
  job.quiet = common.quiet || common.json;
  job.json = common.json;
  job.device = device_for(backend, job, common);

  std::vector<std::string> files;
  for (const CocoImage& image : job.truth->dataset.images) {
    files.push_back((scenes / image.file_name).string());
  }
  if (!job.quiet) {
    std::cout << "model " << job.model->file.filename().string() << ", scenes of "
              << scenes.string() << "\n\n";
  }
  const std::filesystem::path traces = std::filesystem::path(out) / "trace";
  const int code = run_photographs(job, files, out, traces.string());
  const std::filesystem::path page = write_pages(out, traces, files);
  if (!job.quiet && !files.empty()) {
    std::cout << "a page to explore each run is beside its picture: open " << page.string()
              << " in a browser\n";
  }
  return code;
}

}  // namespace

void add_demo_command(CLI::App& program, CommonOptions& common, std::function<int()>& run) {
  const auto out = std::make_shared<std::string>("mrcnn-out");
  const auto backend = std::make_shared<std::string>("host");
  CLI::App* command = program.add_subcommand("demo", "all six stages on the bundled scenes");
  command->add_option("--out", *out,
                      "folder for pictures, pages, detections.json and the traces (./mrcnn-out)");
  command->add_option("--backend", *backend, "where to compute")
      ->check(CLI::IsMember({"host", "device"}));
  command->callback([out, backend, &common, &run] {
    run = [out, backend, &common] { return run_demo(*out, *backend, common); };
  });
}

}  // namespace mrcnn
