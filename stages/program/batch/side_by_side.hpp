#pragma once
#include <cstddef>
#include <functional>

namespace mrcnn {

/// Works on items 0 to count-1 on several threads.
///
///   workers  threads, each with its share of the threads that OpenMP has here
///   make     is called for every item, from any thread; what it returns is called in the order of
///            the items, one at a time
///
/// At most `workers` items are under way: one whose turn has not come waits, and begins no other.
/// After an exception no item begins; the first in the order of the items is rethrown, and what was
/// made of later items is dropped.
void side_by_side(std::size_t count, int workers,
                  const std::function<std::function<void()>(std::size_t)>& make);

}  // namespace mrcnn
