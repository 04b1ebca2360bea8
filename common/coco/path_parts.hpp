#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace mrcnn {

/// The file of a path and its folders, the file first. The path may be a URL, or have backslashes
/// between folders.
std::vector<std::string> parts_from_the_end(std::string path);

/// How many parts agree, counted from the file.
std::size_t common_parts(const std::vector<std::string>& a, const std::vector<std::string>& b);

}  // namespace mrcnn
