#include <vector>

#include "common/error.hpp"
#include "common/tensor/device_tensor.hpp"

namespace mrcnn {

void ValidCount::fetch(std::initializer_list<ValidCount*> wanted) {
  std::vector<ValidCount*> unknown;
  for (ValidCount* count : wanted) {
    if (count != nullptr && !count->known_) {
      unknown.push_back(count);
    }
  }
  if (unknown.empty()) {
    return;
  }
  // collected on the device first, so that one copy brings them all
  std::vector<std::int32_t> counts(unknown.size());
  DeviceTensor<std::int32_t, 1> collected({counts.size()});
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    copy_on_device(collected.data() + i, unknown[i]->count(), sizeof(std::int32_t));
  }
  copy_to_host(counts.data(), collected.data(), counts.size() * sizeof(std::int32_t));
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const auto count = static_cast<std::size_t>(counts[i]);
    check_shape(count <= unknown[i]->capacity_, "a list of ", counts[i],
                " rows on the device, which has room for ", unknown[i]->capacity_);
    unknown[i]->known_ = count;
  }
}

}  // namespace mrcnn
