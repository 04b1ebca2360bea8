#include "stages/program/lab/commands/lab_run.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/file.hpp"
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
  return concat(run.read("6_masks/boxes").shape[0], " objects");
}

}  // namespace

int run_with_student(const Lab& lab, const fs::path& file, const std::string& image,
                     const fs::path& out, const CommonOptions& common) {
  if (lab.step.empty()) {
    throw UsageError(concat("lab run ", lab.number, ": this lab is no step of the pipeline"));
  }
  (void)language_of(file);
  const Step step = first_step_named(lab.step);
  RunPlan plan = plan_of(common);
  plan.images = {image};
  plan.dump = out / "ours";
  if (const int code = carry_out(plan); code != 0) {
    return code;
  }
  const TraceFolder ours = TraceFolder::open(plan.dump);
  const StepCalls calls = step_calls(lab, ours, recorded_config(ours).value_or(Config{}));
  StudentRun run;
  const std::vector<CallResult> results = results_of(lab, file, calls, run);
  if (run.state != LabState::passed) {
    print_result(common,
                 {{"lab", lab.number}, {"state", name_of(run.state)}, {"message", run.message}},
                 concat(path_text(file), ": ", name_of(run.state), ": ", run.message, "\n"));
    return 1;
  }

  const TemporaryFolder work;
  const bool is_last = step == Step::paste;
  const fs::path mine = out / "mine";
  write_changed_trace(ours, step, calls.arrays(results), is_last ? mine : work.path() / "start");
  if (!is_last) {
    RunPlan rest = plan_of(common);
    rest.trace = work.path() / "start";
    rest.from = static_cast<Step>(static_cast<int>(step) + 1);
    rest.dump = mine;
    carry_out(rest);
  }
  const fs::path page = out / "page.html";
  PageExtras extras;
  extras.against = out / "ours";
  (void)write_page(mine, page, extras);
  const TraceFolder theirs = TraceFolder::open(mine);
  const bool holds = compare_traces(ours, theirs, compare_options(/*keep_going=*/true)).holds();
  print_result(
      common,
      {{"lab", lab.number},
       {"state", "passed"},
       {"holds", holds},
       {"page", page.string()},
       {"objects",
        {{"yours", theirs.read("6_masks/boxes").shape[0]},
         {"ours", ours.read("6_masks/boxes").shape[0]}}}},
      concat("with your ", lab.step, ": ", objects_in(theirs), ", with ours: ", objects_in(ours),
             "; the runs ", holds ? "agree" : "differ", "\nthe page is ", path_text(page),
             "; details: mrcnn compare ", path_text(out / "ours"), " ", path_text(mine), "\n"));
  return holds ? 0 : 1;
}

}  // namespace mrcnn
