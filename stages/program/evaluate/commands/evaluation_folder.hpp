#pragma once
#include <filesystem>

#include <nlohmann/json_fwd.hpp>

namespace mrcnn {

/// Whether a folder was written by `mrcnn eval --out`: it has evaluation.json and is not a trace.
bool is_evaluation(const std::filesystem::path& folder);

/// What make_evaluation_page() shows of such a folder; what is not there is null.
///
///   page  the HTML file, from which links to the pages of images start
///
/// Throws InputError "FILE: reason" for a file that `mrcnn eval` did not write.
nlohmann::ordered_json read_evaluation(const std::filesystem::path& folder,
                                       const std::filesystem::path& page);

}  // namespace mrcnn
