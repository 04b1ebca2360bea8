#include "stages/program/import/torch/torch_file.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <deque>
#include <set>
#include <string_view>
#include <utility>

#include "common/error.hpp"
#include "common/io/known_files.hpp"
#include "common/io/one_line.hpp"
#include "common/weights/known_networks.hpp"

#include "stages/program/import/torch/pickle.hpp"
#include "stages/program/import/torch/torch_module.hpp"
#include "stages/program/import/torch/zip_file.hpp"

namespace mrcnn {
namespace {

using Bytes = std::span<const std::byte>;
using Kind = PickleValue::Kind;

constexpr std::size_t kMostDictionaries = 1U << 16U;  // that are searched for a state_dict

/// What a checkpoint holds in one place.
struct StateDict {
  std::string place;
  std::map<std::string, TorchTensor> tensors;
  std::size_t module = 0;  // 0: a dictionary
};

/// Searches a pickle for state_dicts and modules, those nearest to the root first.
class Search {
 public:
  Search(const Pickle& pickle, TensorReader& reader) : pickle_(pickle), reader_(reader) {}

  std::vector<StateDict> run() {
    waiting_.emplace_back(pickle_.root, "");
    while (!waiting_.empty() && seen_.size() < kMostDictionaries) {
      const auto [value, place] = waiting_.front();
      waiting_.pop_front();
      if (seen_.insert(value).second) {
        visit(value, place);
      }
    }
    return std::move(found_);
  }

 private:
  void visit(std::size_t value, const std::string& place) {
    if (is_module(pickle_, value)) {
      add({place, module_tensors(pickle_, reader_, value), value});
      return;
    }
    const PickleValue& here = pickle_.at(value);
    StateDict dictionary{place, {}};
    for (const auto& [key, entry] : here.entries) {
      const std::string& name = pickle_.at(key).text;
      if (auto tensor = reader_.read(entry)) {
        dictionary.tensors.emplace(name, *std::move(tensor));
      } else {
        wait_for(entry, inside(place, place.empty() ? name : "." + name));
      }
    }
    for (std::size_t i = 0; i < here.items.size(); ++i) {
      wait_for(here.items[i], inside(place, concat("[", i, "]")));
    }
    if (here.kind == Kind::object) {  // one with attributes
      wait_for(here.state, place);
    }
    add(std::move(dictionary));
  }

  void add(StateDict dictionary) {
    if (!dictionary.tensors.empty()) {
      found_.push_back(std::move(dictionary));
    }
  }

  static std::string inside(const std::string& place, const std::string& name) {
    constexpr std::size_t kLongestPlace = 200;
    return (place + name).substr(0, kLongestPlace);
  }

  void wait_for(std::size_t value, const std::string& place) {
    const Kind kind = pickle_.at(value).kind;
    if (kind == Kind::dictionary || kind == Kind::object || kind == Kind::list) {
      waiting_.emplace_back(value, place);
    }
  }

  const Pickle& pickle_;
  TensorReader& reader_;
  std::deque<std::pair<std::size_t, std::string>> waiting_;
  std::set<std::size_t> seen_;
  std::vector<StateDict> found_;
};

bool is_network(const StateDict& dictionary) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : dictionary.tensors) {
    names.push_back(name);
  }
  return !known_prefixes(names).empty();
}

/// Leaves only the state_dict at `place`.
void leave_only(const std::string& place, std::vector<StateDict>& found, const std::string& name) {
  std::vector<std::string> places;
  for (const StateDict& candidate : found) {
    if (is_network(candidate)) {
      places.push_back(one_line(candidate.place));
    }
  }
  std::erase_if(found, [&](const StateDict& other) { return other.place != place; });
  if (found.empty()) {
    throw InputError(concat(name, ": holds no network in ", one_line(place),
                            ", expected one of: ", joined(places, ", ")));
  }
}

/// What a pickle without a state_dict holds: "a list of tensors", "an object of module.Class".
std::string contents_of(const Pickle& pickle, TensorReader& reader) {
  const PickleValue& root = pickle.at(pickle.root);
  if (reader.read(pickle.root)) {
    return "one tensor";
  }
  switch (root.kind) {
    case Kind::dictionary:
      return "a dictionary of other things";
    case Kind::list:
      return !root.items.empty() && reader.read(root.items[0]) ? "a list of tensors"
                                                               : "a list of other things";
    case Kind::object: {
      std::string name = pickle.global_name(root.callable);
      std::replace(name.begin(), name.end(), ' ', '.');
      return name.starts_with("numpy.") ? "a NumPy array of other things"
                                        : "an object of " + one_line(name);
    }
    default:
      return "a number, a text or a function";
  }
}

/// The network at `place`; without one the first network, or what has the most tensors. There is
/// one at least.
TorchFile chosen_of(std::vector<StateDict> found, const std::string& place, const Pickle& pickle,
                    const std::string& name) {
  if (!place.empty()) {
    leave_only(place, found, name);
  }
  StateDict* best = nullptr;
  std::vector<std::string> elsewhere;
  bool has_network = false;
  for (StateDict& candidate : found) {
    if (is_network(candidate)) {
      if (has_network) {
        elsewhere.push_back(candidate.place);
      } else {
        best = &candidate;
        has_network = true;
      }
    } else if (!has_network &&
               (best == nullptr || candidate.tensors.size() > best->tensors.size())) {
      best = &candidate;
    }
  }
  return {best->place, std::move(elsewhere),
          best->module == 0 ? nlohmann::json::object() : module_settings(pickle, best->module),
          std::move(best->tensors), nullptr};
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
                       ": is a TorchScript program; save its weights: torch.save("
                       "torch.jit.load('FILE').state_dict(), 'weights.pth'), then: mrcnn model "
                       "convert weights.pth -o MODEL.safetensors");
    }
    const auto order = entries.find(folder + "/byteorder");
    if (order != entries.end() && !order->second.empty() && order->second[0] == std::byte{'b'}) {
      throw InputError(name + ": was written on a big-endian machine, whose numbers are not read");
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
                   ": is a zip archive without a stored data.pkl, so torch.save did not write it; "
                   "unpack it: unzip " +
                   name);
}

/// The type of every storage that the pickle refers to, by key.
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
  Pickle first = next();
  if (first.at(first.root).text != kMagic) {
    return {std::move(first), {}};  // a plain pickle, as detectron2's model zoo has them
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
      throw InputError(name + ": is cut short: storage " + one_line(key) + " is incomplete");
    }
    parts.storages.emplace(key, bytes.subspan(at, count * size));
    at += count * size;
  }
  return parts;
}

}  // namespace

TorchFile read_torch_file(Bytes bytes, const std::string& name, const std::string& place) {
  /// What tensors refer to.
  struct Owner {
    explicit Owner(Parts read) : parts(std::move(read)), reader(parts.pickle, parts.storages) {}

    Parts parts;
    TensorReader reader;
  };

  const auto owner = std::make_shared<Owner>(is_zip(bytes) ? read_zip_layout(bytes, name)
                                                           : read_legacy_layout(bytes, name));
  const Pickle& pickle = owner->parts.pickle;
  std::vector<StateDict> found = Search(pickle, owner->reader).run();
  if (found.empty()) {
    throw InputError(name + ": holds no tensors by name, but " +
                     contents_of(pickle, owner->reader) + "; " + known_help("torch"));
  }
  TorchFile file = chosen_of(std::move(found), place, pickle, name);
  file.owner = owner;
  return file;
}

}  // namespace mrcnn
