#include "common/weights/weight_store.hpp"

#include <cstdint>
#include <cstring>
#include <optional>
#include <set>
#include <span>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/finite.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/float_formats.hpp"
#include "common/weights/known_networks.hpp"
#include "common/weights/old_names.hpp"
#include "common/weights/safetensors.hpp"

namespace mrcnn {

namespace {

bool is_convertible(const std::string& dtype) {
  return dtype == "F32" || dtype == "F16" || dtype == "BF16" || dtype == "F64";
}

/// What is wrong with a required tensor; nothing if it is right.
std::optional<std::string> mismatch(const StoredTensor* stored,
                                    const std::vector<std::size_t>& shape) {
  if (stored == nullptr) {
    return "is missing, expected shape " + shape_text(shape);
  }
  if (stored->shape != shape) {
    return "has the wrong shape, expected " + shape_text(shape) + ", got " +
           shape_text(stored->shape);
  }
  if (!is_convertible(stored->dtype)) {
    return "has the wrong dtype, expected F32, F16, BF16 or F64, got " + stored->dtype;
  }
  return std::nullopt;
}

std::string tensor_text(const std::filesystem::path& file, const std::string& name) {
  constexpr std::size_t kShownBytes = 80;
  return path_text(file) + ": tensor " + one_line(name, kShownBytes) + " ";
}

template <class Stored, class Convert>
std::vector<float> converted(std::span<const std::byte> data, Convert convert) {
  std::vector<float> values(data.size() / sizeof(Stored));
  for (std::size_t i = 0; i < values.size(); ++i) {
    Stored stored{};
    std::memcpy(&stored, data.data() + i * sizeof stored, sizeof stored);
    values[i] = convert(stored);
  }
  return values;
}

/// The elements of a tensor that is_convertible().
TensorValues as_floats(const StoredTensor& stored) {
  const std::span<const std::byte> data = stored.data;
  if (stored.dtype == "F16") {
    return TensorValues(converted<std::uint16_t>(data, float_from_f16));
  }
  if (stored.dtype == "BF16") {
    return TensorValues(converted<std::uint16_t>(data, float_from_bf16));
  }
  if (stored.dtype == "F64") {
    return TensorValues(
        converted<double>(data, [](double value) { return static_cast<float>(value); }));
  }
  const std::size_t count = data.size() / sizeof(float);
  // Files of other programs may store tensors at any offset.
  if (reinterpret_cast<std::uintptr_t>(data.data()) % alignof(float) == 0) {
    return TensorValues(std::span(reinterpret_cast<const float*>(data.data()), count));
  }
  std::vector<float> values(count);
  std::memcpy(values.data(), data.data(), data.size());
  return TensorValues(std::move(values));
}

}  // namespace

WeightStore WeightStore::open(const std::vector<std::filesystem::path>& files,
                              const std::filesystem::path& shown_as) {
  WeightStore store;
  store.file_ = shown_as;
  std::vector<std::string> names;
  for (const std::filesystem::path& file : files) {
    store.parts_.push_back(std::make_shared<const Safetensors>(file));
    for (const auto& [name, tensor] : store.parts_.back()->contents().tensors) {
      names.push_back(name);
    }
  }
  const std::vector<std::string> prefixes = known_prefixes(names);
  store.prefix_ = prefixes.empty() ? "" : prefixes.front();
  for (const auto& part : store.parts_) {
    for (const auto& [name, tensor] : part->contents().tensors) {
      store.add(name, tensor);
    }
  }
  return store;
}

void WeightStore::add(const std::string& stored_name, const StoredTensor& tensor) {
  if (!stored_name.starts_with(prefix_)) {
    left_out_.push_back(stored_name);
    return;
  }
  if (stored_name.ends_with(".num_batches_tracked")) {
    has_counters_ = true;
    return;
  }
  const std::string name = current_name(stored_name.substr(prefix_.size()));
  if (!tensors_.emplace(name, &tensor).second) {
    throw InputError(tensor_text(file_, name) +
                     (parts_.size() > 1 ? "occurs twice, in two of the parts"
                                        : "occurs twice, under its old and its new name"));
  }
}

void WeightStore::check(const std::vector<TensorSpec>& specs) const {
  std::string first;
  std::size_t count = 0;
  const auto report = [&](const std::string& name, const std::string& reason) {
    if (count++ == 0) {
      first = tensor_text(file_, name) + reason;
    }
  };
  std::set<std::string> expected;
  for (const TensorSpec& spec : specs) {
    expected.insert(spec.name);
    const auto found = tensors_.find(spec.name);
    const StoredTensor* const stored = found == tensors_.end() ? nullptr : found->second;
    if (const auto reason = mismatch(stored, spec.shape)) {
      report(spec.name, *reason);
    }
  }
  for (const auto& [name, stored] : tensors_) {
    if (!expected.contains(name)) {
      report(name, concat("is not part of this model, expected ", expected.size(), " tensors, got ",
                          tensors_.size()));
    }
  }
  if (count > 0) {
    throw InputError(first + (count > 1 ? concat(" (and ", count - 1, " more)") : ""));
  }
}

std::string WeightStore::metadata(const std::string& key) const {
  if (parts_.empty()) {
    return "";
  }
  const auto& metadata = parts_.front()->contents().metadata;
  const auto found = metadata.find(key);
  return found == metadata.end() ? "" : found->second;
}

std::size_t WeightStore::leave_out(const std::string& prefix) {
  return std::erase_if(tensors_,
                       [&](const auto& tensor) { return tensor.first.starts_with(prefix); });
}

std::vector<WeightStore::Entry> WeightStore::entries() const {
  std::vector<Entry> entries;
  for (const auto& [name, tensor] : tensors_) {
    entries.push_back({{name, tensor->shape}, tensor->dtype});
  }
  return entries;
}

const StoredTensor& WeightStore::find(const TensorSpec& spec) const {
  const auto found = tensors_.find(spec.name);
  const StoredTensor* const stored = found == tensors_.end() ? nullptr : found->second;
  if (const auto reason = mismatch(stored, spec.shape)) {
    throw InputError(tensor_text(file_, spec.name) + *reason);
  }
  return *stored;
}

TensorValues WeightStore::read(const TensorSpec& spec) const {
  TensorValues tensor = as_floats(find(spec));
  const std::span<const float> values = tensor.values();
  const std::size_t offset = first_non_finite(std::as_bytes(values).data(), values.size());
  if (offset < values.size()) {
    throw InputError(tensor_text(file_, spec.name) +
                     concat("is not finite at ", index_text(offset, spec.shape),
                            ", expected a number, got ", values[offset]));
  }
  return tensor;
}

}  // namespace mrcnn
