#include "common/trace/npy_header.hpp"

#include <charconv>
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
constexpr std::array kDescrs = {"<f4", "<i4", "|u1"};  // in the order of DType

/// A cursor over the dictionary's text.
class HeaderReader {
 public:
  HeaderReader(std::string_view text, const std::string& name) : rest_(text), name_(name) {}

  [[noreturn]] void fail(const std::string& reason) const {
    throw InputError(one_line(name_) + ": " + reason);
  }

  [[noreturn]] void fail_syntax(const std::string& expected) const {
    fail("the .npy header is malformed, expected " + expected + ", got " +
         (rest_.empty() ? "its end" : "\"" + one_line(rest_, kShownBytes) + "\""));
  }

  void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }

  bool accept(std::string_view token) {
    skip_spaces();
    const bool found = rest_.starts_with(token);
    rest_.remove_prefix(found ? token.size() : 0);
    return found;
  }

  void expect(std::string_view token, const std::string& what) {
    if (!accept(token)) {
      fail_syntax(what);
    }
  }

  /// 'text' or "text" without escapes.
  std::string quoted(const std::string& what) {
    skip_spaces();
    const char quote = rest_.empty() ? '\0' : rest_.front();
    const std::size_t end =
        quote == '\'' || quote == '"' ? rest_.find(quote, 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      fail_syntax(what);
    }
    const std::string value(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return value;
  }

  /// A decimal number without sign or leading zeros.
  std::size_t extent() {
    skip_spaces();
    const std::string_view digits = rest_.substr(0, rest_.find_first_not_of("0123456789"));
    if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) {
      fail_syntax("an extent of 0 or more");
    }
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || value > kLargestExtent) {
      fail_syntax(concat("extents of at most ", kLargestExtent));
    }
    rest_.remove_prefix(digits.size());
    return value;
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  const std::string& name_;
};

/// NumPy's names for a dtype that cannot be read, and the call that converts it.
std::string unreadable_dtype(const std::string& descr) {
  const std::string shown = "dtype '" + one_line(descr, kShownBytes) + "'";
  const std::string accepted = "expected float32, int32, uint8 or bool, got " + shown;
  const char kind = descr.size() > 1 ? descr[1] : '\0';
  if (kind == 'O') {
    return "Python objects are never read, " + accepted;
  }
  if (descr.starts_with('>')) {
    return "big-endian data cannot be read, expected little-endian, got " + shown +
           "; in NumPy: .astype('<" + one_line(descr.substr(1), kShownBytes) + "')";
  }
  const bool is_integer = kind == 'i' || kind == 'u';
  return "this dtype cannot be read, " + accepted +
         (kind == 'f'  ? "; in NumPy: .astype(np.float32)"
          : is_integer ? "; in NumPy: .astype(np.int32)"
                       : "");
}

DType dtype_from(HeaderReader& reader) {
  reader.skip_spaces();
  if (reader.rest().starts_with('[')) {
    reader.fail("records (structured dtypes) cannot be read, expected one plain dtype");
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
  reader.fail(unreadable_dtype(descr));
}

std::vector<std::size_t> shape_from(HeaderReader& reader) {
  reader.expect("(", "a tuple");
  std::vector<std::size_t> shape;
  while (!reader.accept(")")) {
    if (shape.size() == kLargestRank) {
      reader.fail(concat("the array has too many axes, expected at most ", kLargestRank));
    }
    shape.push_back(reader.extent());
    const bool is_last = !reader.accept(",");
    if (is_last && shape.size() == 1) {
      reader.fail_syntax("a comma, as in (3,)");
    }
    if (is_last) {
      reader.expect(")", "a comma or the end of the tuple");
      break;
    }
  }
  return shape;
}

}  // namespace

NpyHeader parse_npy_header(std::string_view header, const std::string& name) {
  HeaderReader reader(header, name);
  std::optional<DType> dtype;
  std::optional<std::vector<std::size_t>> shape;
  bool has_order = false;
  reader.expect("{", "a dictionary");
  while (!reader.accept("}")) {
    const std::string key = reader.quoted("a quoted key");
    reader.expect(":", "a colon");
    if (key == "descr" && !dtype) {
      dtype = dtype_from(reader);
    } else if (key == "fortran_order" && !has_order) {
      if (reader.accept("True")) {
        reader.fail(
            "the array is in Fortran order, expected C order; in NumPy: "
            "np.ascontiguousarray(array)");
      }
      reader.expect("False", "True or False");
      has_order = true;
    } else if (key == "shape" && !shape) {
      shape = shape_from(reader);
    } else {
      reader.fail(
          "the .npy header is malformed, expected descr, fortran_order and shape once each"
          ", got \"" +
          one_line(key, kShownBytes) + "\"");
    }
    if (!reader.accept(",")) {
      reader.expect("}", "a comma or the end of the dictionary");
      break;
    }
  }
  if (!dtype || !has_order || !shape) {
    reader.fail("the .npy header is incomplete, expected descr, fortran_order and shape");
  }
  reader.skip_spaces();
  if (reader.rest() != "\n") {
    reader.fail_syntax("spaces and one newline after the dictionary");
  }
  return {*dtype, *shape};
}

std::string_view npy_descr(DType dtype) {
  return kDescrs.at(static_cast<std::size_t>(dtype));
}

}  // namespace mrcnn
