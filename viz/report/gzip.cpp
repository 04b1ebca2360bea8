#include "viz/report/gzip.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <new>

#define ZLIB_CONST  // the input is only read
#include <zlib.h>

namespace mrcnn {
namespace {

/// zlib's state, freed whatever happens.
class Deflater {
 public:
  Deflater() {
    constexpr int kGzip = 16;  // added to the window's bits: a gzip header instead of zlib's
    constexpr int kMemory = 8;
    constexpr int kLevel = 6;
    // Runs only: numbers hardly repeat one another. A search for repetitions takes ten times as
    // long and finds less.
    if (deflateInit2(&stream_, kLevel, Z_DEFLATED, MAX_WBITS + kGzip, kMemory, Z_RLE) != Z_OK) {
      throw std::bad_alloc();
    }
  }

  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  ~Deflater() { deflateEnd(&stream_); }

  /// Appends what `bytes` become; with `last` all that is still held back as well.
  void write(std::span<const std::byte> bytes, bool last, std::vector<std::byte>& packed) {
    stream_.next_in = reinterpret_cast<z_const Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      std::array<std::byte, 1U << 16U> room;
      stream_.next_out = reinterpret_cast<Bytef*>(room.data());
      stream_.avail_out = static_cast<uInt>(room.size());
      deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
      packed.insert(packed.end(), room.begin(),
                    room.end() - static_cast<std::ptrdiff_t>(stream_.avail_out));
    } while (stream_.avail_out == 0);
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::vector<std::byte> gzip(std::span<const std::byte> bytes) {
  constexpr std::size_t kMostAtOnce = std::numeric_limits<uInt>::max();
  Deflater deflater;
  std::vector<std::byte> packed;
  do {
    const std::size_t count = std::min(kMostAtOnce, bytes.size());
    const bool last = count == bytes.size();
    deflater.write(bytes.first(count), last, packed);
    bytes = bytes.subspan(count);
  } while (!bytes.empty());
  return packed;
}

}  // namespace mrcnn
