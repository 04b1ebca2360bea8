#pragma once
#include <iterator>

#include <xtensor/xexception.hpp>

#include "stages/program/lab/outside_array.hpp"

// `mrcnn lab` puts this before a student's code: views and tensors then check their indices. The
// stages and the product are compiled without it.

namespace mrcnn {

template <class Shape, class... Index>
void check_view_index(const Shape& shape, Index... index) {
  std::size_t axis = 0;
  const auto is_inside = [&](std::ptrdiff_t i) {
    return i >= 0 && i < static_cast<std::ptrdiff_t>(shape[axis++]);
  };
  if (!(is_inside(static_cast<std::ptrdiff_t>(index)) && ...)) {
    check_index({static_cast<std::ptrdiff_t>(index)...}, {std::begin(shape), std::end(shape)},
                __BASE_FILE__);
  }
}

/// xtensor takes fewer indices for those of the last axes, and more when it broadcasts.
template <class Shape, class... Index>
void xtensor_check_index(const Shape& shape, Index... index) {
  if (sizeof...(Index) < shape.size()) {
    throw_too_few({static_cast<std::ptrdiff_t>(index)...}, {shape.begin(), shape.end()},
                  __BASE_FILE__);
  } else if (sizeof...(Index) == shape.size()) {
    check_view_index(shape, index...);
  }
}

template <class Shape, class Iterator>
void xtensor_check_element_index(const Shape& shape, Iterator first, Iterator last) {
  xt::check_element_index(shape, first, last);
}

}  // namespace mrcnn

#define MRCNN_CHECK_INDEX(...) mrcnn::check_view_index(__VA_ARGS__)

#undef XTENSOR_TRY
#define XTENSOR_TRY(check) mrcnn::xtensor_##check
