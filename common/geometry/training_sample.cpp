#include "common/geometry/training_sample.hpp"

#include <algorithm>
#include <utility>

#include "common/random_bits.hpp"

namespace mrcnn {

namespace {

/// `count` of the rows, those whose random numbers are smallest.
std::vector<std::int32_t> chosen(const std::vector<std::int32_t>& rows, std::size_t count,
                                 std::uint64_t seed) {
  std::vector<std::pair<std::uint64_t, std::int32_t>> drawn;
  for (const std::int32_t row : rows) {
    drawn.emplace_back(random_bits(seed, static_cast<std::uint64_t>(row)), row);
  }
  std::sort(drawn.begin(), drawn.end());
  drawn.resize(std::min(count, drawn.size()));
  std::vector<std::int32_t> result;
  for (const auto& [bits, row] : drawn) {
    result.push_back(row);
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

TrainingSample training_sample(const BestTruth<Host>& matches, const TrainingSampleParams& params,
                               std::uint64_t seed) {
  std::vector<std::int32_t> positives;
  std::vector<std::int32_t> negatives;
  std::int32_t row = 0;
  for (const std::int32_t truth : matches.index) {
    if (truth >= 0) {
      positives.push_back(row);
    } else if (truth == kBelowLow) {
      negatives.push_back(row);
    }
    ++row;
  }
  const auto most_positives =
      static_cast<std::size_t>(static_cast<float>(params.count) * params.positive_fraction);
  TrainingSample sample;
  sample.positives = chosen(positives, most_positives, seed);
  sample.negatives = chosen(negatives, params.count - sample.positives.size(), seed);
  return sample;
}

}  // namespace mrcnn
