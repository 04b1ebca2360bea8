#include <csignal>
#include <filesystem>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/tensor/device.hpp"

#include "stages/program/cli/command_line.hpp"

namespace {

enum ExitCode { kWrongUsage = 2, kBadInput = 3, kCannotWrite = 4, kInternalError = 70 };

/// Prints one line, whatever a file's name or content was.
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

void add_common_options(mrcnn::CommandLine& line) {
  CLI::App& program = line.program;
  mrcnn::CommonOptions& common = line.common;
  program.add_option("--threads", common.threads, "threads to use (default: one per processor)")
      ->check(CLI::Range(1, 1024));
  program.add_option("--set", common.set, "STAGE.KEY=VALUE, overrides the model's configuration")
      ->allow_extra_args(false);
  mrcnn::add_choice(program, "--conv", common.compute.conv, "how convolutions are computed");
  program.add_option("--device-id", common.device_id, "which device, if there are several")
      ->check(CLI::Range(0, 1023));
  program.add_flag_callback(
      "--tf32", [&common] { common.compute.math = mrcnn::Math::tf32; },
      "matrix products of a CUDA device in TF32: faster, less exact");
  program.add_flag("--quiet", common.quiet, "print errors only");
  program.add_flag("--json", common.json, "print results as JSON");
  program.set_version_flag("--version", version());
}

/// The message of a parse error. Where CLI11 only says that a command is missing, the unknown word
/// in its place is named.
std::string message_of(const CLI::App& program, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = program.remaining();
  const bool is_command =
      program.get_subcommands().empty() && !unknown.empty() && unknown.front().substr(0, 1) != "-";
  return is_command ? unknown.front() + ": no such command" : error.what();
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
  mrcnn::add_scenes_command(line);
  mrcnn::add_model_command(line);
  mrcnn::add_fetch_command(line);
  mrcnn::add_op_command(line);
  try {
    line.program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      return line.program.exit(error);  // --help, --version
    }
    return report(kWrongUsage,
                  message_of(line.program, error) + " (mrcnn --help lists the commands)");
  }
  mrcnn::set_threads(line.common.threads);
  return line.chosen_command();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // write() reports a file size limit instead
  try {
    const int code = run_program(argc, argv);
    std::cout.flush();
    return std::cout.good() ? code : report(kCannotWrite, "standard output: cannot be written");
  } catch (const mrcnn::UsageError& error) {
    return report(kWrongUsage, error.what());
  } catch (const mrcnn::OutputError& error) {
    return report(kCannotWrite, error.what());
  } catch (const mrcnn::Error& error) {
    return report(kBadInput, error.what());
  } catch (const std::bad_alloc&) {
    return report(kCannotWrite, "out of memory");
  } catch (const std::length_error&) {
    return report(kCannotWrite, "out of memory");
  } catch (const std::filesystem::filesystem_error& error) {
    return report(kBadInput, error.path1().string() + ": " + error.code().message());
  } catch (const std::exception& error) {
    return report(kInternalError, std::string("internal error: ") + error.what());
  }
}
