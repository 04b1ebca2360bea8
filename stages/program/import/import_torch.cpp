#include "stages/program/import/import_torch.hpp"

#include <cstdint>
#include <limits>
#include <ostream>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/program/import/torch/torch_file.hpp"

namespace mrcnn {
namespace {

bool is_counter(const std::string& name) {
  return name.ends_with(".num_batches_tracked");
}

/// Whether a tensor of whole numbers is in the place of weights.
bool is_weight(const std::string& name) {
  return name.ends_with(".weight") || name.ends_with(".bias") || name.ends_with(".running_mean") ||
         name.ends_with(".running_var");
}

/// Two tensors may share their numbers, but not so many that a small file becomes a large one.
void check_size(const TorchFile& file, std::uint64_t file_bytes, const std::string& name) {
  constexpr std::uint64_t kMostShared = 8;
  std::uint64_t values = 0;
  for (const auto& [tensor_name, tensor] : file.tensors) {
    const auto count = checked_element_count(tensor.shape);
    values += count ? std::min(*count, tensor.storage.size()) : 0;
    if (values > kMostShared * file_bytes) {
      throw InputError(name + ": its tensors have more values than fit into it");
    }
  }
}

}  // namespace

void import_torch(const std::string& path, const std::string& place, std::ostream& out) {
  const std::string name = path_text(path);
  const FileBytes content = FileBytes::open(path, std::numeric_limits<std::uint64_t>::max());
  const TorchFile file = read_torch_file(content.bytes(), name, place);
  check_size(file, content.bytes().size(), name);
  std::vector<TensorSpec> specs;
  for (const auto& [tensor_name, tensor] : file.tensors) {
    const bool is_written =
        tensor.is_floating_point() || is_weight(tensor_name) || is_counter(tensor_name);
    if (is_written && is_utf8(tensor_name)) {
      specs.push_back(
          {tensor_name, is_counter(tensor_name) ? std::vector<std::size_t>{0} : tensor.shape});
    }
  }
  const nlohmann::json about = {
      {"place", file.place}, {"elsewhere", file.elsewhere}, {"settings", file.settings}};
  out << safetensors_header(
      specs,
      {{"mrcnn.import", about.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)}});
  for (const TensorSpec& spec : specs) {
    if (!is_counter(spec.name)) {
      const std::vector<float> values = values_of(file.tensors.at(spec.name), spec.name, name);
      out.write(reinterpret_cast<const char*>(values.data()),
                static_cast<std::streamsize>(values.size() * sizeof(float)));
    }
  }
}

}  // namespace mrcnn
