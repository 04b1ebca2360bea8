#pragma once
#include <memory>
#include <vector>

#include "stages/program/cli/executor.hpp"

namespace mrcnn {

/// Receives what a plan makes.
class RunWriter {
 public:
  RunWriter() = default;
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;
  virtual ~RunWriter() = default;

  /// Called after each image.
  virtual void write(const ImageRun& run) = 0;

  /// Called once, after the last image.
  virtual void finish() {}
};

/// The writers that the executor's plan asks for, in the order in which they are called. They refer
/// to the executor.
std::vector<std::unique_ptr<RunWriter>> make_writers(const Executor& executor);

}  // namespace mrcnn
