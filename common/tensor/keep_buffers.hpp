#pragma once

namespace mrcnn {

/// While one of these exists, the pool of buffer_pool.hpp keeps what it was given back, even when
/// nothing is in use: from one image to the next.
class KeepBuffers {
 public:
  KeepBuffers();
  ~KeepBuffers();
  KeepBuffers(const KeepBuffers&) = delete;
  KeepBuffers& operator=(const KeepBuffers&) = delete;
};

}  // namespace mrcnn
