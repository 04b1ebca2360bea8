#pragma once
#include <mrcnn/trace.hpp>

#include "common/trace/manifest.hpp"

#include "stages/pipeline/model/config.hpp"
#include "stages/pipeline/pipeline_state.hpp"

namespace mrcnn {

/// What a public Trace holds: the arrays of one run, and what its manifest says about the run.
struct Trace::Contents {
  PipelineState<Host> state;
  Manifest manifest;
  Config config;
};

}  // namespace mrcnn
