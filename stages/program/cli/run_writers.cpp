#include "stages/program/cli/run_writers.hpp"

#include <chrono>
#include <cmath>
#include <iostream>

#include "common/coco/results.hpp"
#include "common/io/file.hpp"

#include "stages/program/cli/report_page.hpp"
#include "stages/program/cli/run_json.hpp"
#include "stages/program/cli/run_pictures.hpp"
#include "stages/program/cli/run_summary.hpp"
#include "stages/program/cli/trace_writer.hpp"

namespace mrcnn {
namespace {

/// Writes one trace per image.
class TraceWriter : public RunWriter {
 public:
  explicit TraceWriter(const Executor& executor) : executor_(executor) {
    if (executor.source()) {
      edited_ = report_edited(*executor.source());
    }
  }

  void write(const ImageRun& run) override {
    write_trace(trace_folder_of(executor_.plan(), run), executor_, run, edited_);
  }

 private:
  const Executor& executor_;
  std::vector<std::string> edited_;
};

/// Draws the result of each image into `out`, and its steps into its trace.
class PictureWriter : public RunWriter {
 public:
  PictureWriter(const Executor& executor, bool results, bool steps)
      : executor_(executor), results_(results), steps_(steps) {}

  void write(const ImageRun& run) override {
    const auto start = std::chrono::steady_clock::now();
    const RunPlan& plan = executor_.plan();
    if (results_) {
      write_overlay(plan.out / (image_label(run) + ".png"), executor_.config(), run);
    }
    if (steps_) {
      write_step_pictures(trace_folder_of(plan, run), executor_.config(), run);
    }
    time_ += std::chrono::steady_clock::now() - start;
  }

  [[nodiscard]] double milliseconds() const { return time_.count(); }

 private:
  const Executor& executor_;
  bool results_;
  bool steps_;
  std::chrono::duration<double, std::milli> time_{};
};

/// Writes the objects of all images as out/detections.json.
class ResultsWriter : public RunWriter {
 public:
  explicit ResultsWriter(const Executor& executor)
      : executor_(executor), categories_(executor.categories()) {}

  void write(const ImageRun& run) override {
    results_.add(run.image_id, run.state.result, categories_);
  }

  void finish() override { results_.write(executor_.plan().out / "detections.json"); }

 private:
  const Executor& executor_;
  std::vector<std::int64_t> categories_;
  CocoResults results_;
};

/// Writes a page to explore each trace, beside the result picture of the same name.
class PageWriter : public RunWriter {
 public:
  explicit PageWriter(const Executor& executor) : plan_(executor.plan()) {}

  void write(const ImageRun& run) override {
    write_page(trace_folder_of(plan_, run), plan_.out / (image_label(run) + ".html"));
  }

 private:
  const RunPlan& plan_;
};

/// Prints one JSON document about all images.
class JsonPrinter : public RunWriter {
 public:
  explicit JsonPrinter(const Executor& executor) : executor_(executor) {}

  void write(const ImageRun& run) override { images_.push_back(run_json(run, executor_.config())); }

  void finish() override { print_result(executor_.plan().common, {{"images", images_}}, ""); }

 private:
  const Executor& executor_;
  nlohmann::ordered_json images_ = nlohmann::ordered_json::array();
};

/// Prints a line per image, then the steps of the last one and where the files are.
class SummaryPrinter : public RunWriter {
 public:
  SummaryPrinter(const Executor& executor, const PictureWriter* pictures, bool has_results)
      : executor_(executor), pictures_(pictures), has_results_(has_results) {}

  void write(const ImageRun& run) override {
    std::cout << image_summary(run, executor_.config()) << "\n";
    steps_ = step_table(run) + run_footer(executor_, run);
    page_ = page_.empty() ? image_label(run) + ".html" : page_;
  }

  void finish() override {
    const RunPlan& plan = executor_.plan();
    std::cout << "\n" << steps_;
    if (pictures_ != nullptr) {
      std::cout << "pictures of all images " << std::lround(pictures_->milliseconds()) << " ms\n";
    }
    if (has_results_) {
      std::cout << "pictures and detections.json are in " << plan.out.string() << "\n";
    }
    if (!plan.dump.empty()) {
      std::cout << (executor_.input_count() == 1 ? "the trace is in " : "traces are in ")
                << plan.dump.string() << "\n";
    }
    if (plan.pages) {
      std::cout << "a page to explore each run is beside its picture: open "
                << (plan.out / page_).string() << " in a browser\n";
    }
  }

 private:
  const Executor& executor_;
  const PictureWriter* pictures_;
  bool has_results_;
  std::string steps_;
  std::string page_;  // of the first image
};

}  // namespace

std::vector<std::unique_ptr<RunWriter>> make_writers(const Executor& executor) {
  const RunPlan& plan = executor.plan();
  const bool has_results = !plan.out.empty() && plan.to == Step::paste;
  const bool has_trace = !plan.dump.empty();
  std::vector<std::unique_ptr<RunWriter>> writers;
  if (has_trace) {
    writers.push_back(std::make_unique<TraceWriter>(executor));
  }
  const PictureWriter* pictures = nullptr;
  if (has_results) {
    make_folder(plan.out);
    writers.push_back(std::make_unique<ResultsWriter>(executor));
  }
  if (can_draw() && (has_results || (has_trace && plan.step_pictures))) {
    auto writer =
        std::make_unique<PictureWriter>(executor, has_results, has_trace && plan.step_pictures);
    pictures = writer.get();
    writers.push_back(std::move(writer));
  }
  if (plan.pages) {
    writers.push_back(std::make_unique<PageWriter>(executor));
  }
  if (plan.common.json) {
    writers.push_back(std::make_unique<JsonPrinter>(executor));
  } else if (!plan.common.quiet) {
    writers.push_back(std::make_unique<SummaryPrinter>(executor, pictures, has_results));
  }
  return writers;
}

}  // namespace mrcnn
