#include "stages/program/import/torch/tensor_reader.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/float_formats.hpp"

namespace mrcnn {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostAxes = 8;

struct StorageType {
  std::string_view name;
  std::size_t bytes;
  std::string_view numpy;  // the same in NumPy
};

constexpr std::array kStorageTypes{
    StorageType{"FloatStorage", 4, "f4"},  StorageType{"HalfStorage", 2, "f2"},
    StorageType{"BFloat16Storage", 2, ""}, StorageType{"DoubleStorage", 8, "f8"},
    StorageType{"LongStorage", 8, "i8"},   StorageType{"IntStorage", 4, "i4"},
    StorageType{"ShortStorage", 2, "i2"},  StorageType{"CharStorage", 1, "i1"},
    StorageType{"ByteStorage", 1, "u1"},   StorageType{"BoolStorage", 1, "b1"},
};

/// Text in UTF-8 whose letters are all below 256, as one byte each.
std::optional<std::string> from_latin1(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto letter = static_cast<unsigned char>(text[i]);
    if (letter < 0x80) {
      bytes += text[i];
    } else if ((letter == 0xC2 || letter == 0xC3) && i + 1 < text.size()) {
      const auto rest = static_cast<unsigned char>(text[++i]);
      bytes += static_cast<char>((letter & 0x03U) << 6U | (rest & 0x3FU));
    } else {
      return std::nullopt;
    }
  }
  return bytes;
}

/// Whole elements of `size` bytes, each turned round: big-endian numbers as little-endian ones.
std::string in_other_byte_order(std::string_view bytes, std::size_t size) {
  std::string turned(bytes.substr(0, bytes.size() / size * size));
  for (auto at = turned.begin(); at != turned.end(); at += static_cast<std::ptrdiff_t>(size)) {
    std::reverse(at, at + static_cast<std::ptrdiff_t>(size));
  }
  return turned;
}

/// Elements from one to the next along each axis of a packed array.
std::vector<std::size_t> packed_strides(const std::vector<std::size_t>& shape, bool fortran) {
  std::vector<std::size_t> strides(shape.size());
  std::size_t step = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const std::size_t axis = fortran ? i : shape.size() - 1 - i;
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

float element(const TorchTensor& tensor, std::size_t index) {
  const std::byte* place = tensor.storage.data() + index * bytes_per_element(tensor.storage_type);
  const auto load = [place](auto value) {
    std::memcpy(&value, place, sizeof(value));
    return value;
  };
  if (tensor.storage_type == "HalfStorage") {
    return float_from_f16(load(std::uint16_t{}));
  }
  if (tensor.storage_type == "BFloat16Storage") {
    return float_from_bf16(load(std::uint16_t{}));
  }
  return tensor.storage_type == "DoubleStorage" ? static_cast<float>(load(double{}))
                                                : load(float{});
}

}  // namespace

std::size_t bytes_per_element(std::string_view storage_type) {
  for (const StorageType& type : kStorageTypes) {
    if (type.name == storage_type) {
      return type.bytes;
    }
  }
  return 0;
}

bool TorchTensor::is_floating_point() const {
  return storage_type == "FloatStorage" || storage_type == "HalfStorage" ||
         storage_type == "BFloat16Storage" || storage_type == "DoubleStorage";
}

std::optional<TorchTensor> TensorReader::read(std::size_t value) {
  for (int wrappers = 0; wrappers < 4; ++wrappers) {  // a Parameter holds a tensor
    const PickleValue& object = pickle_.at(value);
    if (object.kind != Kind::object) {
      return std::nullopt;
    }
    const std::string function = pickle_.global_name(object.callable);
    const std::vector<std::size_t>& arguments = pickle_.at(object.arguments).items;
    if (function.starts_with("torch._utils _rebuild_tensor")) {
      return rebuild(arguments);
    }
    if (function.starts_with("numpy") && function.ends_with("multiarray _reconstruct")) {
      // version, shape, dtype, whether in Fortran's order, bytes
      const std::vector<std::size_t>& state = pickle_.at(object.state).items;
      return state.size() < 5 ? std::nullopt
                              : numpy_array({.dtype = state[2],
                                             .shape = state[1],
                                             .bytes = state[4],
                                             .is_fortran = pickle_.at(state[3]).integer != 0});
    }
    if (function.starts_with("numpy") && function.ends_with("numeric _frombuffer")) {
      // protocol 5: bytes, dtype, shape, "C" or "F"
      return arguments.size() < 4
                 ? std::nullopt
                 : numpy_array({.dtype = arguments[1],
                                .shape = arguments[2],
                                .bytes = arguments[0],
                                .is_fortran = pickle_.at(arguments[3]).text == "F"});
    }
    if (function == "torch._tensor _rebuild_from_type_v2" && arguments.size() > 2 &&
        pickle_.global_name(arguments[0]).starts_with("torch._utils _rebuild_tensor")) {
      return rebuild(pickle_.at(arguments[2]).items);
    }
    if (!function.starts_with("torch._utils _rebuild_parameter") || arguments.empty()) {
      return std::nullopt;
    }
    value = arguments[0];
  }
  return std::nullopt;
}

std::optional<std::vector<std::size_t>> TensorReader::extents(std::size_t list) const {
  std::vector<std::size_t> found;
  for (const std::size_t item : pickle_.at(list).items) {
    const PickleValue& number = pickle_.at(item);
    if (number.kind != Kind::integer || number.integer < 0 || found.size() == kMostAxes) {
      return std::nullopt;
    }
    found.push_back(static_cast<std::size_t>(number.integer));
  }
  return found;
}

/// arguments: storage, offset, size, stride, ...
std::optional<TorchTensor> TensorReader::rebuild(const std::vector<std::size_t>& arguments) const {
  if (arguments.size() < 4 || pickle_.at(arguments[0]).kind != Kind::persistent) {
    return std::nullopt;
  }
  // "storage", type, key, device, number of elements
  const auto& id = pickle_.at(pickle_.at(arguments[0]).arguments).items;
  const auto shape = extents(arguments[2]);
  const auto strides = extents(arguments[3]);
  const PickleValue& offset = pickle_.at(arguments[1]);
  if (id.size() < 5 || !shape || !strides || shape->size() != strides->size() ||
      offset.kind != Kind::integer || offset.integer < 0) {
    return std::nullopt;
  }
  const auto storage = storages_.find(pickle_.at(id[2]).text);
  if (storage == storages_.end()) {
    return std::nullopt;
  }
  const std::string type = pickle_.global_name(id[1]);
  return TorchTensor{type.substr(type.find(' ') + 1), *shape, *strides,
                     static_cast<std::size_t>(offset.integer), storage->second};
}

/// A dtype is called with its name and has a state: version, byte order, ...
std::optional<TorchTensor> TensorReader::numpy_array(const NumpyArray& array) {
  const PickleValue& dtype = pickle_.at(array.dtype);
  const auto& arguments = pickle_.at(dtype.arguments).items;
  const auto& order = pickle_.at(dtype.state).items;
  const auto shape = extents(array.shape);
  if (!shape || arguments.empty() || order.size() < 2) {
    return std::nullopt;
  }
  for (const StorageType& type : kStorageTypes) {
    if (type.numpy != pickle_.at(arguments[0]).text) {
      continue;
    }
    auto bytes = bytes_of(pickle_.at(array.bytes));
    const auto count = checked_element_count(*shape);
    if (!bytes || !count || *count > bytes->size() / type.bytes) {
      return std::nullopt;
    }
    if (pickle_.at(order[1]).text == ">") {
      bytes = decoded_.emplace_back(in_other_byte_order(*bytes, type.bytes));
    }
    return TorchTensor{std::string(type.name), *shape, packed_strides(*shape, array.is_fortran), 0,
                       std::as_bytes(std::span(*bytes))};
  }
  return std::nullopt;
}

/// Bytes are there as they are, or as text that `_codecs.encode` turns back.
std::optional<std::string_view> TensorReader::bytes_of(const PickleValue& value) {
  if (value.kind == Kind::text) {
    return value.text;
  }
  const auto& arguments = pickle_.at(value.arguments).items;
  if (pickle_.global_name(value.callable) != "_codecs encode" || arguments.empty()) {
    return std::nullopt;
  }
  auto bytes = from_latin1(pickle_.at(arguments[0]).text);
  if (!bytes) {
    return std::nullopt;
  }
  return decoded_.emplace_back(*std::move(bytes));
}

std::vector<float> values_of(const TorchTensor& tensor, const std::string& tensor_name,
                             const std::string& name) {
  const auto refusal = [&](const std::string& reason) {
    return InputError(name + ": " + one_line(tensor_name) + " " + reason);
  };
  const std::size_t size = tensor.is_floating_point() ? bytes_per_element(tensor.storage_type) : 0;
  if (size == 0) {
    throw refusal("is a " + one_line(tensor.storage_type) + ", expected floating-point numbers");
  }
  const std::size_t stored = tensor.storage.size() / size;
  const auto count = checked_element_count(tensor.shape);
  if (!count || *count > stored) {
    throw refusal(shape_text(tensor.shape) + " has more elements than its storage, " +
                  concat(stored) + "; an expanded tensor is saved with .contiguous()");
  }
  std::size_t last = tensor.offset;
  for (std::size_t axis = 0; axis < tensor.shape.size() && *count > 0; ++axis) {
    const std::size_t steps = tensor.shape[axis] - 1;
    if (steps > 0 && tensor.strides[axis] > stored / steps) {
      throw refusal("reaches outside its storage");
    }
    last += steps * tensor.strides[axis];
  }
  if (*count > 0 && (tensor.offset >= stored || last >= stored)) {
    throw refusal("reaches outside its storage");
  }
  std::vector<float> values(*count);
  std::vector<std::size_t> index(tensor.shape.size(), 0);
  for (float& value : values) {
    std::size_t at = tensor.offset;
    for (std::size_t axis = 0; axis < index.size(); ++axis) {
      at += index[axis] * tensor.strides[axis];
    }
    value = element(tensor, at);
    for (std::size_t axis = index.size(); axis-- > 0 && ++index[axis] == tensor.shape[axis];) {
      index[axis] = 0;
    }
  }
  return values;
}

}  // namespace mrcnn
