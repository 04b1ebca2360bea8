#pragma once
#include <filesystem>

#include "stages/program/import/child_process.hpp"

namespace mrcnn {

/// Reads a file of another program in a process of its own, mrcnn-import; `out` then holds a
/// .safetensors file, which is not to be trusted. Throws InputError "FILE: reason", also when that
/// process crashes or takes too long; OutputError.
void import_file(const std::filesystem::path& file, const MemoryFile& out);

}  // namespace mrcnn
