#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "stages/program/import/torch/torch_file.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

// tests/import/torch/README.md says what the files hold.

constexpr const char* kMarker = "backbone.body.conv1.weight";
constexpr std::uint64_t kLimit = 1U << 20U;

/// A file and what was read from it, which points into its bytes.
struct Read {
  explicit Read(const std::string& name)
      : bytes(read_file(MRCNN_SOURCE_DIR "/tests/import/torch/" + name, kLimit)),
        file(read_torch_file(bytes, kMarker, name)) {}

  [[nodiscard]] std::vector<float> values(const std::string& tensor) const {
    return values_of(file.tensors.at(tensor), tensor, "FILE");
  }

  std::vector<std::byte> bytes;
  TorchFile file;
};

std::string refusal(const std::string& name) {
  return message_of<InputError>([&] { Read{name}; });
}

class EveryWayOfSaving : public testing::TestWithParam<const char*> {};

TEST_P(EveryWayOfSaving, GivesTheSameTensors) {
  const Read read(GetParam());
  EXPECT_EQ(read.values(kMarker), (std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
  EXPECT_EQ(read.values("transposed"), (std::vector<float>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(read.values("middle"), (std::vector<float>{10, 11, 12, 13, 14, 15}));
  EXPECT_EQ(read.values("scalar"), (std::vector<float>{0.5F}));
  EXPECT_EQ(read.file.tensors.at("transposed").shape, (std::vector<std::size_t>{3, 2}));
  EXPECT_EQ(read.file.left_out, 0U);
}

INSTANTIATE_TEST_SUITE_P(TorchFile, EveryWayOfSaving,
                         testing::Values("plain.pth", "half.pth", "bfloat16.pth", "double.pth",
                                         "checkpoint.pth", "nested.pth", "data_parallel.pth",
                                         "averaged.pth", "lightning.ckpt", "parameters.pth",
                                         "two_models.pth", "legacy.pth", "legacy_checkpoint.pth"),
                         [](const auto& test) {
                           const std::string name = test.param;
                           return name.substr(0, name.find('.'));
                         });

TEST(TorchFile, SaysWhereTheStateDictWasAndWhatPrefixItHad) {
  EXPECT_EQ(Read("plain.pth").file.place, "");
  EXPECT_EQ(Read("nested.pth").file.place, "checkpoint.state_dict");
  EXPECT_EQ(Read("lightning.ckpt").file.prefix, "model.");
  EXPECT_EQ(Read("averaged.pth").file.prefix, "module.module.");
  EXPECT_EQ(Read("two_models.pth").file.place, "model_ema");
}

TEST(TorchFile, AWholeModuleGivesItsParametersAndBuffers) {
  const Read read("module.pth");
  EXPECT_EQ(read.values(kMarker), (std::vector<float>{1, 2}));
  EXPECT_EQ(read.values("backbone.body.bn1.running_var"), (std::vector<float>{1, 1}));
}

TEST(TorchFile, ACounterIsNotOfFloatingPoint) {
  const Read read("plain.pth");
  EXPECT_FALSE(read.file.tensors.at("bn.num_batches_tracked").is_floating_point());
  EXPECT_EQ(message_of<InputError>([&] { (void)read.values("bn.num_batches_tracked"); }),
            "FILE: bn.num_batches_tracked is a LongStorage, expected floating-point numbers");
}

TEST(TorchFile, AFileWithoutTensorsIsRefused) {
  EXPECT_EQ(
      refusal("no_tensors.pth"),
      "no_tensors.pth: holds no tensors; expected what torch.save(model.state_dict()) writes");
}

TEST(TorchFile, ATorchScriptProgramIsRefused) {
  EXPECT_EQ(refusal("script.pth"),
            "script.pth: is a TorchScript program; expected what torch.save(model.state_dict()) "
            "writes");
}

TEST(TorchFile, AnotherPicklesMagicNumberIsMissing) {
  const std::string text = "K\x07.";
  EXPECT_EQ(message_of<InputError>(
                [&] { read_torch_file(std::as_bytes(std::span(text)), kMarker, "a.pkl"); }),
            "a.pkl: is a pickle that torch.save did not write");
}

TEST(TorchFile, ATensorThatReachesOutsideItsStorageIsRefused) {
  const Read read("plain.pth");
  TorchTensor tensor = read.file.tensors.at("middle");
  tensor.offset = 25;
  EXPECT_EQ(message_of<InputError>([&] { (void)values_of(tensor, "t", "FILE"); }),
            "FILE: t reaches outside its storage");
  tensor = read.file.tensors.at("middle");
  tensor.strides = {std::size_t{1} << 62U, 1};
  EXPECT_EQ(message_of<InputError>([&] { (void)values_of(tensor, "t", "FILE"); }),
            "FILE: t reaches outside its storage");
  tensor = read.file.tensors.at("middle");
  tensor.shape = {std::size_t{1} << 40U, 3};
  EXPECT_EQ(message_of<InputError>([&] { (void)values_of(tensor, "t", "FILE"); }),
            "FILE: t (1099511627776, 3) has more elements than its storage, 30");
}

TEST(TorchFile, ALegacyFileThatIsCutShortIsRefusedAtEveryLength) {
  const std::vector<std::byte> whole = Read("legacy.pth").bytes;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW(read_torch_file(std::span(whole).first(length), kMarker, "a.pth"), InputError)
        << length;
  }
}

}  // namespace
}  // namespace mrcnn
