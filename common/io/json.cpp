#include "common/io/json.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include "common/error.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kLongestReason = 120;

/// Builds the document and stops at the first violation. The library's own builder accepts repeated
/// keys and any depth.
// NOLINTNEXTLINE(bugprone-exception-escape): moving a json asserts, and an assertion may throw
class StrictBuilder : public json::json_sax_t {
 public:
  bool null() override { return put(nullptr); }

  bool boolean(bool value) override { return put(value); }

  bool number_integer(std::int64_t value) override { return put(value); }

  bool number_unsigned(std::uint64_t value) override { return put(value); }

  bool number_float(double value, const std::string& /*digits*/) override { return put(value); }

  bool string(std::string& value) override { return put(std::move(value)); }

  bool binary(json::binary_t& /*value*/) override { return fail("binary values are not JSON"); }

  bool start_object(std::size_t /*size*/) override { return open(json::object()); }

  bool end_object() override { return close(); }

  bool start_array(std::size_t /*size*/) override { return open(json::array()); }

  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    auto& members = open_.back()->get_ref<json::object_t&>();
    const auto [member, is_new] = members.emplace(name, nullptr);
    member_ = &member->second;
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
    place(std::move(value));
    return true;
  }

  bool open(json value) {
    if (open_.size() == kMaxDepth) {
      return fail(concat("nested too deeply, expected at most ", kMaxDepth, " levels"));
    }
    open_.push_back(place(std::move(value)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool fail(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }

  json document_;
  std::vector<json*> open_;  // from the document to the innermost open array or object; the
                             // pointers stay valid, because a parent does not grow meanwhile
  json* member_ = nullptr;   // receives the value that follows a key
  std::string reason_;
};

}  // namespace

json parse_json(std::string_view text, const std::string& name) {
  const auto refuse = [&](std::string_view reason) {
    throw InputError(one_line(name) + ": " + one_line(reason, kLongestReason));
  };
  // The library would stop at NUL and ignore the rest.
  if (text.find('\0') != std::string_view::npos) {
    refuse("invalid JSON: a NUL byte");
  }
  StrictBuilder builder;
  if (!json::sax_parse(text.begin(), text.end(), &builder)) {
    refuse("invalid JSON: " + builder.reason());
  }
  return builder.take_document();
}

}  // namespace mrcnn
