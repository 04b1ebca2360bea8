#include "stages/program/cli/run_writers.hpp"

#include <cmath>
#include <iostream>
#include <map>
#include <mutex>

#include "common/coco/results.hpp"
#include "common/io/bundled_files.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/live_heads.hpp"
#include "stages/program/cli/report_page.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/cli/run_summary.hpp"

#include "viz/report/page_index.hpp"

namespace mrcnn {
namespace {

constexpr const char* kPageIndex = "index.html";

/// One trace per image.
RunWriter trace_writer(const Executor& executor) {
  const auto edited = executor.source()
                          ? edited_arrays(*executor.source(), executor.plan().reports_edits)
                          : std::vector<std::string>{};
  return {.write =
              [&executor, edited](const ImageRun& run) {
                write_trace(trace_folder_of(executor.plan(), run), executor, run, edited);
              },
          .in_any_order = true};
}

/// The objects of all images as out/detections.json, after pictures and traces: an image whose
/// results are in the progress file is done.
RunWriter results_writer(const Executor& executor, ProgressFile* progress) {
  const std::filesystem::path file = executor.plan().out / "detections.json";
  const auto results = std::make_shared<CocoResults>();
  const auto write = [=, &executor](const ImageRun& run) {
    results->add(run.image_id, run.state.result, executor.categories());
    if (progress != nullptr) {
      progress->append(run.position, run.file, run.image_id, results->json());
      *results = CocoResults();
    }
  };
  return {write,
          [=] { progress != nullptr ? progress->write_results(file) : results->write(file); }};
}

/// What the pages of all images share; they may be made in any order.
class SharedByPages {
 public:
  /// The weights of the heads, packed once.
  PagePack heads(const Model& model) {
    std::call_once(once_, [&] { heads_ = pack_heads(model); });
    return heads_;
  }

  void add_text(const std::string& label, const std::string& text) {
    const std::scoped_lock lock(mutex_);
    texts_.emplace(label, text);
  }

  /// By label; when all pages are made.
  [[nodiscard]] const std::map<std::string, std::string>& texts() const { return texts_; }

 private:
  std::once_flag once_;
  PagePack heads_;
  std::mutex mutex_;
  std::map<std::string, std::string> texts_;
};

/// An index of the pages below `out`, those of an interrupted run too.
///
///   texts  what is known about some of them, by label
void write_page_index(const RunPlan& plan, const std::map<std::string, std::string>& texts) {
  std::vector<PageCard> cards;
  for (std::size_t i = 0; i < plan.images.size(); ++i) {
    const std::string label = image_label(static_cast<std::int64_t>(i) + 1, plan.images[i]);
    if (std::filesystem::exists(plan.out / (label + ".html"))) {
      const auto text = texts.find(label);
      cards.push_back({label, text == texts.end() ? "" : text->second});
    }
  }
  write_file(plan.out / kPageIndex, page_index(cards));
}

/// A page to explore each trace, beside the result picture of the same name.
RunWriter page_writer(const Executor& executor) {
  const auto shared = std::make_shared<SharedByPages>();
  const auto write = [&executor, shared](const ImageRun& run) {
    const std::filesystem::path folder = trace_folder_of(executor.plan(), run);
    const TraceFolder trace = TraceFolder::open(folder);
    PageExtras extras;
    extras.no_heads = live_obstacle(trace, executor.config(), kSmallLiveBytes);
    PagePack own;
    if (extras.no_heads.empty() && executor.model()) {
      own = shared->heads(*executor.model());
      extras.laterals = laterals_of(trace, &*executor.model());
      pack_pyramid_sums(extras.laterals, *executor.model(), own);
      extras.heads = &own;
    }
    write_page(folder, executor.plan().out / (image_label(run) + ".html"), extras);
    shared->add_text(image_label(run), image_summary(run, executor.config()));
  };
  return {.write = write,
          .finish = [&executor, shared] { write_page_index(executor.plan(), shared->texts()); },
          .in_any_order = true};
}

/// One JSON document about all images, kept as text: that is a tenth of its size as values.
RunWriter json_printer(const Executor& executor) {
  const auto images = std::make_shared<std::string>();
  const auto write = [=, &executor](const ImageRun& run) {
    const std::string text = result_text(run_json(run, executor.config()));
    *images += (images->empty() ? "" : ",") + std::string("\n");
    for (const char c : "    " + text) {
      *images += c == '\n' ? std::string("\n    ") : std::string(1, c);
    }
  };
  return {write, [=, &executor] {
            const std::string about = executor.model() ? executor.model()->about : "";
            std::cout << "{\n  \"images\": [" << *images << (images->empty() ? "]" : "\n  ]")
                      << (about.empty() ? "" : ",\n  \"about\": " + nlohmann::json(about).dump())
                      << "\n}\n";
          }};
}

/// One line about a model that is not for photos.
void print_about(const Model& model) {
  if (is_bundled_model(model.file)) {
    std::cout << "this model knows six drawn shapes; for photos see docs/weights.md\n";
  } else if (!model.about.empty()) {
    std::cout << "this model has " << one_line(model.about) << ": its results mean nothing\n";
  }
}

/// Says where the files are.
void print_places(const Executor& executor) {
  const RunPlan& plan = executor.plan();
  if (has_results(plan)) {
    std::cout << "pictures and detections.json are in " << path_text(plan.out) << "\n";
  }
  if (!plan.dump.empty()) {
    std::cout << (executor.input_count() == 1 ? "the trace is in " : "traces are in ")
              << path_text(plan.dump) << "\n";
  }
  if (plan.pages) {
    std::cout << "a page to explore each run is beside its picture: open "
              << path_text(plan.out / kPageIndex) << " in a browser\n";
  }
}

/// A line per image; at the end the steps of the last one, and where the files are.
RunWriter summary_printer(const Executor& executor,
                          const std::shared_ptr<const DrawingTime>& drawing_time) {
  const auto last_table = std::make_shared<std::string>();
  const auto write = [=, &executor](const ImageRun& run) {
    std::cout << image_summary(run, executor.config()) << "\n";
    *last_table = step_table(executor, run);
  };
  const auto finish = [=, &executor] {
    std::cout << "\n" << *last_table;
    if (*drawing_time > 0.0) {
      std::cout << "pictures of all images " << std::lround(*drawing_time) << " ms\n";
    }
    print_places(executor);
    if (executor.model()) {
      print_about(*executor.model());
    }
  };
  return {write, finish};
}

}  // namespace

bool has_results(const RunPlan& plan) {
  return !plan.out.empty() && plan.to == Step::paste;
}

std::vector<RunWriter> make_writers(const Executor& executor, ProgressFile* progress) {
  const RunPlan& plan = executor.plan();
  const auto drawing_time = std::make_shared<DrawingTime>();
  if (plan.visit) {
    return {{.write = plan.visit}};
  }
  if (plan.measures_accuracy) {
    return {results_writer(executor, progress)};
  }
  std::vector<RunWriter> writers;
  if (!plan.dump.empty()) {
    writers.push_back(trace_writer(executor));
  }
  writers.push_back(picture_writer(executor, drawing_time));
  if (plan.pages) {
    writers.push_back(page_writer(executor));
  }
  if (has_results(plan)) {
    writers.push_back(results_writer(executor, progress));
  }
  if (plan.common.json) {
    writers.push_back(json_printer(executor));
  } else if (!plan.common.quiet) {
    writers.push_back(summary_printer(executor, drawing_time));
  }
  return writers;
}

}  // namespace mrcnn
