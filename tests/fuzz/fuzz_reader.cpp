#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "tests/fuzz/readers.hpp"

// The entry of libFuzzer: MRCNN_READER=coco ./fuzz_reader CORPUS_FOLDER

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const mrcnn::FuzzedReader reader = [] {
    const char* name = std::getenv("MRCNN_READER");
    const auto found = mrcnn::fuzzed_readers().find(name == nullptr ? "" : name);
    if (found == mrcnn::fuzzed_readers().end()) {
      std::cerr << "MRCNN_READER: expected the name of a reader in tests/fuzz/readers.cpp\n";
      std::exit(2);
    }
    return found->second;
  }();
  reader({reinterpret_cast<const std::byte*>(data), size});
  return 0;
}
