#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// How the files of a run go with a data set.
struct ImageMatches {
  /// Of several files of one entry, whose objects would count several times, those but one, the
  /// first or the first whose folders agree: the position of each, and that of the one.
  std::map<std::size_t, std::size_t> repeated;

  /// One line "NAME: ..." if files are matched by their base names although the folders differ:
  /// train/a.png, where the data set says val/a.png. A path of another machine, which is absolute
  /// or a URL, may differ, unless the folders lie in one of the same name.
  std::optional<std::string> warning;
};

/// Files are found by their absolute paths; those without an entry are passed over.
ImageMatches match_images(const CocoDataset& dataset, const std::vector<std::string>& files,
                          const std::string& name);

}  // namespace mrcnn
