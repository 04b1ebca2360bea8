#include "common/io/sha256.hpp"

#include <array>
#include <memory>
#include <string_view>

#include <openssl/evp.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

namespace mrcnn {

namespace {

/// A hash of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256() {
    check(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }

  void add(std::span<const std::byte> bytes) {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  }

  /// The hash as hexadecimal digits.
  std::string finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    check(EVP_DigestFinal_ex(context_.get(), digest.data(), &length) == 1);
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (unsigned i = 0; i < length; ++i) {
      hex += kDigits[digest[i] / 16U];
      hex += kDigits[digest[i] % 16U];
    }
    return hex;
  }

 private:
  static void check(bool success) {
    if (!success) {
      throw Error("libcrypto cannot compute SHA-256");
    }
  }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free};
};

}  // namespace

std::string sha256(std::span<const std::byte> bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

// In blocks: the whole file would be in memory beside the loaded weights.
std::string sha256_of_file(const std::filesystem::path& path) {
  Sha256 hash;
  read_blocks(path, [&](std::span<const std::byte> block) { hash.add(block); });
  return hash.finish();
}

}  // namespace mrcnn
