#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/model/config.hpp"
#include "stages/program/lab/lab.hpp"
#include "stages/program/op/case_folder.hpp"

namespace mrcnn {

/// The results of one call, by name.
using CallResult = std::map<std::string, Array>;

/// A step of a run as calls of its lab's operation: with these a student's function takes the
/// step's place, in whatever language it is written.
struct StepCalls {
  std::vector<OperationCase> calls;

  /// The arrays that the step writes to a trace, from the results of all calls.
  std::function<CallResult(const std::vector<CallResult>&)> arrays;
};

/// The step of a lab in a traced run. Throws UsageError for a lab without a step, or for a model
/// with other conventions than the lab's.
StepCalls step_calls(const Lab& lab, const TraceFolder& run, const Config& config);

}  // namespace mrcnn
