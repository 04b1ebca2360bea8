#pragma once
#include <array>
#include <csetjmp>
#include <cstddef>
#include <span>
#include <vector>

#include <png.h>

namespace mrcnn {

/// What libpng's calls share with ours. libpng gives up with longjmp, so all of it is plain data or
/// outlives the jump. It prints nothing.
struct PngWork {
  std::span<const std::byte> input;  // what is left to read
  std::vector<std::byte> output;
  std::array<char, 200> message{};  // the error, or the first warning
  bool is_out_of_memory = false;
};

/// libpng's object for one file, whose messages go into `work`; null if there is no memory.
png_structp make_png_reader(PngWork& work);
png_structp make_png_writer(PngWork& work);

/// Calls `steps`, which may own nothing that has a destructor. False if libpng gave up.
template <class Steps>
bool completes(png_structp png, const Steps& steps) {
  if (setjmp(png_jmpbuf(png)) != 0) {
    return false;
  }
  steps();
  return true;
}

}  // namespace mrcnn
