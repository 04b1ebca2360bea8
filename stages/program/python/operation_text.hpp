#pragma once
#include <string>

#include "stages/program/op/operation.hpp"

namespace mrcnn {

/// "roi_align(features, boxes, size=7, scale=0.25, sampling=2, aligned=False, *, device=False)"
std::string signature_of(const Operation& operation);

/// What the operation does, its arrays with their shapes, and what it returns.
std::string docstring_of(const Operation& operation);

/// "MatchResult": the named tuple of an operation that returns more than one array.
std::string result_type_of(const Operation& operation);

/// The types of all operations, as the text of a .pyi file.
std::string operations_stub();

}  // namespace mrcnn
