#pragma once
#include <string>
#include <vector>

namespace mrcnn {

/// What every command takes.
struct CommonOptions {
  int threads = 0;               // 0: as many as the machine has
  std::vector<std::string> set;  // "STAGE.KEY=VALUE", applied in order
  std::string conv;              // "reference" or "im2col"; empty: the command's default
  bool tf32 = false;             // a CUDA device rounds the factors of matrix products
  int device_id = 0;
  bool quiet = false;
  bool json = false;
};

}  // namespace mrcnn
