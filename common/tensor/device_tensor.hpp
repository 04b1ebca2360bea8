#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>

#include "common/tensor/device_memory.hpp"
#include "common/tensor/tensor.hpp"

namespace mrcnn {

/// How many rows of some lists are in use: a number in device memory, which the host fetches only
/// when it needs it. Lists of one length share it.
class ValidCount {
 public:
  /// `capacity`: there is room for no more.
  explicit ValidCount(std::size_t capacity)
      : capacity_(capacity),
        memory_(static_cast<std::int32_t*>(device_allocate(sizeof(std::int32_t))), device_free) {}

  /// The number in device memory, which device code reads and writes.
  [[nodiscard]] std::int32_t* count() const { return memory_.get(); }

  /// The number if the host has fetched it.
  [[nodiscard]] const std::optional<std::size_t>& known() const { return known_; }

  /// Brings several numbers to the host and waits for the device at most once. Null is skipped.
  /// Throws ShapeError if one is larger than its capacity.
  static void fetch(std::initializer_list<ValidCount*> counts);

 private:
  std::size_t capacity_;
  std::shared_ptr<std::int32_t> memory_;
  std::optional<std::size_t> known_;
};

/// A dense row-major array in device memory. It owns its elements, which are not set at first; can
/// be moved, not copied. Its first axis may have room for more rows than are in use: valid_count()
/// then holds their number, and shape() gives the room until that number has been fetched.
template <class T, std::size_t Rank>
class DeviceTensor {
 public:
  using value_type = T;
  using shape_type = std::array<std::size_t, Rank>;

  DeviceTensor() = default;

  explicit DeviceTensor(const shape_type& shape, std::shared_ptr<ValidCount> valid_count = nullptr)
      : shape_(shape),
        valid_count_(std::move(valid_count)),
        elements_(static_cast<T*>(device_allocate(count(shape) * sizeof(T)))) {}

  [[nodiscard]] shape_type shape() const {
    shape_type shape = shape_;
    if (valid_count_ != nullptr && valid_count_->known()) {
      shape[0] = *valid_count_->known();
    }
    return shape;
  }

  [[nodiscard]] std::size_t shape(std::size_t axis) const { return shape()[axis]; }

  [[nodiscard]] std::size_t size() const { return count(shape()); }

  [[nodiscard]] T* data() { return elements_.get(); }

  [[nodiscard]] const T* data() const { return elements_.get(); }

  /// Null if all rows are in use.
  [[nodiscard]] const std::shared_ptr<ValidCount>& valid_count() const { return valid_count_; }

  /// For device code: where the number of rows in use is, or null if it is shape(0).
  [[nodiscard]] const std::int32_t* device_valid_count() const {
    return valid_count_ == nullptr ? nullptr : valid_count_->count();
  }

  /// The number of rows in use, fetched from the device if the host does not have it yet.
  [[nodiscard]] std::size_t valid_rows() const {
    ValidCount::fetch({valid_count_.get()});
    return shape(0);
  }

 private:
  struct Free {
    void operator()(T* elements) const noexcept { device_free(elements); }
  };

  static std::size_t count(const shape_type& shape) {
    std::size_t product = 1;
    for (const std::size_t extent : shape) {
      product *= extent;
    }
    return product;
  }

  shape_type shape_{};
  std::shared_ptr<ValidCount> valid_count_;
  std::unique_ptr<T, Free> elements_;
};

template <class T, std::size_t Rank>
struct TensorOf<Device, T, Rank> {
  using type = DeviceTensor<T, Rank>;
};

/// All rows that there is room for, for device code to index.
template <class T, std::size_t Rank>
View<T, Rank> view(DeviceTensor<T, Rank>& tensor) {
  return view_of_shape(tensor.data(), tensor.shape());
}

template <class T, std::size_t Rank>
View<const T, Rank> view(const DeviceTensor<T, Rank>& tensor) {
  return view_of_shape(tensor.data(), tensor.shape());
}

/// A device tensor whose elements are not set: make_device_tensor<float>({height, width}).
template <class T, std::size_t Rank>
DeviceTensor<T, Rank> make_device_tensor(const Extent (&shape)[Rank],
                                         std::shared_ptr<ValidCount> valid_count = nullptr) {
  return DeviceTensor<T, Rank>(shape_of(shape), std::move(valid_count));
}

}  // namespace mrcnn
