#include "common/weights/safetensors.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/io/known_files.hpp"
#include "common/tensor/shape.hpp"

namespace mrcnn {

static_assert(std::endian::native == std::endian::little, "tensors are read as the file has them");

namespace {

using nlohmann::json;

constexpr std::uint64_t kLargestHeader = 100'000'000;
constexpr std::size_t kLengthBytes = 8;
constexpr const char* kMetadata = "__metadata__";
constexpr std::size_t kShownBytes = 80;

struct DtypeBits {
  std::string_view name;
  std::size_t bits;
};

constexpr std::array<DtypeBits, 22> kDtypes = {{
    {"BOOL", 8},        {"U8", 8},          {"I8", 8},      {"I16", 16},    {"U16", 16},
    {"F16", 16},        {"BF16", 16},       {"I32", 32},    {"U32", 32},    {"F32", 32},
    {"F64", 64},        {"I64", 64},        {"U64", 64},    {"C64", 64},    {"F8_E4M3", 8},
    {"F8_E5M2", 8},     {"F8_E8M0", 8},     {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F4", 4},
    {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8},
}};

std::optional<std::size_t> bits_of(std::string_view dtype) {
  const auto* const found =
      std::find_if(kDtypes.begin(), kDtypes.end(),
                   [&](const DtypeBits& candidate) { return candidate.name == dtype; });
  return found == kDtypes.end() ? std::nullopt : std::optional(found->bits);
}

/// Where a tensor's bytes are, counted from the beginning of the data.
struct Extent {
  std::size_t begin, end;
  const std::string* name;
};

/// Reads the header of one file.
class HeaderParser {
 public:
  HeaderParser(std::span<const std::byte> data, const std::string& name)
      : data_(data), name_(name) {}

  SafetensorsContents parse(const json& header) {
    SafetensorsContents contents;
    contents.metadata = metadata(header);
    std::vector<Extent> extents;
    for (const auto& [key, value] : header.items()) {
      if (key == kMetadata) {
        continue;
      }
      const auto [entry, is_new] = contents.tensors.emplace(key, tensor_from(key, value));
      const StoredTensor& tensor = entry->second;
      const auto begin = static_cast<std::size_t>(tensor.data.data() - data_.data());
      extents.push_back({begin, begin + tensor.data.size(), &entry->first});
    }
    check_coverage(std::move(extents));
    return contents;
  }

  [[nodiscard]] std::map<std::string, std::string> metadata(const json& header) const {
    if (!header.is_object()) {
      refuse("the header is not a JSON object");
    }
    std::map<std::string, std::string> metadata;
    const json value = header.value(kMetadata, json::object());
    if (!value.is_object()) {
      refuse("__metadata__ is not a JSON object");
    }
    for (const auto& [key, entry] : value.items()) {
      if (!entry.is_string()) {
        refuse("__metadata__: the value of " + one_line(key, kShownBytes) + " is not a string");
      }
      metadata.emplace(key, entry.get<std::string>());
    }
    return metadata;
  }

 private:
  [[noreturn]] void refuse(const std::string& reason) const {
    throw InputError(one_line(name_) + ": " + reason);
  }

  [[noreturn]] void refuse_tensor(const std::string& tensor, const std::string& reason) const {
    refuse("tensor " + one_line(tensor, kShownBytes) + ": " + reason);
  }

  const json& field(const std::string& tensor, const json& entry, const char* key) const {
    const auto found = entry.find(key);
    if (found == entry.end()) {
      refuse_tensor(tensor, std::string(key) + " is missing");
    }
    return *found;
  }

  std::vector<std::size_t> integers(const std::string& tensor, const json& entry,
                                    const char* key) const {
    const json& list = field(tensor, entry, key);
    if (!list.is_array()) {
      refuse_tensor(tensor, std::string(key) + " is not a list");
    }
    std::vector<std::size_t> values;
    for (const json& value : list) {
      if (!value.is_number_unsigned()) {
        refuse_tensor(tensor, concat(key, " holds values other than integers from 0 to 2^64 - 1"));
      }
      values.push_back(value.get<std::size_t>());
    }
    return values;
  }

  StoredTensor tensor_from(const std::string& tensor, const json& entry) const {
    if (!entry.is_object()) {
      refuse_tensor(tensor, "its entry is not a JSON object");
    }
    const json& dtype = field(tensor, entry, "dtype");
    if (!dtype.is_string()) {
      refuse_tensor(tensor, "dtype is not a string");
    }
    const auto& dtype_name = dtype.get_ref<const std::string&>();
    const std::vector<std::size_t> shape = integers(tensor, entry, "shape");
    const std::size_t size = byte_size(tensor, dtype_name, shape);

    const std::vector<std::size_t> offsets = integers(tensor, entry, "data_offsets");
    if (offsets.size() != 2) {
      refuse_tensor(tensor,
                    concat("data_offsets has ", counted(offsets.size(), "number"), ", expected 2"));
    }
    const std::size_t begin = offsets[0];
    const std::size_t end = offsets[1];
    if (end < begin || end > data_.size()) {
      refuse_tensor(
          tensor, concat("data_offsets [", begin, ", ", end, "] are not a range within the data's ",
                         data_.size(), " bytes; was the file copied whole?"));
    }
    if (end - begin != size) {
      refuse_tensor(
          tensor, concat(dtype_name, " ", shape_text(shape), " has the wrong size, expected ", size,
                         " bytes, got ", end - begin));
    }
    return {dtype_name, shape, data_.subspan(begin, size)};
  }

  std::size_t byte_size(const std::string& tensor, const std::string& dtype,
                        const std::vector<std::size_t>& shape) const {
    const std::optional<std::size_t> bits = bits_of(dtype);
    if (!bits) {
      refuse_tensor(tensor, "unknown dtype " + one_line(dtype, kShownBytes));
    }
    const std::optional<std::size_t> count = checked_element_count(shape);
    if (!count || *count > std::numeric_limits<std::size_t>::max() / *bits) {
      refuse_tensor(tensor, "its shape has too many elements");
    }
    if (*count * *bits % 8 != 0) {
      refuse_tensor(tensor, concat(dtype, " ", shape_text(shape), " does not fill whole bytes"));
    }
    return *count * *bits / 8;
  }

  void check_coverage(std::vector<Extent> extents) const {
    std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::size_t covered = 0;
    for (const Extent& extent : extents) {
      if (extent.begin != covered) {
        refuse_tensor(*extent.name,
                      concat(extent.begin < covered ? "overlaps the tensor before it"
                                                    : "leaves a gap before it",
                             ", expected to begin at ", covered, ", got ", extent.begin));
      }
      covered = extent.end;
    }
    if (covered != data_.size()) {
      refuse(
          concat("has data outside all tensors, expected ", covered, " bytes, got ", data_.size()));
    }
  }

  std::span<const std::byte> data_;
  const std::string& name_;
};

/// The length that the first bytes state for the header.
std::uint64_t header_length(std::span<const std::byte> bytes, const std::string& name) {
  const auto refuse = [&](const std::string& reason) {
    throw InputError(one_line(name) + ": " + reason +
                     "; mrcnn model convert reads files of torch.save, Keras and detectron2");
  };
  if (bytes.size() < kLengthBytes) {
    refuse(concat("is not a .safetensors file, expected 8 bytes or more, got ", bytes.size()));
  }
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    length |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
  }
  if (length > kLargestHeader) {
    refuse(concat("is not a .safetensors file, expected a header of at most ", kLargestHeader,
                  " bytes, got ", length));
  }
  return length;
}

/// The header of a file that begins with these bytes.
json header_of(std::span<const std::byte> bytes, const std::string& name) {
  const auto length = static_cast<std::size_t>(header_length(bytes, name));
  if (length > bytes.size() - kLengthBytes) {
    throw InputError(concat(one_line(name), ": is cut off in its header, expected ", length,
                            " bytes, got ", bytes.size() - kLengthBytes));
  }
  const auto* const text = reinterpret_cast<const char*>(bytes.data() + kLengthBytes);
  return parse_json({text, length}, name);
}

}  // namespace

SafetensorsContents parse_safetensors(std::span<const std::byte> bytes, const std::string& name) {
  const json header = header_of(bytes, name);
  const auto length = static_cast<std::size_t>(header_length(bytes, name));
  return HeaderParser(bytes.subspan(kLengthBytes + length), name).parse(header);
}

std::map<std::string, std::string> read_safetensors_metadata(const std::filesystem::path& file) {
  const std::string name = file.string();
  const auto length =
      static_cast<std::size_t>(header_length(read_beginning(file, kLengthBytes), name));
  const json header = header_of(read_beginning(file, kLengthBytes + length), name);
  return HeaderParser({}, name).metadata(header);
}

Safetensors::Safetensors(const std::filesystem::path& file)
    : file_(FileBytes::open(file, std::numeric_limits<std::uint64_t>::max())) {
  if (const auto other = known_file(file_.bytes())) {
    throw InputError(other->message(file));
  }
  contents_ = parse_safetensors(file_.bytes(), file.string());
}

}  // namespace mrcnn
