#include "stages/program/import/torch/torch_file.hpp"

#include <array>
#include <cstring>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/float_formats.hpp"

#include "stages/program/import/torch/pickle.hpp"
#include "stages/program/import/torch/zip_file.hpp"

namespace mrcnn {
namespace {

using Bytes = std::span<const std::byte>;
using Kind = PickleValue::Kind;

constexpr std::size_t kMostAxes = 8;
constexpr std::size_t kMostDictionaries = 1U << 16U;  // that are searched for a state_dict
constexpr std::size_t kDeepestModule = 64;

struct StorageType {
  std::string_view name;
  std::size_t bytes;
};

constexpr std::array kStorageTypes{
    StorageType{"FloatStorage", 4},    StorageType{"HalfStorage", 2},
    StorageType{"BFloat16Storage", 2}, StorageType{"DoubleStorage", 8},
    StorageType{"LongStorage", 8},     StorageType{"IntStorage", 4},
    StorageType{"ShortStorage", 2},    StorageType{"CharStorage", 1},
    StorageType{"ByteStorage", 1},     StorageType{"BoolStorage", 1},
};

std::size_t bytes_per_element(std::string_view storage_type) {
  for (const StorageType& type : kStorageTypes) {
    if (type.name == storage_type) {
      return type.bytes;
    }
  }
  return 0;
}

/// Finds a storage by its key.
using Storages = std::map<std::string, Bytes>;

/// The tensors that a pickle speaks of.
class TensorReader {
 public:
  TensorReader(const Pickle& pickle, const Storages& storages)
      : pickle_(pickle), storages_(storages) {}

  /// The tensor that a value describes, if it describes one whose storage is there.
  [[nodiscard]] std::optional<TorchTensor> read(std::size_t value) const {
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

 private:
  [[nodiscard]] std::optional<std::vector<std::size_t>> extents(std::size_t list) const {
    std::vector<std::size_t> found;
    for (const std::size_t item : pickle_.at(list).items) {
      const PickleValue& number = pickle_.at(item);
      if (number.kind != Kind::integer || number.integer < 0) {
        return std::nullopt;
      }
      found.push_back(static_cast<std::size_t>(number.integer));
    }
    return found;
  }

  /// arguments: storage, offset, size, stride, ...
  [[nodiscard]] std::optional<TorchTensor> rebuild(
      const std::vector<std::size_t>& arguments) const {
    if (arguments.size() < 4 || pickle_.at(arguments[0]).kind != Kind::persistent) {
      return std::nullopt;
    }
    // "storage", type, key, device, number of elements
    const auto& id = pickle_.at(pickle_.at(arguments[0]).arguments).items;
    const auto shape = extents(arguments[2]);
    const auto strides = extents(arguments[3]);
    const PickleValue& offset = pickle_.at(arguments[1]);
    if (id.size() < 5 || !shape || !strides || shape->size() != strides->size() ||
        shape->size() > kMostAxes || offset.kind != Kind::integer || offset.integer < 0) {
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

  const Pickle& pickle_;
  const Storages& storages_;
};

using Tensors = std::map<std::string, TorchTensor>;

/// Adds the parameters and buffers of a pickled torch.nn.Module and of the modules inside it.
class ModuleReader {
 public:
  ModuleReader(const Pickle& pickle, const TensorReader& reader)
      : pickle_(pickle), reader_(reader) {}

  [[nodiscard]] bool is_module(const PickleValue& value) const {
    return value.kind == Kind::object &&
           pickle_.find(pickle_.at(value.state), "_modules") != nullptr;
  }

  Tensors read(const PickleValue& module) {
    Tensors found;
    add(module, "", kDeepestModule, found);
    return found;
  }

 private:
  void add(const PickleValue& module, const std::string& path, std::size_t depth,
           Tensors& found) {  // NOLINT(misc-no-recursion): bounded by depth and count_
    if (depth == 0 || ++count_ > kMostDictionaries) {
      return;
    }
    const PickleValue& state = pickle_.at(module.state);
    for (const char* kind : {"_parameters", "_buffers"}) {
      const PickleValue* members = pickle_.find(state, kind);
      for (std::size_t i = 0; members != nullptr && i < members->entries.size(); ++i) {
        const auto& [name, value] = members->entries[i];
        if (auto tensor = reader_.read(value)) {
          found.emplace(path + pickle_.at(name).text, *std::move(tensor));
        }
      }
    }
    const PickleValue* modules = pickle_.find(state, "_modules");
    for (std::size_t i = 0; modules != nullptr && i < modules->entries.size(); ++i) {
      const auto& [name, value] = modules->entries[i];
      add(pickle_.at(value), path + pickle_.at(name).text + ".", depth - 1, found);
    }
  }

  const Pickle& pickle_;
  const TensorReader& reader_;
  std::size_t count_ = 0;
};

/// What a checkpoint holds in one place.
struct StateDict {
  std::string place;
  Tensors tensors;
};

/// Every state_dict and module of a pickle, those nearest to the root first.
std::vector<StateDict> find_state_dicts(const Pickle& pickle, const Storages& storages) {
  const TensorReader reader(pickle, storages);
  ModuleReader modules(pickle, reader);
  std::vector<StateDict> found;
  std::deque<std::pair<std::size_t, std::string>> waiting = {{pickle.root, ""}};
  std::map<std::size_t, bool> seen;
  while (!waiting.empty() && seen.size() < kMostDictionaries) {
    const auto [value, place] = waiting.front();
    waiting.pop_front();
    if (!seen.emplace(value, true).second) {
      continue;
    }
    if (modules.is_module(pickle.at(value))) {
      found.push_back({place, modules.read(pickle.at(value))});
      continue;
    }
    StateDict here{place, {}};
    for (const auto& [key, entry] : pickle.at(value).entries) {
      const std::string& name = pickle.at(key).text;
      if (auto tensor = reader.read(entry)) {
        here.tensors.emplace(name, *std::move(tensor));
      } else if (pickle.at(entry).kind == Kind::dictionary ||
                 pickle.at(entry).kind == Kind::object) {
        waiting.emplace_back(entry, place.empty() ? name : place + "." + name);
      }
    }
    if (!here.tensors.empty()) {
      found.push_back(std::move(here));
    }
  }
  return found;
}

/// What stands before the marker in one of the names.
std::optional<std::string> prefix_of(const Tensors& tensors, const std::string& marker) {
  for (const auto& [name, tensor] : tensors) {
    const bool ends = name.ends_with(marker);
    const std::string prefix = ends ? name.substr(0, name.size() - marker.size()) : "";
    if (ends && (prefix.empty() || prefix.ends_with('.'))) {
      return prefix;
    }
  }
  return std::nullopt;
}

TorchFile chosen_state_dict(std::vector<StateDict> found, const std::string& marker,
                            const std::string& name) {
  StateDict* best = nullptr;
  for (StateDict& candidate : found) {
    if (const auto prefix = prefix_of(candidate.tensors, marker)) {
      TorchFile file{candidate.place, *prefix, 0, {}};
      for (auto& [tensor_name, tensor] : candidate.tensors) {
        if (tensor_name.starts_with(*prefix)) {
          file.tensors.emplace(tensor_name.substr(prefix->size()), std::move(tensor));
        } else {
          file.left_out += tensor.is_floating_point() ? 1 : 0;
        }
      }
      return file;
    }
    if (best == nullptr || candidate.tensors.size() > best->tensors.size()) {
      best = &candidate;
    }
  }
  if (best == nullptr) {
    throw InputError(name +
                     ": holds no tensors; expected what torch.save(model.state_dict()) writes");
  }
  return {best->place, "", 0, std::move(best->tensors)};
}

// The two layouts.

struct Parts {
  Pickle pickle;
  Storages storages;
};

Parts read_zip_layout(Bytes bytes, const std::string& name) {
  constexpr std::string_view kPickle = "/data.pkl";
  const std::map<std::string, Bytes> entries = read_zip(bytes, name);
  for (const auto& [path, contents] : entries) {
    if (!path.ends_with(kPickle)) {
      continue;
    }
    const std::string folder = path.substr(0, path.size() - kPickle.size());
    if (entries.count(folder + "/constants.pkl") > 0) {
      throw InputError(name +
                       ": is a TorchScript program; expected what "
                       "torch.save(model.state_dict()) writes");
    }
    Parts parts{read_pickle(contents, name), {}};
    const std::string data = folder + "/data/";
    for (auto entry = entries.lower_bound(data);
         entry != entries.end() && entry->first.starts_with(data); ++entry) {
      parts.storages.emplace(entry->first.substr(data.size()), entry->second);
    }
    return parts;
  }
  throw InputError(name +
                   ": is a zip archive without a stored data.pkl, so torch.save did not write it");
}

/// The type of every storage that the pickle speaks of, by key.
std::map<std::string, std::string> storage_types(const Pickle& pickle) {
  std::map<std::string, std::string> types;
  for (const PickleValue& value : pickle.values) {
    const auto& id = pickle.at(value.arguments).items;
    if (value.kind == Kind::persistent && id.size() >= 5) {
      const std::string type = pickle.global_name(id[1]);
      types[pickle.at(id[2]).text] = type.substr(type.find(' ') + 1);
    }
  }
  return types;
}

/// Before torch 1.6: five pickles in a row (magic number, version, system, the object, the keys of
/// the storages), then each storage as its length and its elements.
Parts read_legacy_layout(Bytes bytes, const std::string& name) {
  constexpr std::string_view kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
  std::size_t at = 0;
  const auto next = [&] {
    Pickle pickle = read_pickle(bytes.subspan(at), name);
    at += pickle.size;
    return pickle;
  };
  const Pickle magic = next();
  if (magic.at(magic.root).text != kMagic) {
    throw InputError(name + ": is a pickle that torch.save did not write");
  }
  next();
  next();
  Parts parts{next(), {}};
  const Pickle keys = next();
  const std::map<std::string, std::string> types = storage_types(parts.pickle);
  for (const std::size_t item : keys.at(keys.root).items) {
    const std::string& key = keys.at(item).text;
    const auto type = types.find(key);
    const std::size_t size = type == types.end() ? 0 : bytes_per_element(type->second);
    std::uint64_t count = 0;
    if (size == 0 || bytes.size() - at < sizeof(count)) {
      throw InputError(name + ": its storage " + one_line(key) +
                       " is of an unknown type or cut off");
    }
    std::memcpy(&count, bytes.data() + at, sizeof(count));
    at += sizeof(count);
    if (count > (bytes.size() - at) / size) {
      throw InputError(name + ": is cut short: storage " + one_line(key) + " is not there whole");
    }
    parts.storages.emplace(key, bytes.subspan(at, count * size));
    at += count * size;
  }
  return parts;
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

bool TorchTensor::is_floating_point() const {
  return storage_type == "FloatStorage" || storage_type == "HalfStorage" ||
         storage_type == "BFloat16Storage" || storage_type == "DoubleStorage";
}

TorchFile read_torch_file(Bytes bytes, const std::string& marker, const std::string& name) {
  const Parts parts =
      is_zip(bytes) ? read_zip_layout(bytes, name) : read_legacy_layout(bytes, name);
  return chosen_state_dict(find_state_dicts(parts.pickle, parts.storages), marker, name);
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
                  concat(stored));
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
