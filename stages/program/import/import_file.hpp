#pragma once
#include <filesystem>
#include <string>

#include "stages/program/import/child_process.hpp"

namespace mrcnn {

/// Reads a file of another program in a separate process, mrcnn-import; `out` then holds a
/// .safetensors file, which is not to be trusted. `place`: see read_torch_file(). Throws InputError
/// "FILE: reason", also when that process crashes or takes too long; OutputError.
void import_file(const std::filesystem::path& file, const std::string& place,
                 const MemoryFile& out);

}  // namespace mrcnn
