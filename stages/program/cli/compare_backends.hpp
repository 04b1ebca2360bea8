#pragma once
#include <optional>
#include <string>

#include "stages/program/cli/common_options.hpp"

namespace mrcnn {

struct BackendsOptions {
  std::string image;  // or a trace, whose network input is used
  std::string model;  // empty: the bundled one
  std::optional<std::string> architecture;
  std::string truth;  // empty: none
  bool keep_going = false;
};

/// mrcnn compare IMAGE|TRACE --backends host,device: first every step on its own, the device fed
/// with what the host made before it; then both runs as a whole. Two tables, never mixed. Ends with
/// 0 if both hold, with 1 if one does not.
int compare_backends(const BackendsOptions& options, const CommonOptions& common);

}  // namespace mrcnn
