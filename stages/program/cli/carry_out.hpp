#pragma once
#include "stages/program/cli/run_plan.hpp"

namespace mrcnn {

/// Carries out the plan: runs every image or the trace, and writes what it asks for. Several images
/// are computed side by side on the host, as many as there are threads and as fit into memory. A
/// bad one is left out and gets a line on standard error at the end. Returns the exit
/// code: 0, or 3 if an image was bad. Throws UsageError if another run writes into its folders.
int carry_out(const RunPlan& plan);

}  // namespace mrcnn
