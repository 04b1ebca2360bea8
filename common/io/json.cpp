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
  StrictBuilder() = default;

  /// Expects a list and hands over its elements one by one instead of keeping them.
  explicit StrictBuilder(const JsonVisitor& visit) : visit_(&visit) {}

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
    if (visit_ != nullptr && open_.empty()) {
      return fail("expected a list, got " + value.dump());
    }
    place(std::move(value));
    hand_over();
    return true;
  }

  bool open(json value) {
    if (visit_ != nullptr && open_.empty() && !value.is_array()) {
      return fail("expected a list, got an object");
    }
    if (open_.size() == kMaxDepth) {
      return fail(concat("nested too deeply, expected at most ", kMaxDepth, " levels"));
    }
    open_.push_back(place(std::move(value)));
    return true;
  }

  bool close() {
    open_.pop_back();
    hand_over();
    return true;
  }

  /// Visits the element of the outermost list that has just been completed.
  void hand_over() {
    if (visit_ != nullptr && open_.size() == 1) {
      (*visit_)(open_.back()->back(), visited_++);
      open_.back()->clear();
    }
  }

  bool fail(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }

  const JsonVisitor* visit_ = nullptr;
  std::size_t visited_ = 0;
  json document_;
  std::vector<json*> open_;  // from the document to the innermost open array or object; the
                             // pointers stay valid, because a parent does not grow meanwhile
  json* member_ = nullptr;   // receives the value that follows a key
  std::string reason_;
};

}  // namespace

namespace {

void parse(std::string_view text, const std::string& name, StrictBuilder& builder) {
  const auto refuse = [&](std::string_view reason) {
    throw InputError(one_line(name) + ": " + one_line(reason, kLongestReason));
  };
  // The library would stop at NUL and ignore the rest.
  if (text.find('\0') != std::string_view::npos) {
    refuse("invalid JSON: a NUL byte");
  }
  if (!json::sax_parse(text.begin(), text.end(), &builder)) {
    refuse("invalid JSON: " + builder.reason());
  }
}

}  // namespace

json parse_json(std::string_view text, const std::string& name) {
  StrictBuilder builder;
  parse(text, name, builder);
  return builder.take_document();
}

void for_each_json_element(std::string_view text, const std::string& name,
                           const JsonVisitor& visit) {
  StrictBuilder builder(visit);
  parse(text, name, builder);
}

}  // namespace mrcnn
