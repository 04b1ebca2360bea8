#include <csignal>
#include <cstring>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/weights/safetensors.hpp"

#include "tests/io/test_files.hpp"
#include "tests/weights/safetensors_bytes.hpp"

namespace mrcnn {

namespace {

const std::vector<float> kOneToSix = {1, 2, 3, 4, 5, 6};

TEST(SafetensorsWriter, TheFileIsTheOneThatTheFormatAsksFor) {
  const TemporaryFolder folder;
  const std::vector<float> seven = {7};
  write_safetensors(folder / "m", {{{"z", {2, 3}}, kOneToSix}, {{"a", {}}, seven}},
                    {{"mrcnn.config", "{\"x\": 1}"}});
  std::string header =
      R"({"__metadata__":{"mrcnn.config":"{\"x\": 1}"},"z":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"a":{"dtype":"F32","shape":[],"data_offsets":[24,28]}})";
  header.append((8 - header.size() % 8) % 8, ' ');
  const std::string data =
      string_of(std::as_bytes(std::span(kOneToSix))) + string_of(std::as_bytes(std::span(seven)));
  EXPECT_EQ(content_of(folder / "m"), safetensors_bytes(header, data));
}

TEST(SafetensorsWriter, TensorsAndMetadataComeBack) {
  const TemporaryFolder folder;
  const std::map<std::string, std::string> metadata = {{"a", "\"\\\n"}, {"", "\xC3\xA4"}};
  write_safetensors(
      folder / "m",
      {{{"six", {6}}, kOneToSix}, {{"none", {0, 3}}, {}}, {{"again", {1, 6, 1}}, kOneToSix}},
      metadata);
  const Safetensors file(folder / "m");
  EXPECT_EQ(file.contents().metadata, metadata);
  ASSERT_EQ(file.contents().tensors.size(), 3U);
  const StoredTensor& again = file.contents().tensors.at("again");
  EXPECT_EQ(again.shape, (std::vector<std::size_t>{1, 6, 1}));
  EXPECT_EQ(std::memcmp(again.data.data(), kOneToSix.data(), again.data.size()), 0);
  EXPECT_TRUE(file.contents().tensors.at("none").data.empty());
}

TEST(SafetensorsWriter, DataBeginAtAMultipleOfEightWhateverTheNames) {
  const TemporaryFolder folder;
  for (std::size_t length = 1; length <= 8; ++length) {
    write_safetensors(folder / "m", {{{std::string(length, 'n'), {6}}, kOneToSix}}, {});
    const std::string file = content_of(folder / "m");
    EXPECT_EQ((file.size() - kOneToSix.size() * sizeof(float)) % 8, 0U);
    EXPECT_NO_THROW(parse_safetensors(bytes_of(file), "m"));
  }
}

TEST(SafetensorsWriter, AModelWithoutTensorsIsLegal) {
  const TemporaryFolder folder;
  write_safetensors(folder / "m", {}, {});
  EXPECT_TRUE(Safetensors(folder / "m").contents().tensors.empty());
}

TEST(SafetensorsWriter, WhatCannotBeReadBackIsNotWritten) {
  const TemporaryFolder folder;
  const std::vector<std::vector<TensorData>> cases = {
      {{{"a", {6}}, kOneToSix}, {{"a", {6}}, kOneToSix}},
      {{{"__metadata__", {6}}, kOneToSix}},
      {{{"a", {5}}, kOneToSix}},
      {{{"a\xFF", {6}}, kOneToSix}},
  };
  for (const auto& tensors : cases) {
    EXPECT_THROW(write_safetensors(folder / "m", tensors, {}), ShapeError);
  }
  EXPECT_THROW(write_safetensors(folder / "m", {}, {{"a", "\xFF"}}), ShapeError);
  EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(SafetensorsWriter, AFullDiskLeavesTheOldModel) {
  const TemporaryFolder folder;
  write_safetensors(folder / "m", {{{"a", {6}}, kOneToSix}}, {});
  const std::string before = content_of(folder / "m");
  constexpr int kRightError = 7;
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{2000, 2000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::vector<float> many(1000);
    const std::string message = message_of<OutputError>([&] {
      write_safetensors(folder / "m", {{{"a", {1000}}, many}}, {});
    });
    ::_exit(message.find("cannot be written: File too large") != std::string::npos ? kRightError
                                                                                   : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), kRightError);
  EXPECT_EQ(content_of(folder / "m"), before);
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{"m"});
}

}  // namespace

}  // namespace mrcnn
