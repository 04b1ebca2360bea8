#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "stages/program/cli/run_plan.hpp"

namespace mrcnn {

/// What `mrcnn eval` was asked for.
struct EvalOptions {
  std::vector<std::string> files;  // one results list, or images
  RunPlan plan;  // of images: truth, model, place, whether to go on from an interrupted run
  std::vector<std::string> types;
  std::filesystem::path out;
  bool pages = false;  // of the worst images
};

}  // namespace mrcnn
