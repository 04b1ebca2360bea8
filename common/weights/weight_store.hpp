#pragma once
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/weights/tensor_spec.hpp"

namespace mrcnn {

class Safetensors;
struct StoredTensor;

/// The values of one tensor as float32, row-major: a view of the file, or a converted copy.
class TensorValues {
 public:
  /// `in_place` must outlive the object.
  explicit TensorValues(std::span<const float> in_place) : values_(in_place) {}

  explicit TensorValues(std::vector<float> converted)
      : converted_(std::move(converted)), values_(converted_) {}

  TensorValues(TensorValues&&) = default;
  TensorValues(const TensorValues&) = delete;
  TensorValues& operator=(const TensorValues&) = delete;
  TensorValues& operator=(TensorValues&&) = delete;
  ~TensorValues() = default;

  [[nodiscard]] std::span<const float> values() const { return values_; }

 private:
  std::vector<float> converted_;
  std::span<const float> values_;
};

/// The tensors of a model file, by torchvision's current names, converted to float32 when they are
/// read. Old names (layout version 1, e.g. "rpn.head.conv.weight") are accepted and renamed;
/// counters ("*.num_batches_tracked") are skipped. A prefix before the names of a known network,
/// like "module.", is taken off, and tensors without it are left out. Copies share the bytes of
/// the file.
class WeightStore {
 public:
  /// Opens and checks the file; throws InputError "FILE: reason", also when a tensor occurs under
  /// both its old and its new name.
  static WeightStore open(const std::filesystem::path& file) { return open(file, file); }

  /// The same for a temporary file, which messages call `shown_as`.
  static WeightStore open(const std::filesystem::path& file,
                          const std::filesystem::path& shown_as) {
    return open(std::vector{file}, shown_as);
  }

  /// The tensors of several files together; the metadata are the first one's.
  static WeightStore open(const std::vector<std::filesystem::path>& files,
                          const std::filesystem::path& shown_as);

  /// An empty one.
  WeightStore() = default;

  /// Throws InputError unless the file holds exactly `specs`, in any order, as F32, F16, BF16 or
  /// F64: one line names the first missing, misshapen or extra tensor, what was expected and what
  /// came, and the number of further ones.
  void check(const std::vector<TensorSpec>& specs) const;

  /// One tensor as float32, valid while the store or a copy of it lives. Throws InputError if it is
  /// missing, has another shape or dtype, or holds a non-finite value (whose index is named).
  [[nodiscard]] TensorValues read(const TensorSpec& spec) const;

  /// A copy of it.
  template <std::size_t Rank>
  [[nodiscard]] HostTensor<float, Rank> get(const std::string& name,
                                            const std::array<std::size_t, Rank>& shape) const {
    const TensorValues stored = read({name, {shape.begin(), shape.end()}});
    auto tensor = HostTensor<float, Rank>::from_shape(shape);
    std::copy(stored.values().begin(), stored.values().end(), tensor.data());
    return tensor;
  }

  /// "mrcnn.config" in the file's metadata, empty if there is none.
  [[nodiscard]] std::string config() const { return metadata("mrcnn.config"); }

  /// An entry of the file's metadata, empty if it is not there.
  [[nodiscard]] std::string metadata(const std::string& key) const;

  /// The prefix that was taken off, empty if there was none.
  [[nodiscard]] const std::string& prefix() const { return prefix_; }

  /// The tensors that were left out because they have another prefix or none.
  [[nodiscard]] const std::vector<std::string>& left_out() const { return left_out_; }

  /// Whether batch norms count their batches, which torchvision's frozen ones do not.
  [[nodiscard]] bool has_counters() const { return has_counters_; }

  /// Leaves out the tensors whose names begin with `prefix`. Returns how many there were.
  std::size_t leave_out(const std::string& prefix);

  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  /// One tensor with its stored dtype, "F32", "F16", "BF16" (or one that check() refuses).
  struct Entry {
    TensorSpec spec;
    std::string dtype;
  };

  /// All tensors in order of their current names.
  [[nodiscard]] std::vector<Entry> entries() const;

 private:
  void add(const std::string& stored_name, const StoredTensor& tensor);
  [[nodiscard]] const StoredTensor& find(const TensorSpec& spec) const;

  std::filesystem::path file_;
  std::vector<std::shared_ptr<const Safetensors>> parts_;  // own what tensors_ points to
  std::map<std::string, const StoredTensor*> tensors_;     // by new name
  std::string prefix_;
  std::vector<std::string> left_out_;
  bool has_counters_ = false;
};

}  // namespace mrcnn
