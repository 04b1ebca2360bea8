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
#include "common/weights/old_names.hpp"
#include "common/weights/safetensors.hpp"

namespace mrcnn {

namespace {

bool is_convertible(const std::string& dtype) {
  return dtype == "F32" || dtype == "F16" || dtype == "BF16";
}

/// What is wrong with a tensor that should be there, nothing if it is right.
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
    return "has the wrong dtype, expected F32, F16 or BF16, got " + stored->dtype;
  }
  return std::nullopt;
}

std::string tensor_text(const std::filesystem::path& file, const std::string& name) {
  constexpr std::size_t kShownBytes = 80;
  return path_text(file) + ": tensor " + one_line(name, kShownBytes) + " ";
}

template <class FromBits>
void convert_halves(std::span<const std::byte> data, FromBits from_bits, float* out) {
  for (std::size_t i = 0; i < data.size() / sizeof(std::uint16_t); ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, data.data() + i * sizeof bits, sizeof bits);
    out[i] = from_bits(bits);
  }
}

}  // namespace

WeightStore WeightStore::open(const std::filesystem::path& file,
                              const std::filesystem::path& shown_as) {
  WeightStore store;
  store.file_ = shown_as;
  store.safetensors_ = std::make_shared<const Safetensors>(file);
  for (const auto& [stored_name, tensor] : store.safetensors_->contents().tensors) {
    if (stored_name.ends_with(".num_batches_tracked")) {
      continue;
    }
    const std::string name = current_name(stored_name);
    if (!store.tensors_.emplace(name, &tensor).second) {
      throw InputError(tensor_text(shown_as, name) +
                       "is there twice, under its old name and its new one");
    }
  }
  return store;
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
      report(name, text("is not part of this model, expected ", expected.size(), " tensors, got ",
                        tensors_.size()));
    }
  }
  if (count > 0) {
    throw InputError(first + (count > 1 ? text(" (and ", count - 1, " more)") : ""));
  }
}

std::vector<float> WeightStore::values(const TensorSpec& spec) const {
  const StoredTensor& stored = find(spec.name, spec.shape);
  std::vector<float> values(*checked_element_count(spec.shape));
  convert(spec.name, stored, values.data());
  return values;
}

std::string WeightStore::config() const {
  const auto& metadata = safetensors_->contents().metadata;
  const auto found = metadata.find("mrcnn.config");
  return found == metadata.end() ? "" : found->second;
}

std::vector<WeightStore::Entry> WeightStore::entries() const {
  std::vector<Entry> entries;
  for (const auto& [name, tensor] : tensors_) {
    entries.push_back({{name, tensor->shape}, tensor->dtype});
  }
  return entries;
}

const StoredTensor& WeightStore::find(const std::string& name,
                                      const std::vector<std::size_t>& shape) const {
  const auto found = tensors_.find(name);
  const StoredTensor* const stored = found == tensors_.end() ? nullptr : found->second;
  if (const auto reason = mismatch(stored, shape)) {
    throw InputError(tensor_text(file_, name) + *reason);
  }
  return *stored;
}

void WeightStore::convert(const std::string& name, const StoredTensor& stored, float* out) const {
  if (stored.data.empty()) {
    return;
  }
  if (stored.dtype == "F32") {
    std::memcpy(out, stored.data.data(), stored.data.size());
  } else if (stored.dtype == "F16") {
    convert_halves(stored.data, float_from_f16, out);
  } else {
    convert_halves(stored.data, float_from_bf16, out);
  }
  const std::size_t count = *checked_element_count(stored.shape);
  const std::size_t offset = first_non_finite(reinterpret_cast<const std::byte*>(out), count);
  if (offset < count) {
    throw InputError(tensor_text(file_, name) + text("is not finite at ",
                                                     index_text(offset, stored.shape),
                                                     ", expected a number, got ", out[offset]));
  }
}

}  // namespace mrcnn
