#include <csignal>
#include <filesystem>
#include <functional>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/enum_names.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/nn/compute_options.hpp"
#include "common/tensor/device.hpp"

#include "stages/program/cli/common_options.hpp"
#include "stages/program/cli/compare_command.hpp"
#include "stages/program/cli/demo_command.hpp"
#include "stages/program/cli/model_command.hpp"
#include "stages/program/cli/op_command.hpp"
#include "stages/program/cli/report_command.hpp"
#include "stages/program/cli/run_command.hpp"
#include "stages/program/cli/scenes_command.hpp"

namespace {

enum ExitCode { kDone = 0, kWrongUsage = 2, kBadInput = 3, kNoRoom = 4, kBug = 70 };

/// One line, whatever a file's name or content was.
int report(ExitCode code, const std::string& message) {
  constexpr std::size_t kLongest = 600;
  const std::string line = mrcnn::one_line(message);
  std::cerr << "mrcnn: "
            << (line.size() <= kLongest ? line
                                        : line.substr(0, kLongest / 2) + " ... " +
                                              line.substr(line.size() - kLongest / 2))
            << "\n";
  return code;
}

std::string version() {
  return std::string(MRCNN_PROGRAM) + ", " + MRCNN_BUILD + ", OpenBLAS kernels " +
         mrcnn::openblas_core() + ", device code for " + mrcnn::device_backend();
}

void add_common_options(CLI::App& program, mrcnn::CommonOptions& common) {
  program
      .add_option("--threads", common.threads, "threads to use; as many as there are processors")
      ->check(CLI::Range(1, 1024));
  program.add_option("--set", common.set, "STAGE.KEY=VALUE, overrides the model's configuration")
      ->allow_extra_args(false);
  program.add_option("--conv", common.conv, "how convolutions are computed")
      ->check(CLI::IsMember(mrcnn::all_names<mrcnn::ConvMethod>()));
  program.add_option("--device-id", common.device_id, "which device, if there are several")
      ->check(CLI::Range(0, 1023));
  program.add_flag("--tf32", common.tf32,
                   "matrix products of a CUDA device in TF32: faster, less exact");
  program.add_flag("--quiet", common.quiet, "print errors only");
  program.add_flag("--json", common.json, "print results as JSON");
  program.set_version_flag("--version", version());
}

/// A word that should be a command is named; CLI11 only misses one.
std::string mistake_of(const CLI::App& program, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = program.remaining();
  const bool is_command =
      program.get_subcommands().empty() && !unknown.empty() && unknown.front().substr(0, 1) != "-";
  return is_command ? unknown.front() + ": no such command" : error.what();
}

int run_program(int argc, char** argv) {
  CLI::App program(
      "Mask R-CNN, step by step: six stages that can be run, saved, edited and resumed", "mrcnn");
  mrcnn::CommonOptions common;
  std::function<int()> run;
  add_common_options(program, common);
  program.require_subcommand(1);
  program.fallthrough();
  mrcnn::add_demo_command(program, common, run);
  mrcnn::add_run_command(program, common, run);
  mrcnn::add_compare_command(program, common, run);
  mrcnn::add_report_command(program, common, run);
  mrcnn::add_scenes_command(program, common, run);
  mrcnn::add_model_command(program, common, run);
  mrcnn::add_op_command(program, common, run);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      return program.exit(error);  // --help, --version
    }
    return report(kWrongUsage, mistake_of(program, error) + " (mrcnn --help lists the commands)");
  }
  mrcnn::set_threads(common.threads);
  return run();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ,
              SIG_IGN);  // a file size limit is an error of write(), not the end of the program
  try {
    const int code = run_program(argc, argv);
    std::cout.flush();
    return std::cout.good() ? code : report(kNoRoom, "standard output: cannot be written");
  } catch (const mrcnn::UsageError& error) {
    return report(kWrongUsage, error.what());
  } catch (const mrcnn::InputError& error) {
    return report(kBadInput, error.what());
  } catch (const mrcnn::OutputError& error) {
    return report(kNoRoom, error.what());
  } catch (const mrcnn::ShapeError& error) {
    return report(kBadInput, error.what());
  } catch (const std::bad_alloc&) {
    return report(kNoRoom, "out of memory");
  } catch (const std::length_error&) {
    return report(kNoRoom, "out of memory");
  } catch (const std::filesystem::filesystem_error& error) {
    return report(kBadInput, error.path1().string() + ": " + error.code().message());
  } catch (const std::exception& error) {
    return report(kBug, std::string("a defect of the program: ") + error.what());
  }
}
