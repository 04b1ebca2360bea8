#pragma once
#include <array>
#include <tuple>
#include <type_traits>

#include "common/host_device.hpp"
#include "common/tensor/index.hpp"

#if !defined(MRCNN_CHECK_INDEX)
#define MRCNN_CHECK_INDEX(...)  // `mrcnn lab` checks a student's indices
#endif

namespace mrcnn {

/// A dense row-major array that it does not own: a pointer and its extents. Host and device code
/// index it the same way, `map(y, x, c)`; it is passed by value, also into a kernel.
template <class T, std::size_t Rank>
class View {
 public:
  View() = default;

  /// View(pointer, height, width, channels): one extent per axis.
  template <class... Extents>
  MRCNN_HD explicit View(T* data, Extents... extents)
      : data_(data), extents_{static_cast<Index>(extents)...} {
    static_assert(sizeof...(Extents) == Rank);
  }

  /// A view that may write is one that may read.
  template <class U, class = std::enable_if_t<std::is_same_v<const U, T>>>
  MRCNN_HD View(const View<U, Rank>& other) : data_(other.data_) {
    for (std::size_t axis = 0; axis < Rank; ++axis) {
      extents_[axis] = other.extents_[axis];
    }
  }

  /// The element at one index per axis. Not checked.
  template <class... Indices>
  MRCNN_HD T& operator()(Indices... indices) const {
    static_assert(sizeof...(Indices) == Rank);
    MRCNN_CHECK_INDEX(extents_, indices...);
    return data_[offset(static_cast<Index>(indices)...)];
  }

  /// What lies at index `i` of the first axis: a map's row, a region of a list of regions.
  MRCNN_HD View<T, Rank - 1> operator[](Index i) const {
    static_assert(Rank > 1);
    MRCNN_CHECK_INDEX(extents_, i);
    View<T, Rank - 1> part;
    for (std::size_t axis = 1; axis < Rank; ++axis) {
      part.extents_[axis - 1] = extents_[axis];
    }
    part.data_ = data_ + i * part.size();
    return part;
  }

  MRCNN_HD [[nodiscard]] Index extent(std::size_t axis) const { return extents_[axis]; }

  /// Number of elements.
  MRCNN_HD [[nodiscard]] Index size() const {
    Index product = 1;
    for (const Index extent : extents_) {
      product *= extent;
    }
    return product;
  }

  MRCNN_HD [[nodiscard]] T* data() const { return data_; }

  /// All elements in memory order, for Thrust's and the standard library's algorithms.
  MRCNN_HD [[nodiscard]] T* begin() const { return data_; }

  MRCNN_HD [[nodiscard]] T* end() const { return data_ + size(); }

 private:
  template <class, std::size_t>
  friend class View;

  template <class... Rest>
  MRCNN_HD [[nodiscard]] Index offset(Index first, Rest... rest) const {
    Index sum = first;
    std::size_t axis = 1;
    ((sum = sum * extents_[axis++] + rest), ...);
    return sum;
  }

  T* data_ = nullptr;
  Index extents_[Rank] = {};
};

/// Whether row y and column x exist in a map (H, W) or (H, W, C).
template <class T, std::size_t Rank>
MRCNN_HD bool is_inside(const View<T, Rank>& map, Index y, Index x) {
  return y >= 0 && y < map.extent(0) && x >= 0 && x < map.extent(1);
}

/// What the view of an empty tensor points to: data() is null, and `&map(y, x, 0)` of a null
/// pointer is undefined.
template <class T>
inline std::remove_const_t<T> no_element{};

/// The view of `data` with the extents of a tensor's shape.
template <class T, std::size_t Rank>
View<T, Rank> view_of_shape(T* data, const std::array<std::size_t, Rank>& shape) {
  T* const begin = data != nullptr ? data : &no_element<T>;
  return std::apply([begin](auto... extents) { return View<T, Rank>(begin, extents...); }, shape);
}

}  // namespace mrcnn
