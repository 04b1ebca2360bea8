#include "stages/program/compare/compared_traces.hpp"

#include <algorithm>
#include <utility>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/trace_counts.hpp"

namespace mrcnn {
namespace {

constexpr std::string_view kOurProgram = "mrcnn";
constexpr std::size_t kShownBytes = 60;

/// The pointer of "proposals.nms_iou" into a configuration.
nlohmann::json::json_pointer pointer_to(const std::string& path) {
  std::string pointer = "/" + path;
  for (char& c : pointer) {
    c = c == '.' ? '/' : c;
  }
  return nlohmann::json::json_pointer(pointer);
}

/// "proposals.nms_iou" for "/proposals/nms_iou": as --set takes it.
std::string path_of(const std::string& pointer) {
  std::string path = pointer.substr(pointer.empty() ? 0 : 1);
  std::replace(path.begin(), path.end(), '/', '.');
  return path;
}

void note_difference(std::vector<std::string>& notes, const std::string& what, const std::string& a,
                     const std::string& b) {
  if (a != b) {
    notes.push_back(
        concat(what, ": ", one_line(a, kShownBytes), " against ", one_line(b, kShownBytes)));
  }
}

void note_settings(std::vector<std::string>& notes, const nlohmann::json& a,
                   const nlohmann::json& b) {
  const nlohmann::json flat_a = a.flatten();
  const nlohmann::json flat_b = b.flatten();
  for (const auto& [pointer, value] : flat_a.items()) {
    if (flat_b.contains(pointer)) {
      note_difference(notes, "setting " + one_line(path_of(pointer)), value.dump(),
                      flat_b[pointer].dump());
    }
  }
}

void note_edited(std::vector<std::string>& notes, const Manifest& manifest,
                 const std::string& side) {
  for (const std::string& array : manifest.edited) {
    notes.push_back(concat(one_line(array, kShownBytes), " was edited by hand in ", side));
  }
}

}  // namespace

ComparedTrace::ComparedTrace(TraceFolder opened)
    : folder(std::move(opened)), manifest(folder.manifest()) {
  check_counts(folder);
}

bool ComparedTrace::is_foreign() const {
  return !manifest || manifest->program.substr(0, manifest->program.find(' ')) != kOurProgram;
}

std::string ComparedTrace::label() const {
  const std::string where = path_text(folder.directory());
  if (!manifest) {
    return where + ": another program's (no manifest)";
  }
  const std::string program = one_line(manifest->program, kShownBytes);
  if (is_foreign()) {
    return concat(where, ": another program's (", program, ")");
  }
  return concat(where, ": ", program, ", ", one_line(manifest->backend, kShownBytes), ", ",
                one_line(manifest->conv, kShownBytes), ", ", one_line(manifest->math, kShownBytes));
}

std::optional<Array> ComparedTrace::list(const std::string& name, DType dtype,
                                         std::size_t columns) const {
  if (!folder.has(name)) {
    return std::nullopt;
  }
  Array array = folder.read(name);
  const bool fits =
      array.dtype == dtype && (columns == 0 ? array.shape.size() == 1
                                            : array.shape.size() == 2 && array.shape[1] == columns);
  return fits ? std::optional(std::move(array)) : std::nullopt;
}

Relation TracePair::relation() const {
  Relation relation;
  relation.foreign = a.is_foreign() || b.is_foreign();
  if (!relation.foreign) {
    relation.other_backend = a.manifest->backend != b.manifest->backend;
    relation.other_conv = a.manifest->conv != b.manifest->conv;
    relation.tf32 = a.manifest->math == "tf32" || b.manifest->math == "tf32";
  }
  return relation;
}

std::vector<std::string> TracePair::notes() const {
  std::vector<std::string> notes;
  if (a.manifest && b.manifest) {
    note_difference(notes, "model", a.manifest->model.sha256, b.manifest->model.sha256);
    note_difference(notes, "openblas_core", a.manifest->openblas_core, b.manifest->openblas_core);
    note_settings(notes, a.manifest->config, b.manifest->config);
  }
  if (a.manifest) {
    note_edited(notes, *a.manifest, "A");
  }
  if (b.manifest) {
    note_edited(notes, *b.manifest, "B");
  }
  return notes;
}

double TracePair::setting(const std::string& path, double otherwise) const {
  const auto pointer = pointer_to(path);
  for (const ComparedTrace* trace : {&a, &b}) {
    if (trace->manifest && trace->manifest->config.contains(pointer) &&
        trace->manifest->config[pointer].is_number()) {
      return trace->manifest->config[pointer].get<double>();
    }
  }
  return otherwise;
}

std::string TracePair::word(const std::string& path, const std::string& otherwise) const {
  const auto pointer = pointer_to(path);
  for (const ComparedTrace* trace : {&a, &b}) {
    if (trace->manifest && trace->manifest->config.contains(pointer) &&
        trace->manifest->config[pointer].is_string()) {
      return trace->manifest->config[pointer].get<std::string>();
    }
  }
  return otherwise;
}

}  // namespace mrcnn
