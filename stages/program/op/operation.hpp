#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <mrcnn/place.hpp>

#include "common/trace/array.hpp"

#include "stages/program/op/operation_call.hpp"

namespace mrcnn {

/// An array that goes in or comes out.
struct OperationArray {
  std::string name;
  std::string shape;  // "(N,4)": letters of docs/notation.md
  DType dtype = DType::f32;
  bool is_optional = false;
};

/// What the word of a parameter means; OperationCall reads the words.
enum class ParameterKind {
  number,        // "0.25"
  whole,         // "2"
  flag,          // "0" or "1"
  choice,        // one of a few names
  numbers,       // "0.5,1,2"
  size,          // "height,width", or one number for both
  area,          // "height,width" at the origin, or "y1,x1,y2,x2"
  grids,         // "height:width,height:width,..."
  whole_or_name  // "1" or "same"
};

struct OperationParameter {
  std::string name;
  ParameterKind kind = ParameterKind::number;
  std::string value = "...";  // the default; "...": must be given; "": may be left out

  [[nodiscard]] bool is_required() const { return value == "..."; }
};

/// Arrays by name, in the order of the operation's outputs.
using OperationResult = std::vector<std::pair<std::string, Array>>;

/// A primitive that NumPy, notebooks and other test suites can call: with .npy files through
/// `mrcnn op`, with arrays through the Python module. Its row is all that both know of it.
struct Operation {
  using Function = std::function<OperationResult(const OperationCall&)>;

  std::string name;
  std::string about;
  std::vector<OperationArray> inputs;
  std::vector<OperationParameter> parameters;
  std::vector<OperationArray> outputs;
  Function run;
  Function run_on_device = {};  // empty: host only
};

/// All operations: the table of docs/operations.md.
const std::vector<Operation>& operations();

/// Throws UsageError listing the names if there is no such operation.
const Operation& operation_named(const std::string& name);

/// Computes an operation. Parameters that are not given have their default values; the names of all
/// others, and of the inputs, must be the operation's.
///
/// Throws UsageError if a required parameter is missing, a value is wrong, or the operation has no
/// device code; InputError "op NAME: ..." if an array is wrong.
OperationResult run_operation(const Operation& operation, Place place,
                              std::map<std::string, Array> inputs,
                              std::map<std::string, std::string> parameters);

std::vector<Operation> image_operations();   // preprocess, max_pool
std::vector<Operation> box_operations();     // anchors, decode, encode, nms, iou, match
std::vector<Operation> region_operations();  // levels, roi_align, roi_pool, crop_and_resize, paste
std::vector<Operation> selection_operations();  // proposals, detections

}  // namespace mrcnn
