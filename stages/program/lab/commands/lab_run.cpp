#include "stages/program/lab/commands/lab_run.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/number_text.hpp"
#include "common/io/one_line.hpp"
#include "common/io/temporary_folder.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/steps.hpp"
#include "stages/program/cli/carry_out.hpp"
#include "stages/program/cli/compare_runs.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/report_page.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/cli/run_plan.hpp"
#include "stages/program/lab/case_result.hpp"
#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/step_calls.hpp"
#include "stages/program/lab/student_run.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// What the student's code makes of every call, or an exit through `run`.
std::vector<CallResult> results_of(const Lab& lab, const fs::path& file, const StepCalls& step,
                                   StudentRun& run) {
  const TemporaryFolder work;
  const fs::path in = work.path() / "in";
  const fs::path out = work.path() / "out";
  make_folder(out);
  for (std::size_t i = 0; i < step.calls.size(); ++i) {
    write_case(in / std::to_string(i), step.calls[i]);
  }
  // An image's arrays are larger than a case's.
  const ChildLimits limits{.seconds = 300,
                           .most_seconds = 900,
                           .memory = std::uint64_t{8} << 30U,
                           .output = std::uint64_t{2} << 30U};
  run = run_student(lab, file, language_of(file), in, out, work.path(), limits);
  std::vector<CallResult> results(step.calls.size());
  for (std::size_t i = 0; i < step.calls.size() && run.state == LabState::passed; ++i) {
    if (const auto threw = exception_in(out / std::to_string(i))) {
      const bool is_open = threw->end == CaseEnd::not_written;
      run = {is_open ? LabState::not_written : LabState::crashed, threw->message};
      break;
    }
    const Operation& operation = *step.calls[i].operation;
    const OperationResult ours =
        run_operation(operation, Place::host, step.calls[i].inputs, step.calls[i].params);
    for (const auto& [name, array] : ours) {
      const fs::path file_of_array = out / std::to_string(i) / (name + ".npy");
      if (!fs::exists(file_of_array)) {
        run = {LabState::wrong_output, name + ": is missing"};
        break;
      }
      std::string wrong;
      if (auto result = read_result(file_of_array, wrong)) {
        wrong = wrong_form(operation, name, *result, array);
        results[i][name] = *std::move(result);
      }
      if (!wrong.empty()) {
        run = {LabState::wrong_output, name + ": " + wrong};
        break;
      }
    }
  }
  return results;
}

/// The arrays of `ours` that were made before the step, and the student's in the step's place.
void write_changed_trace(const TraceFolder& ours, const Step step, const CallResult& arrays,
                         const fs::path& folder) {
  const TraceFolder mine = TraceFolder::create(folder);
  const std::vector<std::string>& of_step = info_of(step).writes;
  for (const std::string& name : ours.arrays()) {
    const std::string& stage = info_of(step).folder;
    const bool is_earlier = name.substr(0, stage.size()) < stage;
    const bool is_kept =
        std::find(of_step.begin(), of_step.end(), name) == of_step.end() || step != Step::proposals;
    if ((is_earlier || name.starts_with(stage)) && is_kept && arrays.count(name) == 0) {
      mine.copy_from(ours, name);
    }
  }
  for (const auto& [name, array] : arrays) {
    mine.write(name, array);
  }
  mine.write_manifest(*ours.manifest());
}

RunPlan plan_of(const CommonOptions& common) {
  RunPlan plan;
  plan.common = common;
  plan.common.quiet = true;  // one result, of the command
  plan.common.json = false;
  plan.common.compute.conv = ConvMethod::im2col;
  plan.step_pictures = false;
  return plan;
}

/// The objects that a run found, "6 objects".
std::string objects_in(const TraceFolder& run) {
  return counted(run.read("6_masks/boxes").shape[0], "object");
}

/// A step of the pipeline that the student wrote.
struct OwnStep {
  Lab lab;
  fs::path file;
};

/// The lab's step and those of the labs that were passed, in the order of the pipeline.
std::vector<OwnStep> own_steps(const Lab& lab, const fs::path& file,
                               const std::map<int, LabProgress>& progress) {
  std::vector<OwnStep> steps = {{lab, file}};
  for (const Lab& other : read_labs()) {
    const auto found = progress.find(other.number);
    if (other.number != lab.number && !other.step.empty() && found != progress.end() &&
        found->second.state == name_of(LabState::passed) && fs::exists(found->second.file)) {
      steps.push_back({other, found->second.file});
    }
  }
  std::sort(steps.begin(), steps.end(), [](const OwnStep& a, const OwnStep& b) {
    return first_step_named(a.lab.step) < first_step_named(b.lab.step);
  });
  return steps;
}

/// Writes the trace `after`: the run `before` with the student's results in the step's place, and
/// everything that follows from them.
StudentRun put_in_place(const OwnStep& own, const TraceFolder& before, const fs::path& after,
                        const CommonOptions& common) {
  const StepCalls calls = step_calls(own.lab, before, recorded_config(before).value_or(Config{}));
  StudentRun run;
  const std::vector<CallResult> results = results_of(own.lab, own.file, calls, run);
  if (run.state != LabState::passed) {
    return run;
  }
  const Step step = first_step_named(own.lab.step);
  if (step == Step::paste) {  // the last
    write_changed_trace(before, step, calls.arrays(results), after);
    return run;
  }
  const TemporaryFolder work;
  RunPlan rest = plan_of(common);
  rest.trace = work.path() / "start";
  rest.from = static_cast<Step>(static_cast<int>(step) + 1);
  rest.dump = after;
  rest.reports_edits = false;  // the student knows
  write_changed_trace(before, step, calls.arrays(results), rest.trace);
  carry_out(rest);
  return run;
}

/// "proposals, roi_align"
std::string names_of_steps(const std::vector<OwnStep>& steps) {
  std::string names;
  for (const OwnStep& own : steps) {
    names += (names.empty() ? "" : ", ") + own.lab.step;
  }
  return names;
}

}  // namespace

int run_with_student(const Lab& lab, const fs::path& file, const std::string& image,
                     const fs::path& out, const std::map<int, LabProgress>& progress,
                     const CommonOptions& common) {
  if (lab.step.empty()) {
    throw UsageError(concat("lab run ", lab.number, ": this lab is no step of the pipeline"));
  }
  (void)language_of(file);
  const fs::path ours = out / "ours";
  const fs::path mine = out / "mine";
  RunPlan plan = plan_of(common);
  plan.images = {image};
  plan.dump = ours;
  if (const int code = carry_out(plan); code != 0) {
    return code;
  }
  const std::vector<OwnStep> steps = own_steps(lab, file, progress);
  const TemporaryFolder between;
  fs::path before = ours;
  for (const OwnStep& own : steps) {
    const fs::path after = &own == &steps.back() ? mine : between.path() / own.lab.step;
    const StudentRun run = put_in_place(own, TraceFolder::open(before), after, common);
    if (run.state != LabState::passed) {
      print_result(
          common,
          {{"lab", own.lab.number}, {"state", name_of(run.state)}, {"message", run.message}},
          concat(path_text(own.file), ": ", name_of(run.state), ": ", run.message, "\n"));
      return 1;
    }
    before = after;
  }
  const fs::path page = out / "page.html";
  PageExtras extras;
  extras.against = ours;
  (void)write_page(mine, page, extras);
  const TraceFolder our_run = TraceFolder::open(ours);
  const TraceFolder their_run = TraceFolder::open(mine);
  const bool holds =
      compare_traces(our_run, their_run, compare_options(/*keep_going=*/true)).holds();
  nlohmann::ordered_json names = nlohmann::ordered_json::array();
  for (const OwnStep& own : steps) {
    names.push_back(own.lab.step);
  }
  print_result(common,
               {{"lab", lab.number},
                {"state", "passed"},
                {"steps", names},
                {"holds", holds},
                {"page", page.string()},
                {"objects",
                 {{"yours", their_run.read("6_masks/boxes").shape[0]},
                  {"ours", our_run.read("6_masks/boxes").shape[0]}}}},
               concat("with your ", names_of_steps(steps), ": ", objects_in(their_run),
                      ", with ours: ", objects_in(our_run), "; the runs ",
                      holds ? "agree" : "differ", "\nthe page is ", path_text(page),
                      "; details: mrcnn compare ", path_text(ours), " ", path_text(mine), "\n"));
  return holds ? 0 : 1;
}

}  // namespace mrcnn
