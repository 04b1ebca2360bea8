#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace mrcnn {

/// Calls a reader with bytes; what it refuses, it refuses with InputError. Everything else that it
/// throws, and every report of a sanitizer, is a bug.
using FuzzedReader = void (*)(std::span<const std::byte>);

/// All readers over bytes, by name.
const std::map<std::string, FuzzedReader>& fuzzed_readers();

}  // namespace mrcnn
