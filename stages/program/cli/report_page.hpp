#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "viz/report/page.hpp"

namespace mrcnn {

/// What a page shows besides its trace.
struct PageExtras {
  std::optional<std::filesystem::path> against;  // another trace: the page compares the two
  const PagePack* heads = nullptr;               // of pack_heads(), for boxes drawn in the page
  std::string no_heads = "model";                // why there are none (live_heads.hpp)
  std::map<int, Array> laterals;                 // of laterals_of()
};

/// Writes the page of a trace to a file, atomically. Arrays that do not match an edit of others are
/// left out.
///
/// Throws InputError if one of the traces is not one or lacks the image, OutputError if the file
/// cannot be written.
Page write_page(const std::filesystem::path& trace, const std::filesystem::path& file,
                const PageExtras& extras = {});

}  // namespace mrcnn
