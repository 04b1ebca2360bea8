#include "stages/program/import/published_weights.hpp"

#include <algorithm>
#include <filesystem>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

const PublishedWeights& published_weights(const std::string& name) {
  std::string known;
  for (const PublishedWeights& weights : kPublishedWeights) {
    if (weights.name == name) {
      return weights;
    }
    known += (known.empty() ? "" : " or ") + std::string(weights.name);
  }
  throw UsageError("fetch " + one_line(name) + ": unknown weights, expected " + known);
}

std::string expected_hash(const std::string& file, const PublishedWeights& weights) {
  constexpr std::size_t kDigits = 8;
  const std::string stem = std::filesystem::path(file).stem().string();
  const std::size_t dash = stem.rfind('-');
  const std::string digits = dash == std::string::npos ? "" : stem.substr(dash + 1);
  const bool is_hash =
      digits.size() >= kDigits && digits.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_hash ? digits : std::string(weights.sha256);
}

}  // namespace mrcnn
