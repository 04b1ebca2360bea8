#include "stages/program/compare/compared_traces.hpp"

#include <algorithm>
#include <utility>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/stale_arrays.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

constexpr std::size_t kShownBytes = 60;

void note_difference(std::vector<std::string>& notes, const std::string& what, const std::string& a,
                     const std::string& b) {
  if (a != b) {
    notes.push_back(
        concat(what, ": ", one_line(a, kShownBytes), " against ", one_line(b, kShownBytes)));
  }
}

void note_settings(std::vector<std::string>& notes, const json& a, const json& b) {
  const json flat_a = a.flatten();
  const json flat_b = b.flatten();
  for (const auto& [pointer, value] : flat_a.items()) {
    if (flat_b.contains(pointer)) {
      std::string path = pointer.substr(pointer.empty() ? 0 : 1);  // "proposals/nms_iou"
      std::replace(path.begin(), path.end(), '/', '.');
      note_difference(notes, "setting " + one_line(path), value.dump(), flat_b[pointer].dump());
    }
  }
}

}  // namespace

ComparedTrace::ComparedTrace(TraceFolder opened)
    : folder(std::move(opened)), manifest(folder.manifest()), stale(stale_after_edit(folder)) {
  folder = folder.without(stale);
}

bool ComparedTrace::is_from_another_program() const {
  return !manifest || !(manifest->program + " ").starts_with("mrcnn ");  // before any version
}

bool ComparedTrace::is_edited(const std::string& array) const {
  if (!manifest) {
    return false;
  }
  const auto& edited = manifest->edited;
  return std::find(edited.begin(), edited.end(), array) != edited.end() ||
         (manifest->arrays.contains(array) && folder.is_edited(*manifest, array));
}

std::string ComparedTrace::label() const {
  const auto shown = [](const std::string& text) { return one_line(text, kShownBytes); };
  const std::string where = path_text(folder.directory());
  if (is_from_another_program()) {
    return concat(where, ": another program's (",
                  manifest ? shown(manifest->program) : "no manifest", ")");
  }
  return concat(where, ": ", shown(manifest->program), ", ", shown(manifest->backend), ", ",
                shown(manifest->conv), ", ", shown(manifest->math));
}

TracePair::TracePair(const TraceFolder& folder_a, const TraceFolder& folder_b)
    : a(folder_a), b(folder_b) {
  json merged = b.manifest ? b.manifest->config : json::object();
  merged.merge_patch(a.manifest ? a.manifest->config : json::object());
  config = config_of_valid_keys(merged);
}

Relation TracePair::relation() const {
  if (a.is_from_another_program() || b.is_from_another_program()) {
    return {.other_program = true};
  }
  return {.other_backend = a.manifest->backend != b.manifest->backend,
          .other_conv = a.manifest->conv != b.manifest->conv,
          .tf32 = a.manifest->math == "tf32" || b.manifest->math == "tf32"};
}

std::vector<std::string> TracePair::notes() const {
  std::vector<std::string> notes;
  if (a.manifest && b.manifest) {
    note_difference(notes, "model", a.manifest->model.sha256, b.manifest->model.sha256);
    note_difference(notes, "openblas_core", a.manifest->openblas_core, b.manifest->openblas_core);
    note_settings(notes, a.manifest->config, b.manifest->config);
  }
  for (const auto& [trace, side] : {std::pair(&a, " in A"), std::pair(&b, " in B")}) {
    for (const std::string& array : trace->stale) {
      notes.push_back(array + " does not match an edit and is left out" + side);
    }
    if (trace->manifest) {
      for (const std::string& array : trace->manifest->edited) {
        notes.push_back(concat(one_line(array, kShownBytes), " was edited", side));
      }
    }
  }
  return notes;
}

}  // namespace mrcnn
