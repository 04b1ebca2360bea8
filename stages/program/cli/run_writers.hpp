#pragma once
#include <functional>
#include <vector>

#include "stages/program/cli/executor.hpp"

namespace mrcnn {

/// Receives what a plan makes.
struct RunWriter {
  std::function<void(const ImageRun&)> write;  // after each image
  std::function<void()> finish = [] {};        // after the last one
};

/// The writers that the executor's plan asks for, in the order in which they are called. They refer
/// to the executor.
std::vector<RunWriter> make_writers(const Executor& executor);

}  // namespace mrcnn
