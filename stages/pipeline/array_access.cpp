#include "stages/pipeline/array_access.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/tensor/finite.hpp"
#include "common/tensor/finite_on_device.hpp"
#include "common/tensor/transfer.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"

namespace mrcnn {
namespace {

constexpr int kLargestSide = 1 << 20;

// The two sizes of the image are known to the host whatever the place, like shapes.
ImageSize to_device(ImageSize size) {
  return size;
}

ImageSize to_host(ImageSize size) {
  return size;
}

template <class T>
constexpr bool kIsSize = std::is_same_v<T, ImageSize>;

/// What an array of the table consists of in a trace.
template <class T>
struct Element {
  using type = typename T::value_type;
};

template <>
struct Element<ImageSize> {
  using type = std::int32_t;
};

template <class T>
constexpr std::size_t kRank = std::tuple_size_v<typename T::shape_type>;

HostTensor<std::int32_t, 1> tensor_of(ImageSize size) {
  return {size.height, size.width};
}

ImageSize size_from(const HostTensor<std::int32_t, 1>& size, const std::string& name) {
  const auto is_side = [](std::int32_t side) { return side > 0 && side <= kLargestSide; };
  if (size.size() != 2 || !is_side(size(0)) || !is_side(size(1))) {
    throw InputError(name + ": expected height and width, two numbers from 1 to 2^20");
  }
  return {size(0), size(1)};
}

/// The number of floats of a tensor; 0 if it holds something else.
template <class T>
std::size_t float_count(const T& tensor) {
  using Value = typename Element<T>::type;
  if constexpr (std::is_same_v<Value, float>) {
    return tensor.size();
  } else if constexpr (std::is_same_v<Value, Box>) {
    return 4 * tensor.size();
  } else {
    return 0;
  }
}

}  // namespace

DType dtype_of(const ArrayRow& row) {
  const PipelineState<Host> state;
  return std::visit(
      [](const auto* array) {
        using Value = typename Element<std::decay_t<decltype(*array)>>::type;
        return kDTypeOf<std::conditional_t<std::is_same_v<Value, Box>, float, Value>>;
      },
      row.member.in(state));
}

template <class Place>
std::vector<std::size_t> shape_of(const ArrayRow& row, const PipelineState<Place>& state) {
  return std::visit(
      [&](const auto* array) -> std::vector<std::size_t> {
        using Stored = std::decay_t<decltype(*array)>;
        if constexpr (kIsSize<Stored>) {
          return {2};
        } else {
          if constexpr (std::is_same_v<Place, Device>) {
            (void)array->valid_rows();
          }
          const auto extents = array->shape();
          std::vector<std::size_t> shape(extents.begin(), extents.end());
          if (std::is_same_v<typename Stored::value_type, Box>) {
            shape.push_back(4);
          }
          if (row.traits.channels_first) {
            std::rotate(shape.end() - 3, shape.end() - 1, shape.end());
          }
          return shape;
        }
      },
      row.member.in(state));
}

Array to_array(const ArrayRow& row, const PipelineState<Host>& state) {
  return std::visit(
      [&](const auto* array) -> Array {
        using Stored = std::decay_t<decltype(*array)>;
        if constexpr (kIsSize<Stored>) {
          return to_array(tensor_of(*array));
        } else if constexpr (std::is_same_v<Stored, HostTensor<float, 3>> ||
                             std::is_same_v<Stored, HostTensor<float, 4>>) {
          return row.traits.channels_first ? to_chw_array(*array) : to_array(*array);
        } else {
          return to_array(*array);
        }
      },
      row.member.in(state));
}

TraceArray view_of(const ArrayRow& row, const PipelineState<Host>& state) {
  TraceArray view{.type = static_cast<TraceArray::Type>(dtype_of(row)),
                  .shape = shape_of(row, state)};
  std::visit(
      [&](const auto* array) {
        if constexpr (kIsSize<std::decay_t<decltype(*array)>>) {
          view.data = &array->height;  // and the width after it
        } else {
          view.data = array->data();
        }
      },
      row.member.in(state));
  const bool is_map = row.traits.channels_first;
  std::vector<std::size_t> in_memory = view.shape;
  if (is_map) {
    std::rotate(in_memory.end() - 3, in_memory.end() - 2, in_memory.end());
  }
  auto stride = static_cast<std::ptrdiff_t>(size_of(dtype_of(row)));
  for (auto extent = in_memory.rbegin(); extent != in_memory.rend(); ++extent) {
    view.strides.insert(view.strides.begin(), stride);
    stride *= static_cast<std::ptrdiff_t>(*extent);
  }
  if (is_map) {
    std::rotate(view.strides.end() - 3, view.strides.end() - 1, view.strides.end());
  }
  return view;
}

void set_array(const ArrayRow& row, const Array& array, PipelineState<Host>& state) {
  std::visit(
      [&](auto* to) {
        using Stored = std::decay_t<decltype(*to)>;
        if constexpr (kIsSize<Stored>) {
          *to = size_from(to_tensor<std::int32_t, 1>(array, row.name), row.name);
        } else if constexpr (std::is_same_v<Stored, HostTensor<float, 4>>) {
          *to = from_chw_array<4>(array, row.name);
        } else if constexpr (std::is_same_v<Stored, HostTensor<float, 3>>) {
          *to = row.traits.channels_first ? from_chw_array<3>(array, row.name)
                                          : to_tensor<float, 3>(array, row.name);
        } else {
          *to = to_tensor<typename Stored::value_type, kRank<Stored>>(array, row.name);
        }
      },
      row.member.in(state));
  state.arrays[row.name] = {.shape = array.shape};
}

void check_finite(const ArrayRow& row, const PipelineState<Host>& state) {
  const bool is_finite = std::visit(
      [](const auto* array) {
        if constexpr (kIsSize<std::decay_t<decltype(*array)>>) {
          return true;
        } else {
          const std::size_t count = float_count(*array);
          return first_non_finite(reinterpret_cast<const std::byte*>(array->data()), count) ==
                 count;
        }
      },
      row.member.in(state));
  if (!is_finite) {
    check_finite(to_array(row, state), row.name);
  }
}

void mark_non_finite(const ArrayRow& row, const PipelineState<Device>& state, std::int32_t* mark) {
  std::visit(
      [&](const auto* array) {
        if constexpr (!kIsSize<std::decay_t<decltype(*array)>>) {
          const std::size_t count = float_count(*array);
          if (count > 0) {
            mark_non_finite(reinterpret_cast<const float*>(array->data()), count,
                            array->device_valid_count(), count / array->shape(0), mark);
          }
        }
      },
      row.member.in(state));
}

void upload(const ArrayRow& row, const PipelineState<Host>& host, PipelineState<Device>& device) {
  const auto to = row.member.in(device);
  std::visit(
      [&](const auto* from) {
        auto copy = to_device(*from);
        *std::get<decltype(copy)*>(to) = std::move(copy);
      },
      row.member.in(host));
}

void download(const ArrayRow& row, const PipelineState<Device>& device, PipelineState<Host>& host) {
  const auto to = row.member.in(host);
  std::visit(
      [&](const auto* from) {
        auto copy = to_host(*from);
        *std::get<decltype(copy)*>(to) = std::move(copy);
      },
      row.member.in(device));
}

template <class Place>
void release(const ArrayRow& row, PipelineState<Place>& state) {
  ArrayRecord& record = state.arrays.at(row.name);
  std::visit(
      [&](auto* array) {
        using Stored = std::decay_t<decltype(*array)>;
        if constexpr (std::is_same_v<Place, Device> && !kIsSize<Stored>) {
          if (array->valid_count() != nullptr && !array->valid_count()->known()) {
            return;
          }
        }
        record.shape = shape_of(row, state);
        record.is_here = false;
        *array = Stored();
      },
      row.member.in(state));
}

template std::vector<std::size_t> shape_of(const ArrayRow&, const PipelineState<Host>&);
template std::vector<std::size_t> shape_of(const ArrayRow&, const PipelineState<Device>&);
template void release(const ArrayRow&, PipelineState<Host>&);
template void release(const ArrayRow&, PipelineState<Device>&);

}  // namespace mrcnn
