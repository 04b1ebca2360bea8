#include "common/geometry/nms_fast.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "common/geometry/box.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/geometry/suppression.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kBlock = 32;

/// Boxes corner by corner, so that one vector instruction takes the same corner of several.
struct Block {
  std::array<float, kBlock> x1{}, y1{}, x2{}, y2{}, area{};

  void set(std::size_t i, const Box& b) {
    x1[i] = b.x1;
    y1[i] = b.y1;
    x2[i] = b.x2;
    y2[i] = b.y2;
    area[i] = mrcnn::area(b);
  }

  /// Whether the IoU of some box with `b` may exceed a threshold of which `low` is the part that
  /// float32 holds: the quotient of iou() is not above `low` unless the intersection reaches `low`
  /// times the union, since rounding keeps the order of products.
  [[nodiscard]] bool may_overlap(const Box& b, float b_area, float low) const {
    int found = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
      const float width = std::min(x2[i], b.x2) - std::max(x1[i], b.x1);
      const float height = std::min(y2[i], b.y2) - std::max(y1[i], b.y1);
      const float intersection = std::max(width, 0.0F) * std::max(height, 0.0F);
      found |= static_cast<int>(intersection >= low * (area[i] + b_area - intersection));
    }
    return found != 0;
  }
};

/// Largest float that is not above `v`.
float rounded_down(double v) {
  const auto nearest = static_cast<float>(v);
  return static_cast<double>(nearest) > v ? std::nextafter(nearest, -INFINITY) : nearest;
}

/// The survivors of one group, best first.
class Survivors {
 public:
  void add(std::int32_t row, const Box& box) {
    if (rows_.size() % kBlock == 0) {
      blocks_.emplace_back();
    }
    blocks_.back().set(rows_.size() % kBlock, box);
    rows_.push_back(row);
  }

  /// The first whose IoU with `box` exceeds `max_iou`, or kKept.
  [[nodiscard]] std::int32_t suppressor(const HostTensor<Box, 1>& boxes, const Box& box,
                                        double max_iou) const {
    const float low = rounded_down(max_iou);
    const float box_area = area(box);
    for (std::size_t block = 0; block < blocks_.size(); ++block) {
      if (blocks_[block].may_overlap(box, box_area, low)) {
        const std::size_t end = std::min(rows_.size(), (block + 1) * kBlock);
        for (std::size_t i = block * kBlock; i < end; ++i) {
          if (iou(boxes(rows_[i]), box) > max_iou) {
            return rows_[i];
          }
        }
      }
    }
    return kKept;
  }

 private:
  std::vector<Block> blocks_;
  std::vector<std::int32_t> rows_;
};

}  // namespace

HostTensor<std::int32_t, 1> non_maximum_suppression_fast(
    const HostTensor<Box, 1>& boxes, const HostTensor<float, 1>& scores,
    const HostTensor<std::int32_t, 1>& groups, double max_iou,
    HostTensor<std::int32_t, 1>& suppressed_by) {
  std::vector<std::uint64_t> order;
  for (std::size_t row = 0; row < boxes.size(); ++row) {
    if (suppressed_by(row) == kKept) {
      order.push_back(sort_key(scores(row), row));
    }
  }
  std::sort(order.begin(), order.end());

  std::vector<std::int32_t> survivors;
  std::map<std::int32_t, Survivors> survivors_of_group;
  for (const std::uint64_t key : order) {
    const auto row = static_cast<std::int32_t>(sort_key_index(key));
    Survivors& rivals = survivors_of_group[groups(row)];
    suppressed_by(row) = rivals.suppressor(boxes, boxes(row), max_iou);
    if (suppressed_by(row) == kKept) {
      rivals.add(row, boxes(row));
      survivors.push_back(row);
    }
  }
  auto result = make_tensor<std::int32_t>({survivors.size()});
  std::copy(survivors.begin(), survivors.end(), result.begin());
  return result;
}

}  // namespace mrcnn
