#pragma once

namespace mrcnn {

/// Whether the misconception with this number is on. The sources of a lab call it where
/// mutants.json edits them, see mutants.hpp; runner.cpp turns them on.
bool is_mutant(int number);

}  // namespace mrcnn
