#include "common/io/sha256.hpp"

#include <array>
#include <limits>

#include <openssl/evp.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

namespace mrcnn {

std::string sha256(std::span<const std::byte> bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw Error("libcrypto cannot compute SHA-256");
  }
  constexpr std::array<char, 16> kDigits = {'0', '1', '2', '3', '4', '5', '6', '7',
                                            '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  std::string hex;
  for (unsigned i = 0; i < length; ++i) {
    hex += kDigits[digest[i] / 16U];
    hex += kDigits[digest[i] % 16U];
  }
  return hex;
}

std::string sha256_of_file(const std::filesystem::path& path) {
  constexpr auto kNoLimit = std::numeric_limits<std::uint64_t>::max();
  return sha256(MappedFile::open(path, kNoLimit).bytes());
}

}  // namespace mrcnn
