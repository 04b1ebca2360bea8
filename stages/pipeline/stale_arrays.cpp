#include "stages/pipeline/stale_arrays.hpp"

#include <algorithm>

#include "common/error.hpp"

#include "stages/pipeline/array_table.hpp"
#include "stages/pipeline/trace_counts.hpp"

namespace mrcnn {
namespace {

/// Whether a step before all those that made `edited` made one of `arrays`.
bool has_earlier(const std::vector<std::string>& arrays, const std::vector<std::string>& edited) {
  const auto made_by = [](const std::string& array) {
    const ArrayRow* row = find_array(array);
    return row == nullptr ? std::nullopt : row->made_by;
  };
  auto first = made_by(edited.front());
  for (const std::string& array : edited) {
    first = std::min(first, made_by(array));
  }
  return std::any_of(arrays.begin(), arrays.end(),
                     [&](const std::string& array) { return made_by(array) < first; });
}

}  // namespace

std::vector<std::string> stale_arrays(const TraceFolder& trace,
                                      const std::set<std::string>& valid) {
  check_counts(trace, valid);
  std::set<std::string> fitting = valid;
  std::vector<std::string> stale;
  for (const ArrayRow& row : array_table()) {
    if (!trace.has(row.name) || !fitting.insert(row.name).second) {
      continue;
    }
    try {
      check_counts(trace, fitting);
    } catch (const InputError&) {
      fitting.erase(row.name);
      stale.push_back(row.name);
    }
  }
  return stale;
}

std::vector<std::string> stale_after_edit(const TraceFolder& trace) {
  try {
    check_counts(trace);
    return {};
  } catch (const InputError&) {
    const std::optional<Manifest> manifest = trace.manifest();
    const auto edited = manifest ? trace.edited(*manifest) : std::vector<std::string>();
    if (edited.empty()) {
      throw;
    }
    const std::vector<std::string> stale = stale_arrays(trace, {edited.begin(), edited.end()});
    if (has_earlier(stale, edited)) {
      throw;  // an edit that contradicts what its own step read
    }
    return stale;
  }
}

}  // namespace mrcnn
