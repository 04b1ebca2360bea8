#pragma once
#include <string>
#include <vector>

#include "common/nn/compute_options.hpp"

namespace mrcnn {

/// The options of every command.
struct CommonOptions {
  int threads = 0;               // 0: as many as the machine has
  std::vector<std::string> set;  // "STAGE.KEY=VALUE", applied in order
  ComputeOptions compute;
  bool conv_is_given = false;  // else each command has its own way
  int device_id = 0;
  double memory = 0.0;  // gigabytes that a run may need; 0: those of the machine
  bool quiet = false;
  bool json = false;
};

}  // namespace mrcnn
