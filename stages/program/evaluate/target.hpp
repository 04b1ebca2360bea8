#pragma once
#include <string>

#include "stages/program/evaluate/missing_object.hpp"

namespace mrcnn {

/// What explain_missing() and the functions below need.
std::vector<std::string> arrays_of_objects();

/// Reads them, as far as the trace has them. Throws like read_traced_run().
TracedRun read_run_of_objects(const TraceFolder& trace, const Config& config);

/// True object `row` of the trace. These functions throw UsageError for what the trace does not
/// hold: a row, an object at the point, a class, or ground truth at all.
Target target_of_object(const TracedRun& run, std::size_t row);

/// The smallest true box that holds the point, in pixels of the original image.
Target target_at_point(const TracedRun& run, float x, float y);

/// A box in pixels of the original image, and the name of its class.
Target target_of_box(const TracedRun& run, const Box& box, const std::string& class_name);

}  // namespace mrcnn
