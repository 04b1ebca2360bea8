#include <set>

#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/io/output_file.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/safetensors.hpp"

namespace mrcnn {

namespace {

void check_names(const std::vector<TensorSpec>& specs,
                 const std::map<std::string, std::string>& metadata) {
  std::set<std::string> names;
  for (const TensorSpec& spec : specs) {
    check_shape(names.insert(spec.name).second && spec.name != "__metadata__",
                "write_safetensors: the name ", spec.name, " is reserved or occurs twice");
    check_shape(is_utf8(spec.name), "write_safetensors: the name ", one_line(spec.name),
                " is not UTF-8");
  }
  for (const auto& [key, value] : metadata) {
    check_shape(is_utf8(key) && is_utf8(value), "write_safetensors: the metadata ", one_line(key),
                " are not UTF-8");
  }
}

std::size_t element_count(const TensorSpec& spec) {
  const auto count = checked_element_count(spec.shape);
  check_shape(count.has_value(), "write_safetensors: ", spec.name, " ", shape_text(spec.shape),
              " has too many elements");
  return *count;
}

std::string little_endian(std::uint64_t value) {
  std::string out;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    out += static_cast<char>((value >> shift) & 0xFFU);
  }
  return out;
}

}  // namespace

std::string safetensors_header(const std::vector<TensorSpec>& specs,
                               const std::map<std::string, std::string>& metadata) {
  check_names(specs, metadata);
  auto header = nlohmann::ordered_json::object();
  for (const auto& [key, value] : metadata) {
    header["__metadata__"][key] = value;
  }
  std::size_t offset = 0;
  for (const TensorSpec& spec : specs) {
    const std::size_t end = offset + element_count(spec) * sizeof(float);
    header[spec.name] = {{"dtype", "F32"}, {"shape", spec.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string json = header.dump();
  constexpr std::size_t kAlignment = 8;
  json.append((kAlignment - json.size() % kAlignment) % kAlignment, ' ');
  return little_endian(json.size()) + json;
}

void write_safetensors(const std::filesystem::path& file, const std::vector<TensorData>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  std::vector<TensorSpec> specs;
  for (const auto& [spec, values] : tensors) {
    check_shape(element_count(spec) == values.size(), "write_safetensors: ", spec.name, " ",
                shape_text(spec.shape), " comes with ", values.size(), " values");
    specs.push_back(spec);
  }
  const std::string header = safetensors_header(specs, metadata);
  OutputFile out(file);
  out.write(header);
  for (const TensorData& tensor : tensors) {
    out.write(std::as_bytes(tensor.values));
  }
  out.commit();
}

}  // namespace mrcnn
