#include "stages/program/import/torch/pickle.hpp"

#include <bit>
#include <charconv>
#include <cstring>
#include <map>
#include <string_view>

#include "common/error.hpp"
#include "common/io/file.hpp"

namespace mrcnn {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostBytes = std::size_t{1} << 28U;  // of one text

/// The machine that a pickle is a program for, without the instructions' effects on the world.
class Unpickler {
 public:
  Unpickler(std::span<const std::byte> bytes, const std::string& name)
      : text_(as_text(bytes)), name_(name) {
    pickle_.values.emplace_back();  // None
  }

  Pickle run() {
    while (step()) {
    }
    pickle_.size = at_;
    return std::move(pickle_);
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw InputError(concat(name_, ": is not a readable pickle: ", reason, ", at byte ", at_));
  }

  // Reading.

  std::string_view take(std::uint64_t count) {
    if (count > text_.size() - at_ || count > kMostBytes) {
      fail("it is cut short");
    }
    const std::string_view taken = text_.substr(at_, static_cast<std::size_t>(count));
    at_ += taken.size();
    return taken;
  }

  template <class T>
  T number() {
    static_assert(std::endian::native == std::endian::little);
    T value{};
    std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
    return value;
  }

  std::string_view line() {
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) {
      fail("it is cut short");
    }
    const std::string_view taken = take(end - at_);
    at_ += 1;
    return taken;
  }

  std::int64_t decimal(std::string_view digits) const {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end == digits.data()) {
      fail("expected a whole number");
    }
    return value;
  }

  // The stack.

  std::size_t add(PickleValue value) {
    pickle_.values.push_back(std::move(value));
    return pickle_.values.size() - 1;
  }

  void push(PickleValue value) { stack_.push_back(add(std::move(value))); }

  void push_text(std::string_view text) { push({.kind = Kind::text, .text = std::string(text)}); }

  void push_integer(std::int64_t integer) { push({.kind = Kind::integer, .integer = integer}); }

  /// A little-endian two's complement number of any length.
  void push_long(std::string_view bytes) {
    PickleValue value{.kind = Kind::integer, .text = std::string(bytes)};
    if (bytes.size() <= sizeof(std::int64_t)) {
      const bool negative =
          !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0;
      std::uint64_t bits = negative ? ~std::uint64_t{0} : 0;
      std::memcpy(&bits, bytes.data(), bytes.size());
      value.integer = static_cast<std::int64_t>(bits);
      value.text.clear();
    }
    push(std::move(value));
  }

  std::size_t pop() {
    const std::size_t lowest = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() <= lowest) {
      fail("its stack is empty");
    }
    const std::size_t value = stack_.back();
    stack_.pop_back();
    return value;
  }

  /// The value that an instruction adds to.
  PickleValue& top() {
    if (stack_.empty() || stack_.back() == 0) {
      fail("it adds to nothing");
    }
    return pickle_.values[stack_.back()];
  }

  std::vector<std::size_t> pop_to_mark() {
    if (marks_.empty()) {
      fail("a mark is missing");
    }
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<std::size_t> values(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return values;
  }

  void push_list(std::size_t length) {
    std::vector<std::size_t> items(length);
    for (std::size_t i = length; i-- > 0;) {
      items[i] = pop();
    }
    push({.kind = Kind::list, .items = std::move(items)});
  }

  void add_entries(PickleValue& dictionary, const std::vector<std::size_t>& values) const {
    if (values.size() % 2 != 0) {
      fail("a key has no value");
    }
    for (std::size_t i = 0; i < values.size(); i += 2) {
      dictionary.entries.emplace_back(values[i], values[i + 1]);
    }
  }

  void push_object(std::size_t callable, std::size_t arguments) {
    push({.kind = Kind::object, .callable = callable, .arguments = arguments});
  }

  void push_global(std::string_view module, std::string_view name) {
    push({.kind = Kind::global, .text = concat(module, " ", name)});
  }

  void remember(std::uint64_t slot) {
    if (stack_.empty()) {
      fail("its stack is empty");
    }
    memo_[slot] = stack_.back();
  }

  void recall(std::uint64_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) {
      fail("it refers to a value that it did not store");
    }
    stack_.push_back(found->second);
  }

  /// One instruction; false at the last.
  bool step();
  bool text_step(char code);
  bool number_step(unsigned char code);
  bool container_step(unsigned char code);
  bool memo_step(unsigned char code);
  void object_step(unsigned char code);

  std::string_view text_;
  std::string name_;
  std::size_t at_ = 0;
  Pickle pickle_;
  std::vector<std::size_t> stack_;
  std::vector<std::size_t> marks_;  // heights of the stack
  std::map<std::uint64_t, std::size_t> memo_;
};

bool Unpickler::step() {
  const auto code = number<unsigned char>();
  if (code == '.') {
    pickle_.root = pop();
    return false;
  }
  if (code == 0x80) {  // PROTO
    if (number<unsigned char>() > 5) {
      fail("its protocol is newer than 5");
    }
  } else if (code == 0x95) {  // FRAME
    (void)number<std::uint64_t>();
  } else if (!number_step(code) && !text_step(static_cast<char>(code)) && !container_step(code) &&
             !memo_step(code)) {
    object_step(code);
  }
  return true;
}

bool Unpickler::number_step(unsigned char code) {
  switch (code) {
    case 'N':
      stack_.push_back(0);
      return true;
    case 0x88:  // NEWTRUE
    case 0x89:  // NEWFALSE
      push({.kind = Kind::boolean, .integer = code == 0x88 ? 1 : 0});
      return true;
    case 'J':
      push_integer(number<std::int32_t>());
      return true;
    case 'K':
      push_integer(number<std::uint8_t>());
      return true;
    case 'M':
      push_integer(number<std::uint16_t>());
      return true;
    case 'I':
      push_integer(decimal(line()));
      return true;
    case 'L': {
      std::string_view digits = line();
      digits.remove_suffix(digits.ends_with('L') ? 1 : 0);
      push_integer(decimal(digits));
      return true;
    }
    case 0x8A:  // LONG1
      push_long(take(number<std::uint8_t>()));
      return true;
    case 0x8B:  // LONG4
      push_long(take(number<std::uint32_t>()));
      return true;
    case 'G': {  // big-endian, alone among the numbers
      std::uint64_t bits = 0;
      for (const char byte : take(sizeof(bits))) {
        bits = bits << 8U | static_cast<unsigned char>(byte);
      }
      push({.kind = Kind::real, .real = std::bit_cast<double>(bits)});
      return true;
    }
    case 'F': {
      const std::string_view digits = line();
      double value = 0.0;
      if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc{}) {
        fail("expected a number");
      }
      push({.kind = Kind::real, .real = value});
      return true;
    }
    default:
      return false;
  }
}

bool Unpickler::text_step(char code) {
  switch (static_cast<unsigned char>(code)) {
    case 'X':
    case 'T':
    case 'B':
      push_text(take(number<std::uint32_t>()));
      return true;
    case 'U':
    case 'C':
    case 0x8C:  // SHORT_BINUNICODE
      push_text(take(number<std::uint8_t>()));
      return true;
    case 0x8D:  // BINUNICODE8
    case 0x8E:  // BINBYTES8
    case 0x96:  // BYTEARRAY8
      push_text(take(number<std::uint64_t>()));
      return true;
    case 'V':
    case 'S':
      push_text(line());
      return true;
    default:
      return false;
  }
}

bool Unpickler::container_step(unsigned char code) {
  switch (code) {
    case '(':
      marks_.push_back(stack_.size());
      return true;
    case ')':
    case ']':
    case 0x8F:  // EMPTY_SET
      push({.kind = Kind::list});
      return true;
    case '}':
      push({.kind = Kind::dictionary});
      return true;
    case 't':
    case 'l':
    case 0x91:  // FROZENSET
      push({.kind = Kind::list, .items = pop_to_mark()});
      return true;
    case 0x85:  // TUPLE1..3
    case 0x86:
    case 0x87:
      push_list(code - 0x84U);
      return true;
    case 'd': {
      PickleValue dictionary{.kind = Kind::dictionary};
      add_entries(dictionary, pop_to_mark());
      push(std::move(dictionary));
      return true;
    }
    case 'a': {
      const std::size_t item = pop();
      top().items.push_back(item);
      return true;
    }
    case 'e':
    case 0x90: {  // ADDITEMS
      const std::vector<std::size_t> items = pop_to_mark();
      top().items.insert(top().items.end(), items.begin(), items.end());
      return true;
    }
    case 's': {
      const std::size_t value = pop();
      const std::size_t key = pop();
      top().entries.emplace_back(key, value);
      return true;
    }
    case 'u': {
      const std::vector<std::size_t> values = pop_to_mark();
      add_entries(top(), values);
      return true;
    }
    default:
      return false;
  }
}

bool Unpickler::memo_step(unsigned char code) {
  switch (code) {
    case 'q':
      remember(number<std::uint8_t>());
      return true;
    case 'r':
      remember(number<std::uint32_t>());
      return true;
    case 'p':
      remember(static_cast<std::uint64_t>(decimal(line())));
      return true;
    case 0x94:  // MEMOIZE
      remember(memo_.size());
      return true;
    case 'h':
      recall(number<std::uint8_t>());
      return true;
    case 'j':
      recall(number<std::uint32_t>());
      return true;
    case 'g':
      recall(static_cast<std::uint64_t>(decimal(line())));
      return true;
    case '0':
      (void)pop();
      return true;
    case '1':
      (void)pop_to_mark();
      return true;
    case '2':
      if (stack_.empty()) {
        fail("its stack is empty");
      }
      stack_.push_back(stack_.back());
      return true;
    default:
      return false;
  }
}

void Unpickler::object_step(unsigned char code) {
  switch (code) {
    case 'c': {
      const std::string_view module = line();
      push_global(module, line());
      return;
    }
    case 0x93: {  // STACK_GLOBAL
      const std::size_t name = pop();
      const std::size_t module = pop();
      push_global(pickle_.values[module].text, pickle_.values[name].text);
      return;
    }
    case 'R':
    case 0x81: {  // NEWOBJ
      const std::size_t arguments = pop();
      push_object(pop(), arguments);
      return;
    }
    case 0x92: {  // NEWOBJ_EX
      (void)pop();
      const std::size_t arguments = pop();
      push_object(pop(), arguments);
      return;
    }
    case 'i': {
      const std::string_view module = line();
      const std::string_view name = line();
      const std::size_t arguments = add({.kind = Kind::list, .items = pop_to_mark()});
      push_object(add({.kind = Kind::global, .text = concat(module, " ", name)}), arguments);
      return;
    }
    case 'o': {
      std::vector<std::size_t> values = pop_to_mark();
      if (values.empty()) {
        fail("an object has no class");
      }
      const std::size_t callable = values.front();
      values.erase(values.begin());
      push_object(callable, add({.kind = Kind::list, .items = std::move(values)}));
      return;
    }
    case 'b': {
      const std::size_t state = pop();
      top().state = state;
      return;
    }
    case 'Q':
      push({.kind = Kind::persistent, .arguments = pop()});
      return;
    case 0x97:  // NEXT_BUFFER
      fail("its arrays lie outside it, in buffers of their own");
    case 0x98:  // READONLY_BUFFER
      return;
    default:
      fail(concat("it has an instruction with code ", static_cast<int>(code)));
  }
}

}  // namespace

std::string Pickle::global_name(std::size_t value) const {
  return at(value).kind == Kind::global ? at(value).text : "";
}

const PickleValue* Pickle::find(const PickleValue& dictionary, const std::string& key) const {
  for (const auto& [name, value] : dictionary.entries) {
    if (at(name).kind == Kind::text && at(name).text == key) {
      return &at(value);
    }
  }
  return nullptr;
}

Pickle read_pickle(std::span<const std::byte> bytes, const std::string& name) {
  return Unpickler(bytes, name).run();
}

}  // namespace mrcnn
