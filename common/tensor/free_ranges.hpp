#pragma once
#include <cstddef>
#include <map>
#include <optional>

namespace mrcnn {

/// A piece of memory. Only its address is looked at, never its content.
struct MemoryRange {
  std::byte* begin = nullptr;
  std::size_t bytes = 0;
};

/// Ranges of memory that are free. Neighbours are joined, so that memory given back in small
/// pieces serves a large request later.
class FreeRanges {
 public:
  /// Throws std::bad_alloc if there is no memory for the entry.
  void add(MemoryRange range);

  /// `bytes` bytes cut from the end of the smallest range that holds them; nothing if none does.
  std::optional<MemoryRange> take(std::size_t bytes);

  /// The smallest range, which is no longer here. There must be one.
  MemoryRange take_smallest();

  /// Of the range that begins here; 0 if none does.
  std::size_t bytes_at(std::byte* begin) const;

  std::size_t bytes() const { return bytes_; }

  std::size_t count() const { return ranges_.size(); }

 private:
  using Ranges = std::map<std::byte*, std::size_t>;  // bytes by begin

  Ranges::iterator smallest_of_at_least(std::size_t bytes);

  Ranges ranges_;
  std::size_t bytes_ = 0;
};

}  // namespace mrcnn
