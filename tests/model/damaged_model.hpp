#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/model/random_model.hpp"

#include "tests/io/test_files.hpp"
#include "tests/model/small_model.hpp"

namespace mrcnn {

/// A small model that a test may damage before it is written.
struct Parts {
  std::vector<TensorSpec> specs;
  std::vector<std::vector<float>> values;
  std::map<std::string, std::string> metadata;

  std::vector<float>& tensor(const std::string& name) {
    for (std::size_t i = 0; i < specs.size(); ++i) {
      if (specs[i].name == name) {
        return values[i];
      }
    }
    throw std::runtime_error("no tensor " + name);
  }
};

inline Parts small_parts() {
  Parts parts;
  const Config config = small_config();
  parts.specs = model_tensors(config);
  for (const TensorSpec& spec : parts.specs) {
    parts.values.push_back(random_weights(spec, config, 1));
  }
  parts.metadata["mrcnn.config"] = to_json(config).dump();
  return parts;
}

/// Writes small models that lack what load_model() expects.
class DamagedModel : public testing::Test {
 protected:
  /// Writes a small model after `damage`; returns its file.
  std::filesystem::path file_with(const std::function<void(Parts&)>& damage) {
    Parts parts = small_parts();
    damage(parts);
    std::vector<TensorData> tensors;
    for (std::size_t i = 0; i < parts.specs.size(); ++i) {
      tensors.push_back({parts.specs[i], parts.values[i]});
    }
    auto file = folder_ / "m.safetensors";
    write_safetensors(file, tensors, parts.metadata);
    return file;
  }

  std::filesystem::path good_file() {
    return file_with([](Parts&) {});
  }

  /// What load_model says about a damaged model, without the folder in front.
  std::string complaint(const std::function<void(Parts&)>& damage,
                        const std::vector<std::string>& overrides = {}) {
    const auto file = file_with(damage);
    const std::string message = message_of<InputError>([&] { load_model(file, overrides); });
    const std::string folder = folder_.path().string() + "/";
    return message.rfind(folder, 0) == 0 ? message.substr(folder.size()) : message;
  }

  TemporaryFolder folder_;
};

}  // namespace mrcnn
