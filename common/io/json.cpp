#include "common/io/json.hpp"

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "common/error.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kLongestReason = 120;
constexpr std::size_t kMaxMemory = std::size_t{960} << 20U;  // text and values

// What the library's values take in memory, about: elements of growing vectors, nodes of a tree.
constexpr std::size_t kElementBytes = 32;
constexpr std::size_t kMemberBytes = 96;
constexpr std::size_t kContainerBytes = 64;
constexpr std::size_t kStringBytes = 48;
// What a caller keeps of an element that it has read, at most.
constexpr std::size_t kKeptBytes = 320;
constexpr std::size_t kKeptPart = 4;  // one in this many

/// Builds the document and stops at the first violation. The library's own builder accepts repeated
/// keys and any depth.
// NOLINTNEXTLINE(bugprone-exception-escape): moving a json asserts, and an assertion may throw
class StrictBuilder : public json::json_sax_t {
 public:
  StrictBuilder(std::size_t text_bytes, const ElementReader* read)
      : bytes_(text_bytes), read_(read) {}

  bool null() override { return put(nullptr); }

  bool boolean(bool value) override { return put(value); }

  bool number_integer(std::int64_t value) override { return put(value); }

  bool number_unsigned(std::uint64_t value) override { return put(value); }

  bool number_float(double value, const std::string& /*digits*/) override { return put(value); }

  bool string(std::string& value) override {
    return charge(kStringBytes + value.size()) && put(std::move(value));
  }

  bool binary(json::binary_t& /*value*/) override { return fail("binary values are not JSON"); }

  bool start_object(std::size_t /*size*/) override { return open(json::object()); }

  bool end_object() override { return close(); }

  bool start_array(std::size_t /*size*/) override { return open(json::array()); }

  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    auto& members = open_.back()->get_ref<json::object_t&>();
    const auto [member, is_new] = members.emplace(name, nullptr);
    member_ = &member->second;
    if (open_.size() == 1) {
      field_ = name;
    }
    if (!charge(kMemberBytes + name.size())) {
      return false;
    }
    return is_new || fail("the key \"" + name + "\" occurs twice in one object");
  }

  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    const std::string_view message = error.what();  // "[json.exception.parse_error.101] parse ..."
    const std::size_t end_of_code = message.find("] ");
    return fail(std::string(
        end_of_code == std::string_view::npos ? message : message.substr(end_of_code + 2)));
  }

  json take_document() { return std::move(document_); }

  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  json* place(json value) {
    if (open_.empty()) {
      document_ = std::move(value);
      return &document_;
    }
    if (open_.back()->is_array()) {
      return &open_.back()->emplace_back(std::move(value));
    }
    *member_ = std::move(value);
    return member_;
  }

  bool put(json value) {
    bytes_of_element_ = is_in_list() ? bytes_ : bytes_of_element_;
    place(std::move(value));
    hand_over();
    return charge(kElementBytes);
  }

  bool open(json value) {
    if (open_.size() == kMaxDepth) {
      return fail(concat("nested too deeply, expected at most ", kMaxDepth, " levels"));
    }
    bytes_of_element_ = is_in_list() ? bytes_ : bytes_of_element_;
    open_.push_back(place(std::move(value)));
    return charge(kElementBytes + kContainerBytes);
  }

  bool close() {
    open_.pop_back();
    hand_over();
    return true;
  }

  /// Whether the next value is an element of the document, or of a list that is a field of it.
  [[nodiscard]] bool is_in_list() const {
    const std::size_t depth = document_.is_object() ? 2 : 1;
    return read_ != nullptr && open_.size() == depth && open_.back()->is_array();
  }

  /// Gives a complete element to the reader and drops it.
  void hand_over() {
    if (is_in_list()) {
      (*read_)(field_, open_.back()->back());
      open_.back()->get_ref<json::array_t&>().pop_back();
      bytes_ = bytes_of_element_ + kKeptBytes + (bytes_ - bytes_of_element_) / kKeptPart;
    }
  }

  bool charge(std::size_t bytes) {
    bytes_ += bytes;
    return bytes_ <= kMaxMemory ||
           fail(concat("needs more than ", kMaxMemory >> 20U, " MiB of memory"));
  }

  bool fail(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }

  json document_;
  std::vector<json*> open_;  // from the document to the innermost open array or object; the
                             // pointers stay valid, because a parent does not grow meanwhile
  json* member_ = nullptr;   // receives the value that follows a key
  std::string field_;        // the document's last key
  std::size_t bytes_;        // text and values so far
  std::size_t bytes_of_element_ = 0;  // where the element of a list began
  const ElementReader* read_;
  std::string reason_;
};

}  // namespace

namespace {

json parse(std::string_view text, const std::string& name, const ElementReader* read) {
  const auto refuse = [&](std::string_view reason, const std::string& help = "") {
    throw InputError(one_line(name) + ": " + one_line(reason, kLongestReason) + help);
  };
  // The library would stop at NUL and ignore the rest.
  if (text.find('\0') != std::string_view::npos) {
    refuse("invalid JSON: a NUL byte");
  }
  StrictBuilder builder(text.size(), read);
  if (!json::sax_parse(text.begin(), text.end(), &builder)) {
    const bool is_other_text = builder.reason().find("ill-formed UTF-8") != std::string::npos;
    refuse("invalid JSON: " + builder.reason(),
           is_other_text ? "; save it as UTF-8: iconv -f LATIN1 -t UTF-8 FILE >NEW.json" : "");
  }
  return builder.take_document();
}

}  // namespace

json parse_json(std::string_view text, const std::string& name) {
  return parse(text, name, nullptr);
}

json parse_json(std::string_view text, const std::string& name, const ElementReader& read) {
  return parse(text, name, &read);
}

nlohmann::ordered_json number_json(double value) {
  if (std::isfinite(value)) {
    return value;
  }
  return std::isnan(value) ? "nan" : (value > 0.0 ? "inf" : "-inf");
}

}  // namespace mrcnn
