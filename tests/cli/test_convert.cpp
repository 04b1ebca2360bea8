#include <algorithm>
#include <fstream>
#include <ostream>

#include "common/weights/safetensors.hpp"
#include "common/weights/weight_store.hpp"

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

const std::string kWeights = MRCNN_TEST_DATA "/matterport/weights.h5";

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

class Convert : public ProgramTest {
 protected:
  /// A test that needs the program which is built with libhdf5 only.
  void SetUp() override {
    if (!fs::exists(fs::path(MRCNN_PROGRAM_FILE).parent_path() / "mrcnn-import")) {
      GTEST_SKIP() << "mrcnn-import is not built";
    }
  }

  /// Exit code 3, one line about the file, no file left.
  void expect_refused(const Finished& run, const std::string& said) const {
    EXPECT_EQ(run.exit_code, 3) << run.error;
    EXPECT_EQ(run.error.rfind("mrcnn: ", 0), 0U) << run.error;
    EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
    EXPECT_NE(run.error.find(said), std::string::npos) << run.error;
    for (const auto& entry : fs::directory_iterator(folder())) {
      EXPECT_EQ(entry.path().filename().string().find("out."), std::string::npos) << entry.path();
    }
  }

  /// "mrcnn model convert" by a copy of the program with `script` in the importer's place.
  [[nodiscard]] Finished convert_with_importer(const std::string& script) const {
    fs::copy_file(MRCNN_PROGRAM_FILE, folder() / "mrcnn");
    write_text(folder() / "mrcnn-import", "#!/bin/sh\n" + script + "\n");
    fs::permissions(folder() / "mrcnn-import", fs::perms::owner_all);
    return shell("./mrcnn model convert " + kWeights + " -o out.safetensors");
  }
};

TEST_F(Convert, AKerasFileSavesItsNetworkAndClasses) {
  const Finished run =
      mrcnn("model convert " MRCNN_SOURCE_DIR "/tests/cli/h5/saved_model.h5 -o out.safetensors");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  const std::string config = WeightStore::open(folder() / "out.safetensors").config();
  for (const char* part :
       {"\"conventions\":\"matterport\"", "\"blocks\":[1,1,1,1]", "\"pool\":3",
        "\"classes\":[\"background\",\"class 1\",\"class 2\"", "\"nms_iou\":0.3"}) {
    EXPECT_NE(config.find(part), std::string::npos) << part << " in " << config;
  }
}

TEST_F(Convert, ACutKerasFileIsRefused) {
  const std::string whole = file_text(kWeights);
  write_text(folder() / "cut.h5", whole.substr(0, whole.size() / 2));
  expect_refused(mrcnn("model convert cut.h5 -o out.safetensors"), "cut.h5");
}

TEST_F(Convert, ARenamedLayerIsMissingAndTooMany) {
  std::string bytes = file_text(kWeights);
  const std::string name = "res3a_branch2c";  // stays in its place in the order of names
  for (std::size_t at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at + 1)) {
    bytes[at + name.size() - 1] = 'x';
  }
  write_text(folder() / "renamed.h5", bytes);
  expect_refused(mrcnn("model convert renamed.h5 -o out.safetensors"),
                 "res3a_branch2c/kernel:0 is missing, expected (1, 1, 4, 16) (and 3 more)");
}

TEST_F(Convert, ANaNIsNamedWithItsTensorAndPlace) {
  ASSERT_EQ(mrcnn("model convert " + kWeights + " -o good.safetensors").exit_code, 0);
  const WeightStore store = WeightStore::open(folder() / "good.safetensors");
  const auto bias = store.get<1>("backbone.fpn.layer_blocks.2.0.bias", {6});
  std::string bytes = file_text(kWeights);
  const std::string_view values(reinterpret_cast<const char*>(bias.data()), 6 * sizeof(float));
  const std::size_t at = bytes.find(values);
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at + 2 * sizeof(float), sizeof(float), "\xFF\xFF\xFF\xFF");
  write_text(folder() / "nan.h5", bytes);
  expect_refused(mrcnn("model convert nan.h5 -o out.safetensors"),
                 "nan.h5: tensor backbone.fpn.layer_blocks.2.0.bias is not finite at (2,)");
}

TEST_F(Convert, WithoutTheImporterTheProgramSaysWhatIsMissing) {
  fs::copy_file(MRCNN_PROGRAM_FILE, folder() / "mrcnn");
  expect_refused(shell("./mrcnn model convert " + kWeights + " -o out.safetensors"),
                 "mrcnn-import");
}

TEST_F(Convert, ACrashOfTheImporterIsADamagedFile) {
  expect_refused(convert_with_importer("echo half; kill -SEGV $$"),
                 "the library that reads it crashes on it");
}

TEST_F(Convert, AnImporterThatUsesUpItsTimeIsStopped) {
  expect_refused(convert_with_importer("kill -XCPU $$"), "limits of time and memory");
}

TEST_F(Convert, WhatTheImporterWritesIsNotTrusted) {
  expect_refused(convert_with_importer("echo no tensors at all"), "safetensors");
}

TEST_F(Convert, ArchitectureOfAKerasFileIsInIt) {
  const Finished run =
      mrcnn("model convert " + kWeights + " -o out.safetensors --arch maskrcnn_resnet50_fpn");
  EXPECT_EQ(run.exit_code, 2) << run.error;
}

TEST_F(Convert, AFullDiskLeavesNothing) {
  const Finished run = shell("sh -c 'ulimit -f 100; " MRCNN_PROGRAM_FILE " model convert " +
                             kWeights + " -o out.safetensors'");
  EXPECT_EQ(run.exit_code, 4) << run.error;
  EXPECT_FALSE(fs::exists(folder() / "out.safetensors"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder()), {}), 2);  // what it printed
}

struct Hostile {
  const char* file;
  const char* said;
};

void PrintTo(const Hostile& hostile, std::ostream* out) {
  *out << hostile.file << ".h5";
}

class HostileKerasFile : public Convert, public testing::WithParamInterface<Hostile> {};

TEST_P(HostileKerasFile, IsRefusedInOneLine) {
  expect_refused(mrcnn("model convert " MRCNN_SOURCE_DIR "/tests/cli/h5/" +
                       std::string(GetParam().file) + ".h5 -o out.safetensors"),
                 GetParam().said);
}

INSTANTIATE_TEST_SUITE_P(
    Of, HostileKerasFile,
    testing::Values(Hostile{"external_link", "/conv1: is a link to elsewhere"},
                    Hostile{"soft_link", "/conv1: is a link to elsewhere"},
                    Hostile{"external_storage", "has its values in another file"},
                    Hostile{"virtual_dataset", "has its values in another file"},
                    Hostile{"shape_bomb", "is too large, got (65536, 65536, 64, 1)"},
                    Hostile{"gzip_bomb", "has too few values, expected 268435456 bytes"},
                    Hostile{"huge_chunk", "has chunks that are too large"},
                    Hostile{"other_filter", "packed with filter 32000, expected gzip or none"},
                    Hostile{"other_type", "has the wrong type, expected float32"},
                    Hostile{"text_dataset", "has the wrong type, expected float32"},
                    Hostile{"deep_groups", "is nested too deeply"},
                    Hostile{"cycle", "is nested too deeply"},
                    Hostile{"another_network", "conv1/kernel:0 is missing"},
                    Hostile{"one_wrong_shape", "expected (1, 1, 2, 5), got (1, 1, 2, 4)"}),
    [](const auto& test) { return std::string(test.param.file); });

using ConvertSafetensors = ProgramTest;

TEST_F(ConvertSafetensors, AnotherFilesTensorsGiveTheSameRun) {
  ASSERT_EQ(
      mrcnn("model convert " + small_net("model.safetensors") + " -o own.safetensors").exit_code,
      0);
  const Finished given = run_small_net("--dump given");
  const Finished own =
      mrcnn("run " + small_net("image.png") + " --model own.safetensors --dump own");
  ASSERT_EQ(given.exit_code + own.exit_code, 0) << given.error << own.error;
  EXPECT_EQ(hashes("given"), hashes("own"));
  for (const WeightStore::Entry& entry :
       WeightStore::open(folder() / "own.safetensors").entries()) {
    EXPECT_EQ(entry.dtype, "F32") << entry.spec.name;
  }
}

TEST_F(ConvertSafetensors, AFileWithoutMetadataIsReadByItsShapes) {
  const std::vector<float> values(4, 1.0F);
  write_safetensors(folder() / "plain.safetensors", {{{"backbone.body.conv1.weight", {4}}, values}},
                    {});
  const Finished nothing = mrcnn("model convert plain.safetensors -o out.safetensors");
  EXPECT_EQ(nothing.exit_code, 3);
  EXPECT_NE(nothing.error.find("has a backbone without blocks"), std::string::npos)
      << nothing.error;
  const Finished wrong =
      mrcnn("model convert plain.safetensors -o out.safetensors --arch maskrcnn_resnet50_fpn");
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_NE(wrong.error.find("expected (64, 3, 7, 7), got (4,)"), std::string::npos) << wrong.error;
  EXPECT_FALSE(fs::exists(folder() / "out.safetensors"));
}

TEST_F(ConvertSafetensors, OverridesAreWrittenIntoTheFile) {
  ASSERT_EQ(mrcnn("model convert " + small_net("model.safetensors") +
                  " -o own.safetensors --set box_head.nms_iou=0.25")
                .exit_code,
            0);
  const std::string config = WeightStore::open(folder() / "own.safetensors").config();
  EXPECT_NE(config.find("\"nms_iou\":0.25"), std::string::npos) << config;
}

}  // namespace
}  // namespace mrcnn
