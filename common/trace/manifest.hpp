#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/trace/array.hpp"

namespace mrcnn {

/// What a manifest records about one array.
struct ArrayInfo {
  DType dtype = DType::f32;
  std::vector<std::size_t> shape;
  std::string meaning;
  std::string unit;
  std::optional<double> min;  // of the finite values; none if there are none
  std::optional<double> max;
  bool finite = true;  // no NaN and no infinity
  std::string sha256;  // of the elements as bytes in C order, without the .npy header
};

/// Describes an array in its present state. The hash is that of `Array::bytes`, so that
/// hashlib.sha256(np.load("boxes.npy").tobytes()).hexdigest() gives the same.
ArrayInfo describe(const Array& array, std::string meaning, std::string unit);

/// The cost of one step of the run.
struct StepCost {
  std::string name;
  double ms = 0.0;
  double gflop = 0.0;
  double mb = 0.0;  // 1e6 bytes read and written
};

/// How a trace was made: manifest.json (docs/trace.md).
struct Manifest {
  struct ModelFile {
    std::string file;  // with its folder, so that a run can be resumed from the trace
    std::string sha256;
    std::string about = {};  // "random weights", "six drawn shapes"; empty for any other model
  };

  struct ImageFile {
    std::string file;
    std::int64_t id = 0;
  };

  std::string program;  // "mrcnn 0.1.0"
  ModelFile model;
  std::string backend;  // "host" or "device"
  std::string device;   // "Thrust/OpenMP, 2 threads"
  std::string conv;     // "im2col", "reference", ...
  std::string math;     // "fp32" or "tf32"
  int threads = 0;
  std::string openblas_core;
  nlohmann::json config = nlohmann::json::object();  // sections as in a model file
  ImageFile image;
  std::map<std::string, ArrayInfo> arrays;  // by name, FOLDER/ARRAY
  std::vector<StepCost> steps;
  std::vector<std::string> edited;  // arrays that were edited before the run read them
};

/// Reads a manifest. The format must be "mrcnn-trace-1"; any other field may be missing and keeps
/// its default; unknown fields are ignored, known ones must have the right type.
///
///   name  what the manifest is called in messages, usually its file
///
/// Throws InputError "NAME: FIELD: expected ..., got ...".
Manifest manifest_from_json(const nlohmann::json& document, const std::string& name);

/// The fields in the order above.
nlohmann::ordered_json to_json(const Manifest& manifest);

}  // namespace mrcnn
