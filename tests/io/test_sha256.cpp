#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/sha256.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {

namespace {

// FIPS 180-2, appendix B.
constexpr const char* kOfNothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* kOfAMillionA =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, TheStandardsExamplesComeOut) {
  EXPECT_EQ(sha256({}), kOfNothing);
  EXPECT_EQ(sha256(bytes_of("abc")), kOfAbc);
  EXPECT_EQ(sha256(bytes_of(std::string(1000000, 'a'))), kOfAMillionA);
}

TEST(Sha256, AFileIsHashedByItsBytes) {
  const TemporaryFolder folder;
  put(folder / "abc", "abc");
  put(folder / "empty", "");
  EXPECT_EQ(sha256_of_file(folder / "abc"), kOfAbc);
  EXPECT_EQ(sha256_of_file(folder / "empty"), kOfNothing);
  EXPECT_THROW(sha256_of_file(folder / "missing"), InputError);
}

}  // namespace

}  // namespace mrcnn
