#include "common/io/near_name.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace mrcnn {
namespace {

constexpr std::size_t kLongestWord = 200;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Levenshtein's distance, row by row of his table.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string> near_name(const std::string& word,
                                     const std::vector<std::string>& names) {
  std::optional<std::string> nearest;
  std::size_t least = word.size() / 3 + 1;
  for (const std::string& name : names) {
    const bool is_comparable = word.size() <= kLongestWord && name.size() <= kLongestWord;
    const std::size_t changes = is_comparable ? distance(word, name) : least;
    if (changes < least) {
      least = changes;
      nearest = name;
    }
  }
  return nearest;
}

}  // namespace mrcnn
