#include "common/tensor/free_ranges.hpp"

namespace mrcnn {

void FreeRanges::add(MemoryRange range) {
  const auto added = ranges_.emplace(range.begin, range.bytes).first;
  bytes_ += range.bytes;
  const auto next = std::next(added);
  if (next != ranges_.end() && range.begin + range.bytes == next->first) {
    added->second += next->second;
    ranges_.erase(next);
  }
  if (added != ranges_.begin()) {
    const auto previous = std::prev(added);
    if (previous->first + previous->second == range.begin) {
      previous->second += added->second;
      ranges_.erase(added);
    }
  }
}

std::optional<MemoryRange> FreeRanges::take(std::size_t bytes) {
  const auto found = smallest_of_at_least(bytes);
  if (found == ranges_.end()) {
    return std::nullopt;
  }
  found->second -= bytes;
  bytes_ -= bytes;
  const MemoryRange taken{found->first + found->second, bytes};
  if (found->second == 0) {
    ranges_.erase(found);
  }
  return taken;
}

MemoryRange FreeRanges::take_smallest() {
  const auto smallest = smallest_of_at_least(0);
  const MemoryRange taken{smallest->first, smallest->second};
  ranges_.erase(smallest);
  bytes_ -= taken.bytes;
  return taken;
}

std::size_t FreeRanges::bytes_at(std::byte* begin) const {
  const auto range = ranges_.find(begin);
  return range == ranges_.end() ? 0 : range->second;
}

FreeRanges::Ranges::iterator FreeRanges::smallest_of_at_least(std::size_t bytes) {
  auto best = ranges_.end();
  for (auto range = ranges_.begin(); range != ranges_.end(); ++range) {
    const bool holds = range->second >= bytes;
    if (holds && (best == ranges_.end() || range->second < best->second)) {
      best = range;
    }
  }
  return best;
}

}  // namespace mrcnn
