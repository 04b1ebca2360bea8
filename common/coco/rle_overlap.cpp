#include "common/coco/rle_overlap.hpp"

#include <algorithm>

#include "common/error.hpp"

namespace mrcnn {

namespace {

/// Position in a list of runs. COCO's loops take at most one new run a step, even an empty one.
class RunWalk {
 public:
  explicit RunWalk(const Rle& rle) : counts_(rle.counts), left_(counts_[0]) {}

  [[nodiscard]] std::uint32_t left() const { return left_; }

  [[nodiscard]] bool in_object() const { return in_object_; }

  void advance(std::uint32_t pixels) {
    left_ -= pixels;
    if (left_ == 0 && next_ < counts_.size()) {
      left_ = counts_[next_++];
      in_object_ = !in_object_;
    }
  }

 private:
  const std::vector<std::uint32_t>& counts_;
  std::uint32_t left_;
  std::size_t next_ = 1;
  bool in_object_ = false;
};

/// Calls visit(pixels, in_a, in_b) for stretches in which neither mask changes.
template <class Visit>
void walk_together(const Rle& a, const Rle& b, const Visit& visit) {
  check_shape(a.size == b.size, "masks of ", a.size.height, "x", a.size.width, " and ",
              b.size.height, "x", b.size.width, ", expected equal sizes");
  RunWalk walk_a(a);
  RunWalk walk_b(b);
  do {
    const std::uint32_t pixels = std::min(walk_a.left(), walk_b.left());
    visit(pixels, walk_a.in_object(), walk_b.in_object());
    walk_a.advance(pixels);
    walk_b.advance(pixels);
  } while (walk_a.left() + std::uint64_t{walk_b.left()} > 0);
}

}  // namespace

RleOverlap rle_overlap(const Rle& a, const Rle& b) {
  RleOverlap overlap;
  walk_together(a, b, [&](std::uint32_t pixels, bool in_a, bool in_b) {
    overlap.intersection += in_a && in_b ? pixels : 0;
    overlap.union_ += in_a || in_b ? pixels : 0;
  });
  return overlap;
}

Rle rle_union(const Rle& a, const Rle& b) {
  Rle both{a.size, {0}};
  bool in_object = false;
  walk_together(a, b, [&](std::uint32_t pixels, bool in_a, bool in_b) {
    if ((in_a || in_b) != in_object && pixels > 0) {
      both.counts.push_back(0);
      in_object = !in_object;
    }
    both.counts.back() += pixels;
  });
  return both;
}

std::array<double, 4> rle_bounds(const Rle& rle) {
  const auto height = static_cast<std::uint32_t>(rle.size.height);
  const std::size_t runs = rle.counts.size() / 2 * 2;
  if (runs == 0) {
    return {};
  }
  std::uint32_t left = static_cast<std::uint32_t>(rle.size.width), right = 0;
  std::uint32_t top = height, bottom = 0;
  std::uint32_t end = 0, first_column = 0;
  for (std::size_t i = 0; i < runs; ++i) {
    end += rle.counts[i];
    const bool is_last_pixel = i % 2 == 1;
    const std::uint32_t pixel = end - (is_last_pixel ? 1 : 0);
    const std::uint32_t x = pixel / height, y = pixel % height;
    if (!is_last_pixel) {
      first_column = x;
    } else if (first_column < x) {
      top = 0;
      bottom = height - 1;
    }
    left = std::min(left, x);
    right = std::max(right, x);
    top = std::min(top, y);
    bottom = std::max(bottom, y);
  }
  return {static_cast<double>(left), static_cast<double>(top),
          static_cast<double>(right - left + 1), static_cast<double>(bottom - top + 1)};
}

}  // namespace mrcnn
