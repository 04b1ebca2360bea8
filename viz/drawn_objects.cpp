#include "viz/drawn_objects.hpp"

#include <algorithm>

#include "common/error.hpp"

namespace mrcnn {

std::size_t objects_drawn(const HostTensor<float, 1>& scores) {
  constexpr std::size_t kUnlikelyOnes = 3;
  const auto likely = static_cast<std::size_t>(std::count_if(
      scores.begin(), scores.end(), [](float score) { return score >= kLeastScoreDrawn; }));
  return likely == 0 ? std::min(kUnlikelyOnes, scores.size()) : std::min(likely, kMostObjectsDrawn);
}

std::vector<std::size_t> rows_kept(const HostTensor<std::uint8_t, 1>& keep) {
  std::vector<std::size_t> rows;
  for (std::size_t d = 0; d < keep.size(); ++d) {
    if (keep(d) != 0) {
      rows.push_back(d);
    }
  }
  return rows;
}

std::size_t number_of(const std::vector<std::size_t>& numbers, std::size_t d) {
  return d < numbers.size() ? numbers[d] : d;
}

std::string name_of_class(const std::vector<std::string>& classes, std::int32_t label) {
  const bool is_known = label >= 0 && static_cast<std::size_t>(label) < classes.size();
  return is_known ? classes[static_cast<std::size_t>(label)] : concat("class ", label);
}

}  // namespace mrcnn
