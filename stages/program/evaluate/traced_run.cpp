#include "stages/program/evaluate/traced_run.hpp"

#include "common/error.hpp"
#include "common/io/index_range.hpp"

#include "stages/pipeline/stale_arrays.hpp"
#include "stages/pipeline/trace_io.hpp"

namespace mrcnn {

TracedRun read_traced_run(const TraceFolder& trace, const Config& config,
                          const std::vector<std::string>& arrays) {
  TracedRun run{trace.without(stale_after_edit(trace)), config, {}};
  for (const std::string& array : arrays) {
    if (run.trace.has(array)) {
      load_array(run.trace, array, run.state);
    }
  }
  return run;
}

void require_arrays(const TracedRun& run, const std::vector<std::string>& arrays) {
  for (const std::string& array : arrays) {
    if (!run.state.has(array)) {
      throw InputError(run.trace.path_of(array).string() +
                       ": is missing, expected a whole trace: mrcnn run IMAGE --dump DIR");
    }
  }
}

std::size_t traced_row(const TracedRun& run, const std::string& array, std::size_t index,
                       std::int32_t value, std::size_t count) {
  if (value < 0 || static_cast<std::size_t>(value) >= count) {
    throw InputError(concat(run.trace.path_of(array).string(), ": row ", index, " is ", value,
                            ", expected ", index_range(count)));
  }
  return static_cast<std::size_t>(value);
}

std::string class_name(const Config& config, std::int32_t label) {
  const auto slot = static_cast<std::size_t>(label);
  return label >= 0 && slot < config.classes.size() ? config.classes[slot]
                                                    : concat("class ", label);
}

}  // namespace mrcnn
