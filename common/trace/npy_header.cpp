#include "common/trace/npy_header.hpp"

#include <cstdint>
#include <limits>
#include <optional>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kLargestExtent = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t kLargestRank = 32;
constexpr std::size_t kShownBytes = 40;

/// A cursor over the dictionary's text.
class HeaderReader {
 public:
  HeaderReader(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  [[noreturn]] void refuse(const std::string& reason) const {
    throw InputError(one_line(name_) + ": " + reason);
  }

  [[noreturn]] void refuse_syntax(const std::string& expected) const {
    refuse("the .npy header is malformed, expected " + expected + ", got " +
           (rest_.empty() ? "its end" : "\"" + one_line(rest_, kShownBytes) + "\""));
  }

  void skip_spaces() {
    while (!rest_.empty() && rest_.front() == ' ') {
      rest_.remove_prefix(1);
    }
  }

  bool accept(std::string_view token) {
    skip_spaces();
    if (!rest_.starts_with(token)) {
      return false;
    }
    rest_.remove_prefix(token.size());
    return true;
  }

  void expect(std::string_view token, const std::string& what) {
    if (!accept(token)) {
      refuse_syntax(what);
    }
  }

  /// 'text' or "text" without escapes.
  std::string quoted(const std::string& what) {
    skip_spaces();
    const char quote = rest_.empty() ? '\0' : rest_.front();
    const std::size_t end =
        quote == '\'' || quote == '"' ? rest_.find(quote, 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      refuse_syntax(what);
    }
    const std::string value(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return value;
  }

  /// A decimal number without sign or leading zeros.
  std::size_t extent() {
    skip_spaces();
    std::size_t digits = 0;
    std::size_t value = 0;
    while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') {
      value = value * 10 + static_cast<std::size_t>(rest_[digits] - '0');
      ++digits;
      if (value > kLargestExtent) {
        refuse_syntax(concat("extents of at most ", kLargestExtent));
      }
    }
    if (digits == 0 || (digits > 1 && rest_.front() == '0')) {
      refuse_syntax("an extent of 0 or more");
    }
    rest_.remove_prefix(digits);
    return value;
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  const std::string& name_;
};

/// NumPy's words for a descr that cannot be read, and what turns it into one that can.
std::string unreadable_dtype(const std::string& descr) {
  const std::string shown = "dtype '" + one_line(descr, kShownBytes) + "'";
  const std::string accepted = "expected float32, int32, uint8 or bool, got " + shown;
  const char kind = descr.size() > 1 ? descr[1] : '\0';
  if (kind == 'O') {
    return "Python objects are never read, " + accepted;
  }
  if (!descr.empty() && descr.front() == '>') {
    return "big-endian data cannot be read, expected little-endian, got " + shown +
           "; in NumPy: .astype('<" + one_line(descr.substr(1), kShownBytes) + "')";
  }
  const std::string reason = "this dtype cannot be read, " + accepted;
  if (kind == 'f') {
    return reason + "; in NumPy: .astype(np.float32)";
  }
  if (kind == 'i' || kind == 'u') {
    return reason + "; in NumPy: .astype(np.int32)";
  }
  return reason;
}

DType dtype_from(HeaderReader& reader) {
  reader.skip_spaces();
  if (reader.rest().starts_with('[')) {
    reader.refuse("records (structured dtypes) cannot be read, expected one plain dtype");
  }
  const std::string descr = reader.quoted("a quoted dtype");
  for (const DType dtype : {DType::f32, DType::i32, DType::u8}) {
    if (descr == npy_descr(dtype)) {
      return dtype;
    }
  }
  if (descr == "|b1") {
    return DType::u8;
  }
  reader.refuse(unreadable_dtype(descr));
}

void expect_c_order(HeaderReader& reader) {
  if (reader.accept("True")) {
    reader.refuse(
        "the array is in Fortran order, expected C order; in NumPy: np.ascontiguousarray(array)");
  }
  reader.expect("False", "True or False");
}

std::vector<std::size_t> shape_from(HeaderReader& reader) {
  reader.expect("(", "a tuple");
  std::vector<std::size_t> shape;
  while (!reader.accept(")")) {
    if (shape.size() == kLargestRank) {
      reader.refuse(concat("the array has too many axes, expected at most ", kLargestRank));
    }
    shape.push_back(reader.extent());
    const bool is_last = !reader.accept(",");
    if (is_last && shape.size() == 1) {
      reader.refuse_syntax("a comma, as in (3,)");
    }
    if (is_last) {
      reader.expect(")", "a comma or the end of the tuple");
      break;
    }
  }
  return shape;
}

struct Dictionary {
  std::optional<DType> dtype;
  std::optional<std::vector<std::size_t>> shape;
  bool has_order = false;
};

void read_member(HeaderReader& reader, Dictionary& dictionary) {
  const std::string key = reader.quoted("a quoted key");
  reader.expect(":", "a colon");
  if (key == "descr" && !dictionary.dtype) {
    dictionary.dtype = dtype_from(reader);
  } else if (key == "fortran_order" && !dictionary.has_order) {
    expect_c_order(reader);
    dictionary.has_order = true;
  } else if (key == "shape" && !dictionary.shape) {
    dictionary.shape = shape_from(reader);
  } else {
    reader.refuse(
        "the .npy header is malformed, expected descr, fortran_order and shape once each, got \"" +
        one_line(key, kShownBytes) + "\"");
  }
}

Dictionary read_dictionary(HeaderReader& reader) {
  Dictionary dictionary;
  reader.expect("{", "a dictionary");
  while (!reader.accept("}")) {
    read_member(reader, dictionary);
    if (!reader.accept(",")) {
      reader.expect("}", "a comma or the end of the dictionary");
      break;
    }
  }
  if (!dictionary.dtype || !dictionary.has_order || !dictionary.shape) {
    reader.refuse("the .npy header is incomplete, expected descr, fortran_order and shape");
  }
  reader.skip_spaces();
  if (reader.rest() != "\n") {
    reader.refuse_syntax("spaces and one newline after the dictionary");
  }
  return dictionary;
}

}  // namespace

NpyHeader parse_npy_header(std::string_view header, const std::string& name) {
  HeaderReader reader(header, name);
  const Dictionary dictionary = read_dictionary(reader);
  return {*dictionary.dtype, *dictionary.shape};
}

std::string_view npy_descr(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return "<f4";
    case DType::i32:
      return "<i4";
    case DType::u8:
      return "|u1";
  }
  throw ShapeError("DType is none of its values");
}

}  // namespace mrcnn
