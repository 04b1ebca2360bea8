#include "common/trace/npy.hpp"

#include <cstdint>
#include <limits>
#include <string_view>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/io/output_file.hpp"
#include "common/trace/npy_header.hpp"

namespace mrcnn {

namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t{8} << 30U;
constexpr std::size_t kLongestHeader = 65536;
constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kBeforeLength = 8;  // magic, major and minor version

template <class... Reason>
void require(bool holds, const std::string& name, const Reason&... reason) {
  if (!holds) {
    throw InputError(concat(one_line(name), ": ", reason...));
  }
}

/// The header's text, found by its length field (2 bytes in version 1, 4 later).
std::string_view header_text(std::span<const std::byte> bytes, const std::string& name) {
  const std::string_view file = as_text(bytes);
  const auto byte_at = [&](std::size_t i) { return std::to_integer<std::size_t>(bytes[i]); };

  require(file.starts_with(kMagic), name, "not a .npy file; expected it to begin with \\x93NUMPY");
  require(file.size() >= kBeforeLength, name, "truncated in its version, expected ", kBeforeLength,
          " bytes or more, got ", file.size());
  const std::size_t major = byte_at(kMagic.size());
  const std::size_t minor = byte_at(kMagic.size() + 1);
  require(major >= 1 && major <= 3 && minor == 0, name,
          "unknown .npy version, expected 1.0 to 3.0, got ", major, ".", minor);

  const std::size_t length_bytes = major == 1 ? 2 : 4;
  const std::size_t begin = kBeforeLength + length_bytes;
  require(file.size() >= begin, name, "truncated before its header, expected ", begin,
          " bytes or more, got ", file.size());
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_bytes; ++i) {
    length |= byte_at(kBeforeLength + i) << (8 * i);
  }
  require(length <= kLongestHeader, name, "the .npy header is too long, expected at most ",
          kLongestHeader, " bytes, got ", length);
  require(length <= file.size() - begin, name, "truncated in its header, expected ", length,
          " bytes, got ", file.size() - begin);
  return file.substr(begin, length);
}

/// Everything before the data, as numpy.save writes it.
std::string header_for(const Array& array) {
  check_consistent(array);
  std::string header =
      concat("{'descr': '", npy_descr(array.dtype),
             "', 'fortran_order': False, 'shape': ", shape_text(array.shape), ", }");
  constexpr std::size_t kAlignment = 64;  // of the data, from the beginning of the file
  const std::size_t unpadded = kBeforeLength + 2 + header.size() + 1;
  header.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  header += '\n';
  check_shape(header.size() <= std::numeric_limits<std::uint16_t>::max(), "an array of rank ",
              array.shape.size(), " has no .npy header of version 1");
  std::string out(kMagic);
  out += {'\x01', '\x00', static_cast<char>(header.size() & 0xFFU),
          static_cast<char>(header.size() >> 8U)};
  return out + header;
}

}  // namespace

Array parse_npy(std::span<const std::byte> bytes, const std::string& name) {
  const std::string_view header = header_text(bytes, name);
  const auto [dtype, shape] = parse_npy_header(header, name);
  const auto* const header_end = reinterpret_cast<const std::byte*>(header.data() + header.size());
  const std::span<const std::byte> data(header_end, bytes.data() + bytes.size());

  const auto count = checked_element_count(shape);
  const std::size_t item = size_of(dtype);
  require(count && *count <= std::numeric_limits<std::size_t>::max() / item, name, "shape ",
          shape_text(shape), " has too many elements");
  require(data.size() == *count * item, name, name_of(dtype), " ", shape_text(shape),
          " has the wrong size, expected ", *count * item, " bytes of data, got ", data.size());
  return {dtype, shape, {data.begin(), data.end()}};
}

Array read_npy(const std::filesystem::path& path) {
  return parse_npy(FileBytes::open(path, kLargestFile).bytes(), path.string());
}

NpyHeader read_npy_header(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_beginning(path, 2 * kLongestHeader);
  return parse_npy_header(header_text(bytes, path.string()), path.string());
}

void write_npy(const std::filesystem::path& path, const Array& array) {
  const std::string header = header_for(array);
  OutputFile file(path);
  file.write(header);
  file.write(array.bytes);
  file.commit();
}

}  // namespace mrcnn
