#include "common/geometry/nms.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "common/geometry/box.hpp"
#include "common/geometry/geometry_checks.hpp"
#include "common/geometry/nms_fast.hpp"
#include "common/geometry/sort_key.hpp"

namespace mrcnn {

HostTensor<std::int32_t, 1> non_maximum_suppression(const HostTensor<Box, 1>& boxes,
                                                    const HostTensor<float, 1>& scores,
                                                    const HostTensor<std::int32_t, 1>& groups,
                                                    const NmsParams& params,
                                                    HostTensor<std::int32_t, 1>& suppressed_by) {
  check_nms(boxes.size(), scores.size(), groups.size(), suppressed_by.size());
  if (params.fast && params.max_iou >= 0.0) {
    return non_maximum_suppression_fast(boxes, scores, groups, params.max_iou, suppressed_by);
  }
  // [lab]
  // best first
  std::vector<std::uint64_t> order;
  for (std::size_t row = 0; row < boxes.size(); ++row) {
    if (suppressed_by(row) == kKept) {
      order.push_back(sort_key(scores(row), row));
    }
  }
  std::sort(order.begin(), order.end());

  // [greedy]
  // a box survives unless a better survivor of its group overlaps it too much
  std::vector<std::int32_t> survivors;
  std::map<std::int32_t, std::vector<std::int32_t>> survivors_of_group;
  for (const std::uint64_t key : order) {
    const auto row = static_cast<std::int32_t>(sort_key_index(key));
    std::vector<std::int32_t>& rivals = survivors_of_group[groups(row)];
    const auto suppressor = std::find_if(rivals.begin(), rivals.end(), [&](std::int32_t rival) {
      return iou(boxes(rival), boxes(row)) > params.max_iou;
    });
    if (suppressor == rivals.end()) {
      rivals.push_back(row);
      survivors.push_back(row);
    } else {
      suppressed_by(row) = *suppressor;
    }
  }
  // [/greedy]
  auto result = make_tensor<std::int32_t>({survivors.size()});
  std::copy(survivors.begin(), survivors.end(), result.begin());
  return result;
  // [/lab]
}

}  // namespace mrcnn
