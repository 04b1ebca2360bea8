#pragma once
#include <string>

#include "common/nn/compute_options.hpp"
#include "common/trace/manifest.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/pipeline_state.hpp"
#include "stages/pipeline/steps.hpp"

namespace mrcnn {

/// Reads what the steps from..to need and do not make themselves, and the true objects if they are
/// there. Throws InputError naming file and step if something is missing, malformed or not finite,
/// or if counts contradict each other.
PipelineState<Host> load_inputs(const TraceFolder& trace, Step from, Step to);

/// Reads one array. Throws InputError naming the file if it is malformed or not finite.
void load_array(const TraceFolder& trace, const std::string& name, PipelineState<Host>& state);

/// Reads one array of a run that is over, to be looked at or written again, whatever its values.
/// Throws InputError naming the file if it is malformed.
void read_array(const TraceFolder& trace, const std::string& name, PipelineState<Host>& state);

/// Reads the sizes of the image before and after resizing, which new truth is scaled with.
void load_image_sizes(const TraceFolder& trace, PipelineState<Host>& state);

/// Removes an earlier run from a trace: its manifest, results, arrays and the pictures of its
/// steps. Arrays and files of other names stay.
void clear_trace(const TraceFolder& trace);

/// Writes every array that this run made and describes it in `manifest`.
void save_arrays(const TraceFolder& trace, const PipelineState<Host>& state, Manifest& manifest);

/// Copies what an earlier run made before step `from`: the image's arrays and those of the steps
/// before, and the true objects unless this run was given new ones; describes each in `manifest`.
void copy_earlier_arrays(const TraceFolder& source, const TraceFolder& target, Step from,
                         const PipelineState<Host>& state, Manifest& manifest);

/// What a manifest says about a run, except program, image, arrays and steps.
///
///   model  may be null
Manifest run_manifest(Place place, const Model* model, const Config& config,
                      const ComputeOptions& compute);

}  // namespace mrcnn
