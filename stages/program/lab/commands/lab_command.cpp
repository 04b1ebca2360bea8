#include <chrono>
#include <thread>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/steps.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/formatted.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/lab/class_report.hpp"
#include "stages/program/lab/commands/lab_run.hpp"
#include "stages/program/lab/progress.hpp"
#include "stages/program/lab/student_edition.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

struct LabOptions {
  int number = 0;
  fs::path file;
  std::string image;       // of run
  std::uint64_t seed = 0;  // of grade
  fs::path out;
  std::optional<LabLanguage> language;
  fs::path progress;

  [[nodiscard]] fs::path progress_file() const {
    return progress.empty() ? default_progress_file() : progress;
  }
};

/// Progress is a convenience: failing to read or save it changes no result.
std::map<int, LabProgress> known_progress(const LabOptions& options) {
  try {
    return read_progress(options.progress_file());
  } catch (const Error& error) {
    print_error(error.what());
    return {};
  }
}

template <class Change>
void change_progress(const LabOptions& options, const Change& change) {
  try {
    std::map<int, LabProgress> progress = read_progress(options.progress_file());
    change(progress[options.number]);
    write_progress(options.progress_file(), progress);
  } catch (const Error& error) {
    print_error(error.what());
  }
}

int start(const LabOptions& options, const CommonOptions& common) {
  const Lab lab = graded_lab(options.number);
  const LabLanguage by_name = language_of(options.file);
  if (options.language.value_or(by_name) != by_name) {
    throw UsageError(concat("lab start: ", path_text(options.file),
                            " is not a name for --language ", name_of(*options.language)));
  }
  if (fs::exists(fs::symlink_status(options.file))) {
    throw UsageError(path_text(options.file) + ": exists; lab start overwrites nothing");
  }
  write_file(options.file, stub_text(lab, by_name));
  print_result(
      common,
      {{"lab", lab.number}, {"file", options.file.string()}, {"language", name_of(by_name)}},
      concat(path_text(options.file), " is yours: read ", lab.page(), "/README.md, write roughly ",
             lab.lines, " lines, then\n    mrcnn lab check ", lab.number, " ",
             path_text(options.file), "\n"));
  return 0;
}

LabResult checked(const LabOptions& options, const Lab& lab, const CommonOptions& common) {
  LabResult result = check_lab(lab, read_student_file(options.file));
  LabProgress now;
  change_progress(options, [&](LabProgress& progress) {
    note_result(progress, result);
    now = progress;
  });
  std::string text = lab_text(lab, result);
  if (result.state != LabState::passed && now.state == name_of(LabState::passed)) {
    text += "the table of progress keeps " + one_line(now.file) + ", which passed\n";
  }
  if (result.state != LabState::passed && now.hints < kHints) {
    text += concat("hint ", now.hints + 1, " of ", kHints, ": mrcnn lab hint ", lab.number, "\n");
  }
  print_result(common, to_json(result), text);
  return result;
}

int check(const LabOptions& options, const CommonOptions& common) {
  const Lab lab = graded_lab(options.number);
  return checked(options, lab, common).state == LabState::passed ? 0 : 1;
}

/// Checks the file whenever it changes, until it passes.
int watch(const LabOptions& options, const CommonOptions& common) {
  const Lab lab = graded_lab(options.number);
  constexpr auto kLookEvery = std::chrono::milliseconds(200);
  for (;;) {
    const fs::file_time_type seen = fs::last_write_time(options.file);
    if (checked(options, lab, common).state == LabState::passed) {
      return 0;
    }
    std::cout.flush();
    std::error_code is_replaced;  // an editor may take the file away for a moment
    while (fs::last_write_time(options.file, is_replaced) == seen || is_replaced) {
      std::this_thread::sleep_for(kLookEvery);
    }
  }
}

int run(const LabOptions& options, const CommonOptions& common) {
  return run_with_student(graded_lab(options.number), options.file, options.image, options.out,
                          known_progress(options), common);
}

int grade(const LabOptions& options, const CommonOptions& common) {
  const ClassReport report = grade_class(options.file, options.seed);
  print_result(common, to_json(report), class_text(report));
  return 0;
}

int edition(const LabOptions& options, const CommonOptions& common) {
  if (fs::exists(options.file)) {
    throw UsageError(path_text(options.file) + ": exists; lab edition overwrites nothing");
  }
  write_student_edition(options.file);
  print_result(common, {{"file", options.file.string()}},
               path_text(options.file) + " holds the sources without the solutions\n");
  return 0;
}

int hint(const LabOptions& options, const CommonOptions& common) {
  const Lab lab = graded_lab(options.number);
  int number = 0;
  change_progress(options, [&](LabProgress& progress) {
    number = progress.hints = std::min(progress.hints + 1, kHints);
  });
  number = std::max(number, 1);
  const std::string text = hint_text(lab, number);
  print_result(common, {{"lab", lab.number}, {"hint", number}, {"of", kHints}, {"text", text}},
               text);
  return 0;
}

nlohmann::ordered_json row_json(const Lab& lab, const LabProgress& progress) {
  return {{"number", lab.number},   {"name", lab.name},        {"title", lab.title},
          {"minutes", lab.minutes}, {"state", progress.state}, {"passed", progress.passed},
          {"of", progress.of},      {"hints", progress.hints}, {"file", progress.file}};
}

std::string row_text(const Lab& lab, const LabProgress& progress) {
  std::string state = lab.is_graded() ? progress.state : "not graded";
  std::replace(state.begin(), state.end(), '_', ' ');
  const std::string cases =
      progress.of == 0 ? "" : concat(progress.passed, " of ", progress.of, " cases");
  const std::string file =
      progress.file.empty() ? "" : ", " + one_line(fs::path(progress.file).filename().string());
  const std::string hints = progress.hints == 0 ? "" : concat(", ", progress.hints, " of 3 hints");
  return formatted("%3d  %-16s %4d min   %-18s %s\n", lab.number, lab.name.c_str(), lab.minutes,
                   cases.c_str(), (state + hints + file).c_str());
}

/// The table of progress.
int table(const LabOptions& options, const CommonOptions& common) {
  const std::map<int, LabProgress> all = read_progress(options.progress_file());
  auto rows = nlohmann::ordered_json::array();
  std::string text = "  #  lab               time\n";
  std::string next;
  int steps = 0;
  for (const Lab& lab : read_labs()) {
    const auto found = all.find(lab.number);
    const LabProgress progress = found == all.end() ? LabProgress{} : found->second;
    rows.push_back(row_json(lab, progress));
    text += row_text(lab, progress);
    const bool is_passed = progress.state == name_of(LabState::passed);
    steps += is_passed && !lab.step.empty() ? 1 : 0;
    if (next.empty() && lab.is_graded() && !is_passed) {
      next = progress.file.empty()
                 ? concat("mrcnn lab start ", lab.number, " -o ", lab.name, ".cpp")
                 : concat("mrcnn lab check ", lab.number, " ", one_line(progress.file));
    }
  }
  text += concat(steps, " of ", kStepCount, " steps of the pipeline are yours. ",
                 next.empty() ? "All labs are passed." : "Next: " + next, "\n");
  print_result(common, {{"labs", rows}, {"steps", {{"yours", steps}, {"of", kStepCount}}}}, text);
  return 0;
}

/// A command with the number of a lab and, for most, a file.
CLI::App& add_numbered(CommandLine& line, CLI::App& labs, const std::string& name,
                       const std::string& about, const std::shared_ptr<LabOptions>& options,
                       int (*action)(const LabOptions&, const CommonOptions&)) {
  CLI::App& command = *line.add(labs, name, about, options, action);
  command.add_option("lab", options->number, "its number")->required();
  return command;
}

}  // namespace

void add_lab_command(CommandLine& line) {
  const auto options = std::make_shared<LabOptions>();
  CLI::App& labs = *line.program.add_subcommand(
      "lab",
      "exercises: write a step yourself and have it checked; without a subcommand: your progress");
  labs.callback([&line, &labs, options] {
    if (labs.get_subcommands().empty()) {
      line.chosen_command = [&line, options] { return table(*options, line.common); };
    }
  });
  labs.add_option("--progress", options->progress,
                  "file of the progress (default: ~/.local/share/mrcnn/labs.json)");

  CLI::App& starts =
      add_numbered(line, labs, "start", "write a file to start from", options, start);
  starts.add_option("-o,--out", options->file, "the file, .cpp or .py; never overwritten")
      ->required();
  const auto set_language = [options](const std::string& name) {
    options->language = value_named<LabLanguage>(name);
  };
  starts.add_option_function<std::string>("--language", set_language, "of the file")
      ->check(CLI::IsMember(all_names<LabLanguage>()));

  CLI::App& runs = add_numbered(line, labs, "run", "run the whole network with your function in it",
                                options, run);
  for (CLI::App* command :
       {&add_numbered(line, labs, "check", "grade a file and name the misconception in it", options,
                      check),
        &add_numbered(line, labs, "watch", "check a file whenever it is saved, until it passes",
                      options, watch),
        &runs}) {
    command->add_option("file", options->file, "your .cpp or .py")->required();
  }
  runs.add_option("image", options->image, "PNG or JPEG file")->required();
  runs.add_option("--out", options->out, "folder for both traces and the page that compares them")
      ->required();
  CLI::App& grades =
      *line.add(labs, "grade", "grade what a class handed in, with hidden cases", options, grade);
  grades.add_option("folder", options->file, "holds STUDENT/N.cpp or STUDENT/N.py")->required();
  grades.add_option("--seed", options->seed, "of the hidden cases")->required();
  line.add(labs, "edition", "write the sources without the solutions", options, edition)
      ->add_option("-o,--out", options->file, "the zip file")
      ->required();
  add_numbered(line, labs, "hint", "show the next of three hints", options, hint);
}

}  // namespace mrcnn
