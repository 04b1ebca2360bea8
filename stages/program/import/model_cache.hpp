#pragma once
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace mrcnn {

/// $XDG_CACHE_HOME/mrcnn, else ~/.cache/mrcnn. Throws OutputError if neither variable is set.
std::filesystem::path cache_folder();

/// A model file that load_model() reads: the file itself, or, if it is another program's, what it
/// was converted into. A conversion is done once and kept in the cache folder, named by the file's
/// SHA-256.
///
///   overrides, architecture  of the run; only those that the tensors' shapes depend on matter here
///   notes                    receives lines "mrcnn: FILE: ..." about a conversion; null: none
///
/// Throws what convert_model() throws; OutputError names the cache folder.
std::filesystem::path loadable_model(const std::filesystem::path& file,
                                     const std::vector<std::string>& overrides,
                                     const std::optional<std::string>& architecture,
                                     std::ostream* notes);

}  // namespace mrcnn
