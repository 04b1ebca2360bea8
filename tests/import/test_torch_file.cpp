#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "stages/program/import/torch/torch_file.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using namespace std::string_literals;

// tests/import/torch/README.md says what the files hold.

constexpr const char* kMarker = "backbone.body.conv1.weight";
constexpr std::uint64_t kLimit = 1U << 20U;

/// A file and what was read from it, which points into its bytes.
struct Read {
  explicit Read(const std::string& name, const std::string& place = "")
      : bytes(read_file(MRCNN_SOURCE_DIR "/tests/import/torch/" + name, kLimit)),
        file(read_torch_file(bytes, name, place)) {}

  /// Of the tensor whose name ends so, whatever stands before it.
  [[nodiscard]] const TorchTensor& tensor(const std::string& end) const {
    for (const auto& [name, found] : file.tensors) {
      if (name.ends_with(end)) {
        return found;
      }
    }
    throw InputError(end + " is missing");
  }

  [[nodiscard]] std::vector<float> values(const std::string& name) const {
    return values_of(tensor(name), name, "FILE");
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
  EXPECT_EQ(read.tensor("transposed").shape, (std::vector<std::size_t>{3, 2}));
}

INSTANTIATE_TEST_SUITE_P(TorchFile, EveryWayOfSaving,
                         testing::Values("plain.pth", "half.pth", "bfloat16.pth", "double.pth",
                                         "checkpoint.pth", "nested.pth", "data_parallel.pth",
                                         "averaged.pth", "lightning.ckpt", "parameters.pth",
                                         "two_models.pth", "legacy.pth", "legacy_checkpoint.pth",
                                         "list.pth", "compiled.pth", "numpy.pkl",
                                         "numpy_protocol2.pkl", "numpy_protocol5.pkl"),
                         [](const auto& test) {
                           const std::string name = test.param;
                           return name.substr(0, name.find('.'));
                         });

TEST(TorchFile, SaysWhereTheStateDictWas) {
  EXPECT_EQ(Read("plain.pth").file.place, "");
  EXPECT_EQ(Read("nested.pth").file.place, "checkpoint.state_dict");
  EXPECT_EQ(Read("list.pth").file.place, "[1]");
}

TEST(TorchFile, OfTwoNetworksTheFirstIsTakenAndTheOtherIsSaid) {
  EXPECT_EQ(Read("two_models.pth").file.place, "model_ema");
  EXPECT_TRUE(Read("two_models.pth").file.elsewhere.empty());
  EXPECT_EQ(Read("averaged_beside.pth").file.place, "model");
  EXPECT_EQ(Read("averaged_beside.pth").file.elsewhere, (std::vector<std::string>{"model_ema"}));
}

TEST(TorchFile, TheOtherNetworkIsTakenByItsPlace) {
  EXPECT_EQ(Read("averaged_beside.pth", "model_ema").file.place, "model_ema");
  EXPECT_TRUE(Read("averaged_beside.pth", "model_ema").file.elsewhere.empty());
  EXPECT_EQ(message_of<InputError>([] { Read("averaged_beside.pth", "ema"); }),
            "averaged_beside.pth: holds no network in ema, expected one of: model, model_ema");
}

TEST(TorchFile, AWholeModuleGivesItsParametersAndBuffers) {
  const Read read("module.pth");
  EXPECT_EQ(read.values(kMarker), (std::vector<float>{1, 2}));
  EXPECT_EQ(read.values("backbone.body.bn1.running_var"), (std::vector<float>{1, 1}));
}

TEST(TorchFile, AWholeMaskRcnnSaysWhatItsTensorsDoNot) {
  const nlohmann::json settings = Read("net_module.pth").file.settings;
  EXPECT_EQ(settings.at("image"), nlohmann::json::parse(
                                      R"({"min_size": 64, "max_size": 96, "mean": [0.5, 0.4, 0.3],
                                          "std": [0.2, 0.2, 0.25]})"));
  EXPECT_EQ(settings.at("features").at("bn_eps"), 0.002);
  EXPECT_EQ(settings.at("proposals").at("anchor_sizes"), (nlohmann::json{8, 16, 24, 32, 40}));
  EXPECT_EQ(settings.at("proposals").at("aspect_ratios"), (nlohmann::json{0.5, 1.0, 2.0}));
  EXPECT_EQ(settings.at("proposals").at("post_nms_top_n"), 30);
  EXPECT_EQ(settings.at("box_head").at("score_threshold"), 0.1);
  EXPECT_EQ(settings.at("box_head").at("detections_per_image"), 7);
}

TEST(TorchFile, AFileWithoutTensorsIsRefused) {
  EXPECT_EQ(
      refusal("no_tensors.pth"),
      "no_tensors.pth: holds no tensors by name, but a dictionary of other things; save it in "
      "PyTorch with torch.save(model.state_dict(), 'weights.pth'), then: mrcnn model convert "
      "weights.pth -o MODEL.safetensors");
}

/// What the message about a pickle, written in the text of protocol 0, says that it holds.
std::string contents_of(const std::string& pickle) {
  const std::string message =
      message_of<InputError>([&] { read_torch_file(std::as_bytes(std::span(pickle)), "a.pkl"); });
  const std::size_t begin = message.find("but ") + 4;
  return message.substr(begin, message.find(';') - begin);
}

TEST(TorchFile, WhatHoldsNoStateDictIsNamed) {
  EXPECT_EQ(contents_of("(lI1\na."), "a list of other things");
  EXPECT_EQ(contents_of("csklearn.svm\nSVC\n(tR."), "an object of sklearn.svm.SVC");
  EXPECT_EQ(contents_of("I7\n."), "a number, a text or a function");
  const std::string array =
      "cnumpy.core.numeric\n_frombuffer\n(C\x04\0\0\x80?cnumpy\ndtype\n(U\x02"
      "f4tR(I3\nU\x01<tb(lU\x01"
      "CtR"s;
  EXPECT_EQ(contents_of(array + "."), "one tensor");
  EXPECT_EQ(contents_of("(l" + array + "a."), "a list of tensors");
}

TEST(TorchFile, ABigEndianArrayIsReadAsTheNumbersItHolds) {
  const auto values = [](const std::string& order, const std::string& bytes) {
    const std::string pickle = "(dS'a'\ncnumpy.core.numeric\n_frombuffer\n(C\x08" + bytes +
                               "cnumpy\ndtype\n(U\x02" + "f4tR(I3\nU\x01" + order +
                               "tb(I2\nlU\x01" + "CtRs.";
    const TorchFile file = read_torch_file(std::as_bytes(std::span(pickle)), "a.pkl");
    return values_of(file.tensors.begin()->second, "a", "a.pkl");
  };
  const std::vector<float> expected = {1.0F, -2.0F};
  EXPECT_EQ(values("<", "\0\0\x80?\0\0\0\xc0"s), expected);
  EXPECT_EQ(values(">", "?\x80\0\0\xc0\0\0\0"s), expected);
}

TEST(TorchFile, ArraysOutsideThePickleAreNamed) {
  EXPECT_EQ(message_of<InputError>([] {
              const std::string pickle = "\x80\x05\x97.";
              read_torch_file(std::as_bytes(std::span(pickle)), "a.pkl");
            }),
            "a.pkl: is not a readable pickle: its arrays lie outside it, in buffers of their own, "
            "at byte 3");
}

TEST(TorchFile, ATorchScriptProgramIsRefused) {
  EXPECT_EQ(refusal("script.pth"),
            "script.pth: is a TorchScript program; save its weights: torch.save("
            "torch.jit.load('FILE').state_dict(), 'weights.pth'), then: mrcnn model convert "
            "weights.pth -o MODEL.safetensors");
}

TEST(TorchFile, ALegacyFileThatIsCutShortIsRefusedAtEveryLength) {
  const std::vector<std::byte> whole = Read("legacy.pth").bytes;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW(read_torch_file(std::span(whole).first(length), "a.pth"), InputError) << length;
  }
}

}  // namespace
}  // namespace mrcnn
