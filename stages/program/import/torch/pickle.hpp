#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace mrcnn {

/// One value of a pickle. Values refer to each other by their number, so that a shared value stays
/// one and a cycle is harmless.
struct PickleValue {
  enum class Kind {
    none,
    boolean,
    integer,  // integer; one that needs more than 64 bits is kept as its bytes, in text
    real,
    text,        // also bytes
    list,        // items; also tuples and sets
    dictionary,  // entries
    global,      // text: "module name", a class or function that is never looked up
    object,  // what calling `callable` with `arguments` would give; may have items, entries, state
    persistent,  // arguments: the identifier of something stored outside the pickle
  };

  Kind kind = Kind::none;
  std::int64_t integer = 0;
  double real = 0.0;
  std::string text = {};
  std::vector<std::size_t> items = {};
  std::vector<std::pair<std::size_t, std::size_t>> entries = {};
  std::size_t callable = 0;
  std::size_t arguments = 0;
  std::size_t state = 0;  // 0, the value None, if there is none
};

/// The values that a pickle describes. Nothing is imported, called or run: a pickle is a program,
/// and this reads only what it would build.
struct Pickle {
  std::vector<PickleValue> values;  // values[0] is None
  std::size_t root = 0;
  std::size_t size = 0;  // bytes that it takes

  [[nodiscard]] const PickleValue& at(std::size_t value) const { return values[value]; }

  /// The text of a global, empty for any other value.
  [[nodiscard]] std::string global_name(std::size_t value) const;

  /// The value of a text key of a dictionary or an object with entries; null if it is not there.
  [[nodiscard]] const PickleValue* find(const PickleValue& dictionary,
                                        const std::string& key) const;
};

/// Reads a pickle of protocol 0 to 5 at the beginning of `bytes`.
///
/// Total over bytes: time and memory are proportional to what is read. Throws InputError
/// "NAME: reason".
Pickle read_pickle(std::span<const std::byte> bytes, const std::string& name);

}  // namespace mrcnn
