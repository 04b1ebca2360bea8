#pragma once
#include <filesystem>
#include <optional>

#include "viz/report/page.hpp"

namespace mrcnn {

/// Writes the page of a trace to a file, atomically.
///
///   against  another trace, whose differences the page shows too
///
/// Throws InputError if one of them is not a trace or lacks the image, OutputError if the file
/// cannot be written.
Page write_page(const std::filesystem::path& trace, const std::filesystem::path& file,
                const std::optional<std::filesystem::path>& against = std::nullopt);

}  // namespace mrcnn
