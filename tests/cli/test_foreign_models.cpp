#include <algorithm>
#include <cmath>
#include <fstream>

#include "common/weights/safetensors.hpp"
#include "common/weights/weight_store.hpp"

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

// tests/import/torch/README.md says what the files hold.

std::string torch_file(const std::string& name) {
  return MRCNN_SOURCE_DIR "/tests/import/torch/" + name;
}

/// Models of other programs, with a cache folder of the test's own.
class ForeignModel : public ProgramTest {
 protected:
  void SetUp() override { setenv("XDG_CACHE_HOME", (folder() / "cache").c_str(), 1); }

  [[nodiscard]] std::size_t files_in_cache() const {
    const fs::path cache = folder() / "cache" / "mrcnn";
    return fs::exists(cache)
               ? static_cast<std::size_t>(std::distance(fs::directory_iterator(cache), {}))
               : 0;
  }

  [[nodiscard]] Finished run(const std::string& more) const {
    return mrcnn("run " + small_net("image.png") + " --quiet --out out " + more);
  }

  /// The narrow net as another program may have it: other names, some tensors only.
  void write_variant(const std::string& file, const std::string& prefix,
                     const std::function<bool(const std::string&)>& is_wanted) const {
    ASSERT_EQ(mrcnn("model convert " + torch_file("net.pth") + " -o whole.safetensors").exit_code,
              0);
    const WeightStore store = WeightStore::open(folder() / "whole.safetensors");
    std::vector<TensorValues> values;
    std::vector<TensorData> tensors;
    for (const WeightStore::Entry& entry : store.entries()) {
      if (is_wanted(entry.spec.name)) {
        values.push_back(store.read(entry.spec));
        tensors.push_back({{prefix + entry.spec.name, entry.spec.shape}, values.back().values()});
      }
    }
    write_safetensors(folder() / file, tensors, {{"format", "pt"}});
  }

  void expect_refused(const Finished& finished, const std::string& said) const {
    EXPECT_EQ(finished.exit_code, 3) << finished.error;
    EXPECT_EQ(std::count(finished.error.begin(), finished.error.end(), '\n'), 1) << finished.error;
    EXPECT_NE(finished.error.find(said), std::string::npos) << finished.error;
  }
};

bool is_any(const std::string& /*name*/) {
  return true;
}

bool is_no_mask(const std::string& name) {
  return !name.starts_with("roi_heads.mask_");
}

TEST_F(ForeignModel, AConversionSaysWhatItFoundAndAssumed) {
  const Finished run = mrcnn("model convert " + torch_file("net.pth") + " -o m.safetensors");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.out.find("net.pth: weights found in model, prefix module. taken off\n"),
            std::string::npos)
      << run.out;
  EXPECT_NE(run.out.find("assumed, since the file does not say: classes=background,class 1,class 2 "
                         "features.bn_eps=0 (1e-05 unless training started from torchvision's COCO "
                         "weights) proposals.anchor_sizes=32,64,128,256,512 "),
            std::string::npos)
      << run.out;
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 3) << run.out;
}

TEST_F(ForeignModel, WhatTheUserSaysIsNotAssumed) {
  const Finished run = mrcnn("model convert " + torch_file("net.pth") +
                             " -o m.safetensors --set classes=background,cat,dog"
                             " --set features.bn_eps=0.002");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_EQ(run.out.find("classes="), std::string::npos) << run.out;
  EXPECT_EQ(run.out.find("bn_eps"), std::string::npos) << run.out;
}

TEST_F(ForeignModel, AWholeModuleLeavesItsClassNamesToAssume) {
  const Finished run = mrcnn("model convert " + torch_file("net_module.pth") + " -o m.safetensors");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.out.find("does not say: classes=background,class 1,class 2; say otherwise"),
            std::string::npos)
      << run.out;
  const std::string config = WeightStore::open(folder() / "m.safetensors").config();
  for (const char* part : {"\"bn_eps\":0.002", "\"min_size\":64", "\"score_threshold\":0.1",
                           "\"anchor_sizes\":[8.0,16.0,24.0,32.0,40.0]"}) {
    EXPECT_NE(config.find(part), std::string::npos) << part << " in " << config;
  }
}

TEST_F(ForeignModel, ContentDecidesAndNotTheName) {
  fs::copy_file(torch_file("net.pth"), folder() / "net.safetensors");
  EXPECT_EQ(mrcnn("model convert net.safetensors -o m.safetensors").exit_code, 0);
  expect_refused(mrcnn("model check " + torch_file("script.pth")), "is a TorchScript program");
}

TEST_F(ForeignModel, ARunConvertsOnceIntoTheCache) {
  const std::string model = "--model " + torch_file("net.pth");
  const Finished first = mrcnn("run " + small_net("image.png") + " --out out " + model);
  ASSERT_EQ(first.exit_code, 0) << first.error;
  EXPECT_NE(first.error.find("converted once into "), std::string::npos) << first.error;
  EXPECT_NE(first.error.find("assumed, since the file does not say"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder() / "cache" / "mrcnn" /
                         (sha256_of_file(torch_file("net.pth")) + ".safetensors")));
  const std::string found = file_text(folder() / "out" / "detections.json");
  const Finished second = mrcnn("run " + small_net("image.png") + " --out out " + model);
  EXPECT_EQ(second.exit_code, 0) << second.error;
  EXPECT_EQ(second.error, "");
  EXPECT_EQ(file_text(folder() / "out" / "detections.json"), found);
  EXPECT_EQ(mrcnn("model check " + torch_file("net.pth")).exit_code, 0);
  EXPECT_EQ(files_in_cache(), 1U);
}

TEST_F(ForeignModel, MessagesNameTheFileThatTheUserGave) {
  const std::string file = torch_file("net.pth");
  const std::string given = "--model " + file;
  ASSERT_EQ(run(given).exit_code, 0);
  expect_refused(run(given + " --set masks.hidden=3"), file + ": tensor roi_heads.mask_");
  expect_refused(run(given + " --set features.bn_eps=0 --set features.fpn_channels=7"),
                 file + ": tensor backbone.fpn.");
  expect_refused(mrcnn("model check " + file + " --set masks.hidden=3"), file + ": tensor ");
  const std::string cached =
      (folder() / "cache/mrcnn" / (sha256_of_file(file) + ".safetensors")).string();
  const std::string converted = file + " (converted into " + cached + "): a model that can run, ";
  EXPECT_TRUE(mrcnn("model check " + file).out.starts_with(converted));
  EXPECT_TRUE(
      mrcnn("model info " + file).out.starts_with(file + ": converted into " + cached + ", "));
}

TEST_F(ForeignModel, ItsAnchorsAreJudged) {
  const Finished judged = mrcnn("anchors --truth " + small_net("truth.json") + " --model " +
                                torch_file("net.pth") + " --quiet");
  EXPECT_EQ(judged.exit_code, 0) << judged.error;
  EXPECT_EQ(judged.error, "");
}

TEST_F(ForeignModel, TwoRunsAtOnceLeaveOneWholeFile) {
  const std::string run = MRCNN_PROGRAM_FILE " model check " + torch_file("net.pth") + " --quiet";
  EXPECT_EQ(shell("sh -c '" + run + " & " + run + " & " + run + " & wait'").exit_code, 0);
  EXPECT_EQ(files_in_cache(), 1U);
  EXPECT_EQ(mrcnn("model check " + torch_file("net.pth")).exit_code, 0);
}

TEST_F(ForeignModel, ACacheThatCannotBeWrittenIsNamedWithAnotherWay) {
  setenv("XDG_CACHE_HOME", "/dev/null/cache", 1);
  const Finished failed = run("--model " + torch_file("net.pth"));
  EXPECT_EQ(failed.exit_code, 4) << failed.error;
  EXPECT_NE(failed.error.find("/dev/null/cache/mrcnn"), std::string::npos) << failed.error;
  EXPECT_TRUE(failed.error.ends_with("-o MODEL.safetensors\n")) << failed.error;
}

TEST_F(ForeignModel, APrefixInASafetensorsFileIsTakenOff) {
  write_variant("prefix.safetensors", "model.", is_any);
  const Finished run = mrcnn("model convert prefix.safetensors -o m.safetensors");
  EXPECT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.out.find("prefix.safetensors: prefix model. taken off\n"), std::string::npos);
}

// The same net under torchvision's names, in half precision, and under detectron2's.
TEST_F(ForeignModel, Detectron2sTensorsAreRenamedAndItsBackgroundComesFirst) {
  const Finished run = mrcnn("model convert " + torch_file("detectron2.pkl") + " -o d.safetensors");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.out.find("conventions detectron2"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("features.stride_in_1x1=true"), std::string::npos) << run.out;
  ASSERT_EQ(mrcnn("model convert " + torch_file("net.pth") + " -o t.safetensors").exit_code, 0);
  const WeightStore theirs = WeightStore::open(folder() / "d.safetensors");
  const WeightStore expected = WeightStore::open(folder() / "t.safetensors");
  ASSERT_EQ(theirs.entries().size(), expected.entries().size());
  for (const WeightStore::Entry& entry : expected.entries()) {
    const TensorValues a = expected.read(entry.spec);
    const TensorValues b = theirs.read(entry.spec);
    const bool lacks_background =
        entry.spec.name.find("box_predictor.bbox_pred") != std::string::npos ||
        entry.spec.name.find("mask_fcn_logits") != std::string::npos;
    const std::size_t first = lacks_background ? a.values().size() / 3 : 0;  // of 3 classes
    for (std::size_t i = 0; i < a.values().size(); ++i) {
      const float value = i < first ? 0.0F : a.values()[i];
      ASSERT_NEAR(b.values()[i], value, 1e-3F * std::abs(value) + 1e-7F) << entry.spec.name;
    }
  }
}

TEST_F(ForeignModel, AnotherNumberOfNamesThanDetectron2sClassesIsRefusedWithTheOption) {
  expect_refused(
      mrcnn("model convert " + torch_file("detectron2.pkl") +
            " -o m.safetensors --set "
            "classes=cat,dog"),
      "detectron2.pkl: has 3 classes, the background among them, got 2 names; give it first: --set "
      "classes=background,NAME1,...");
  const Finished last = mrcnn("model convert " + torch_file("detectron2.pkl") +
                              " -o m.safetensors --set classes=cat,dog,background");
  EXPECT_EQ(last.exit_code, 2);
  EXPECT_NE(last.error.find("the background first"), std::string::npos) << last.error;
}

TEST_F(ForeignModel, TheStateOfAnOptimizerIsLeftOut) {
  ASSERT_EQ(mrcnn("model convert " + torch_file("net.pth") + " -o whole.safetensors").exit_code, 0);
  const WeightStore store = WeightStore::open(folder() / "whole.safetensors");
  std::vector<TensorValues> values;
  std::vector<TensorData> tensors;
  const std::vector<float> state = {1.0F, 2.0F};
  for (const WeightStore::Entry& entry : store.entries()) {
    values.push_back(store.read(entry.spec));
    tensors.push_back({entry.spec, values.back().values()});
  }
  tensors.push_back({{"optimizer.state.0.exp_avg", {2}}, state});
  write_safetensors(folder() / "training.safetensors", tensors, {});
  const Finished run = mrcnn("model convert training.safetensors -o m.safetensors");
  EXPECT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.out.find("left out: its optimizer"), std::string::npos) << run.out;
}

TEST_F(ForeignModel, AnImporterThatCannotWriteIsNotTheFilesFault) {
  const Finished run = shell("sh -c '(ulimit -f 0; exec " MRCNN_PROGRAM_FILE " model convert " +
                             torch_file("net.pth") + " -o m.safetensors) 2>&1 | cat'");
  EXPECT_NE(run.out.find("net.pth: the importer cannot write"), std::string::npos) << run.out;
}

TEST_F(ForeignModel, WithoutAMaskHeadItRunsToTheDetections) {
  write_variant("faster.safetensors", "", is_no_mask);
  const Finished boxes = run("--model faster.safetensors --to detections");
  EXPECT_EQ(boxes.exit_code, 0) << boxes.error;
  const Finished masks = run("--model faster.safetensors");
  expect_refused(masks,
                 "mrcnn: faster.safetensors: has no mask head, it finds boxes only: run it with "
                 "--to detections");
  const Finished converted = mrcnn("model convert faster.safetensors -o m.safetensors");
  EXPECT_NE(converted.out.find("no mask head: run it with --to detections"), std::string::npos);
  EXPECT_EQ(run("--model m.safetensors --to detections --backend device").exit_code, 0);
}

TEST_F(ForeignModel, ASplitFileIsJoinedByItsList) {
  const auto is_first = [](const std::string& name) { return name < "m"; };
  write_variant("a.safetensors", "", is_first);
  write_variant("b.safetensors", "", [&](const std::string& name) { return !is_first(name); });
  std::ofstream(folder() / "list.json")
      << R"({"metadata": {}, "weight_map": {"x": "a.safetensors", "y": "b.safetensors"}})";
  const Finished run = mrcnn("model convert list.json -o m.safetensors");
  EXPECT_EQ(run.exit_code, 0) << run.error;
  EXPECT_EQ(mrcnn("model check m.safetensors").exit_code, 0);
  fs::rename(folder() / "a.safetensors", folder() / "net-00001-of-00002.safetensors");
  expect_refused(mrcnn("model convert net-00001-of-00002.safetensors -o m.safetensors"),
                 "give their list: mrcnn model convert net.safetensors.index.json");
  std::ofstream(folder() / "out.json") << R"({"weight_map": {"x": "../a.safetensors"}})";
  expect_refused(mrcnn("model convert out.json -o m.safetensors"), "expected a file beside it");
}

TEST_F(ForeignModel, AFileThatIsNotAModelIsNamedWithTheCommandThatHelps) {
  std::ofstream(folder() / "lfs.safetensors") << "version https://git-lfs.github.com/spec/v1\n";
  expect_refused(run("--model lfs.safetensors"), "git lfs pull --include lfs.safetensors");
  fs::create_directories(folder() / "hub");
  expect_refused(run("--model hub"), "hub: is a folder, expected a file of weights\n");
  std::ofstream(folder() / "hub/model.safetensors") << "anything";
  expect_refused(mrcnn("model convert hub -o m.safetensors"), "such as hub/model.safetensors");
  std::ofstream(folder() / "page.pth") << "<!DOCTYPE html><html></html>";
  expect_refused(mrcnn("model check page.pth"), "is a web page");
  expect_refused(mrcnn("model convert page.pth -o m.safetensors"), "curl -L -o page.pth");
}

TEST_F(ForeignModel, AnArchitectureOfTooManyClassesNamesTheOptionsThatFit) {
  write_variant("plain.safetensors", "", is_any);
  const Finished checked = mrcnn("model check plain.safetensors --arch maskrcnn_resnet50_fpn");
  expect_refused(checked, "fit --set classes=background,NAME1,NAME2 --set features.blocks=1,1,1,1");
}

}  // namespace
}  // namespace mrcnn
