#pragma once
#include <cstddef>

namespace mrcnn {

inline constexpr std::size_t kHugePage = std::size_t{2} << 20U;  // bytes

/// Zeroed pages from the system, on a boundary of huge pages, which it is asked to use. `bytes` is
/// a multiple of kHugePage. Throws std::bad_alloc.
std::byte* map_pages(std::size_t bytes);

/// The same at this place and no other; false if it is taken.
bool map_pages_at(std::byte* begin, std::size_t bytes) noexcept;

/// Gives back all of a mapped range or a part of whole pages.
void unmap_pages(std::byte* begin, std::size_t bytes) noexcept;

}  // namespace mrcnn
