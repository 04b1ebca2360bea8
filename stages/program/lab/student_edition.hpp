#pragma once
#include <filesystem>

namespace mrcnn {

/// Writes the sources without the solutions of the labs: a zip file that builds and passes its
/// tests where this program's build tree does. Bodies are linked from object files, mutants keep
/// their signatures and not their code; edition.py says how.
///
/// Throws OutputError, or InputError if sources or build tree are not there.
void write_student_edition(const std::filesystem::path& zip_file);

}  // namespace mrcnn
