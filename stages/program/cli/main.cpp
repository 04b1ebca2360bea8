#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/error.hpp"
#include "common/io/output_file.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/tensor/device.hpp"

#include "stages/program/batch/ranks.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/parse_message.hpp"
#include "stages/program/evaluate/commands/evaluate_commands.hpp"

namespace {

int report(mrcnn::ExitCode code, const std::string& message) {
  mrcnn::print_error(message);
  mrcnn::leave_ranks(code, /*failed=*/true);
  return code;
}

std::string version() {
  return std::string(MRCNN_PROGRAM) + ", " + MRCNN_BUILD + ", OpenBLAS kernels " +
         mrcnn::openblas_core() + ", device code for " + mrcnn::device_backend();
}

/// A message unless the text is a number above 0; CLI11's own check accepts NaN.
std::string check_gigabytes(const std::string& text) {
  double value = 0.0;
  const bool holds = CLI::detail::lexical_cast(text, value) && value > 0.0;
  return holds ? "" : "expected a number of gigabytes above 0, got " + text;
}

void add_common_options(mrcnn::CommandLine& line) {
  CLI::App& program = line.program;
  mrcnn::CommonOptions& common = line.common;
  program.add_option("--threads", common.threads, "threads to use (default: one per processor)")
      ->check(CLI::Range(1, 1024));
  program.add_option("--set", common.set, "STAGE.KEY=VALUE, overrides the model's configuration")
      ->allow_extra_args(false);
  mrcnn::add_choice(program, "--conv", common.compute.conv,
                    "how convolutions are computed (default: fast in run, im2col elsewhere)");
  program.add_option("--device-id", common.device_id, "which device, if there are several")
      ->check(CLI::Range(0, 1023));
  program
      .add_option("--memory", common.memory,
                  "gigabytes that the feature maps may need (default: what the machine has)")
      ->check(check_gigabytes);
  program.add_flag_callback(
      "--tf32", [&common] { common.compute.math = mrcnn::Math::tf32; },
      "matrix products of a CUDA device in TF32: faster, less exact");
  program.add_flag("--quiet", common.quiet, "print errors only");
  program.add_flag("--json", common.json, "print results as JSON");
  program.set_version_flag("--version", version());
}

/// Ends the process as the signal would have, without the files that are not finished. The raised
/// signal is blocked until this function returns.
void die_of(int number) {
  mrcnn::remove_unfinished_files();
  mrcnn::say_that_ranks_end();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void clean_up_on_signals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    struct sigaction action {};

    if (sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) {
      action.sa_handler = die_of;
      ::sigfillset(&action.sa_mask);
      sigaction(number, &action, nullptr);
    }
  }
}

int run_program(int argc, char** argv) {
  mrcnn::CommandLine line;
  line.program.name("mrcnn");
  line.program.description(
      "Mask R-CNN, step by step: six stages that can be run, saved, edited and resumed");
  add_common_options(line);
  line.program.require_subcommand(1);
  line.program.fallthrough();
  mrcnn::add_demo_command(line);
  mrcnn::add_run_command(line);
  mrcnn::add_compare_command(line);
  mrcnn::add_report_command(line);
  mrcnn::add_evaluate_commands(line);
  mrcnn::add_scenes_command(line);
  mrcnn::add_model_command(line);
  mrcnn::add_fetch_command(line);
  mrcnn::add_op_command(line);
  mrcnn::add_lab_command(line);
  mrcnn::refuse_files_like_options(line.program, {argv + std::min(argc, 1), argv + argc});
  try {
    line.program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      return line.program.exit(error);  // --help, --version
    }
    return report(mrcnn::kWrongUsage,
                  mrcnn::parse_message(line.program, error) + " (mrcnn --help lists the commands)");
  }
  line.common.conv_is_given = line.program.count("--conv") > 0;
  mrcnn::check_values(line.program);
  mrcnn::set_threads(line.common.threads);
  return line.chosen_command();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // write() reports a file size limit instead
  clean_up_on_signals();
  try {
    const int code = run_program(argc, argv);
    std::cout.flush();
    if (!std::cout.good()) {
      return report(mrcnn::kCannotWrite, "standard output: cannot be written");
    }
    mrcnn::leave_ranks(code, /*failed=*/false);
    return code;
  } catch (const mrcnn::UsageError& error) {
    return report(mrcnn::kWrongUsage, error.what());
  } catch (const mrcnn::OutputError& error) {
    return report(mrcnn::kCannotWrite, error.what());
  } catch (const mrcnn::Error& error) {
    return report(mrcnn::kBadInput, error.what());
  } catch (const std::bad_alloc&) {
    return report(mrcnn::kCannotWrite, "out of memory");
  } catch (const std::length_error&) {
    return report(mrcnn::kCannotWrite, "out of memory");
  } catch (const std::filesystem::filesystem_error& error) {
    return report(mrcnn::kBadInput, error.path1().string() + ": " + error.code().message());
  } catch (const std::system_error& error) {  // a thread that the system does not start
    return report(mrcnn::kCannotWrite, error.what());
  } catch (const std::exception& error) {
    return report(mrcnn::kInternalError, std::string("internal error: ") + error.what());
  }
}
