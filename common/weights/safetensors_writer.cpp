#include <set>

#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/io/output_file.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/safetensors.hpp"

namespace mrcnn {

namespace {

void check(const std::vector<TensorData>& tensors) {
  std::set<std::string> names;
  for (const auto& [spec, values] : tensors) {
    check_shape(names.insert(spec.name).second && spec.name != "__metadata__",
                "write_safetensors: the name ", spec.name, " cannot be used (again)");
    check_shape(is_utf8(spec.name), "write_safetensors: the name ", one_line(spec.name),
                " is not UTF-8");
    check_shape(checked_element_count(spec.shape) == values.size(),
                "write_safetensors: ", spec.name, " ", shape_text(spec.shape), " comes with ",
                values.size(), " values");
  }
}

std::string header_of(const std::vector<TensorData>& tensors,
                      const std::map<std::string, std::string>& metadata) {
  auto header = nlohmann::ordered_json::object();
  for (const auto& [key, value] : metadata) {
    check_shape(is_utf8(key) && is_utf8(value), "write_safetensors: the metadata ", one_line(key),
                " are not UTF-8");
    header["__metadata__"][key] = value;
  }
  std::size_t offset = 0;
  for (const auto& [spec, values] : tensors) {
    const std::size_t end = offset + values.size_bytes();
    header[spec.name] = {{"dtype", "F32"}, {"shape", spec.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string out = header.dump();
  constexpr std::size_t kAlignment = 8;
  out.append((kAlignment - out.size() % kAlignment) % kAlignment, ' ');
  return out;
}

std::string little_endian(std::uint64_t value) {
  std::string out;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    out += static_cast<char>((value >> shift) & 0xFFU);
  }
  return out;
}

}  // namespace

void write_safetensors(const std::filesystem::path& file, const std::vector<TensorData>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  check(tensors);
  const std::string header = header_of(tensors, metadata);
  OutputFile out(file);
  out.write(little_endian(header.size()));
  out.write(header);
  for (const TensorData& tensor : tensors) {
    out.write(std::as_bytes(tensor.values));
  }
  out.commit();
}

}  // namespace mrcnn
