#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "common/weights/safetensors.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

#include "tests/support/random.hpp"

namespace mrcnn {

/// A small model file in the temporary folder, removed at the end.
class ModelFile {
 public:
  ModelFile() = default;
  ModelFile(const ModelFile&) = delete;
  ModelFile& operator=(const ModelFile&) = delete;

  ~ModelFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  void add(const std::string& name, const std::vector<std::size_t>& shape,
           const std::vector<float>& values) {
    tensors_.push_back({{name, shape}, values});
  }

  /// Random values; between 1 and 2 where they are variances.
  void add_random(const std::vector<TensorSpec>& specs, std::uint64_t seed) {
    Random random(seed);
    for (const TensorSpec& spec : specs) {
      const bool is_variance = spec.name.ends_with(".running_var");
      std::size_t count = 1;
      for (const std::size_t extent : spec.shape) {
        count *= extent;
      }
      std::vector<float> values(count);
      for (float& value : values) {
        value = is_variance ? random.uniform(1.0F, 2.0F) : random.uniform(-1.0F, 1.0F);
      }
      add(spec.name, spec.shape, values);
    }
  }

  [[nodiscard]] WeightStore store() const {
    std::vector<TensorData> data;
    for (const auto& [spec, values] : tensors_) {
      data.push_back({spec, values});
    }
    write_safetensors(path_, data, {});
    return WeightStore::open(path_);
  }

  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  /// Tests run side by side, and one test may need two files.
  static std::filesystem::path fresh_path() {
    static int count = 0;
    return std::filesystem::path(::testing::TempDir()) /
           ("mrcnn_model_" + std::to_string(getpid()) + "_" + std::to_string(++count) +
            ".safetensors");
  }

  std::filesystem::path path_ = fresh_path();
  std::vector<std::pair<TensorSpec, std::vector<float>>> tensors_;
};

}  // namespace mrcnn
