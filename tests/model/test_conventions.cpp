#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/model/config_keys.hpp"
#include "stages/pipeline/model/conventions.hpp"
#include "stages/pipeline/model/model.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

json matterport_json() {
  return to_json(config_of_conventions("matterport"));
}

TEST(Conventions, TorchvisionsAreTheDefaults) {
  EXPECT_EQ(to_json(config_of_conventions("torchvision")), to_json(Config{}));
}

// matterport/Mask_RCNN, config.py and coco.py.
TEST(Conventions, MatterportsNumbersAreThoseOfItsConfig) {
  const json c = matterport_json();
  EXPECT_EQ(c["conventions"], "matterport");
  EXPECT_EQ(c["image"]["max_size"], 1024);
  EXPECT_EQ(c["image"]["mean"], json({123.7, 116.8, 103.9}));
  EXPECT_EQ(c["image"]["divisor"], 1.0);
  EXPECT_EQ(c["image"]["padding"], "square");
  EXPECT_EQ(c["features"]["stride_in_1x1"], true);
  EXPECT_EQ(c["features"]["bn_eps"], 0.001);
  EXPECT_EQ(c["proposals"]["aspect_ratios"], json({2.0, 1.0, 0.5}));
  EXPECT_EQ(c["proposals"]["coder_weights"], json({10.0, 10.0, 5.0, 5.0}));
  EXPECT_EQ(c["proposals"]["pre_nms_top_n"], 6000);
  EXPECT_EQ(c["proposals"]["corners"], "inclusive");
  EXPECT_EQ(c["roi_align"]["pooling"], "crop_and_resize");
  EXPECT_EQ(c["roi_align"]["level_rule"], "nearest");
  EXPECT_EQ(c["box_head"]["score_threshold"], 0.7);
  EXPECT_EQ(c["box_head"]["nms_iou"], 0.3);
  EXPECT_EQ(c["masks"]["paste_rule"], "matterport");
}

TEST(Conventions, WhatAFileNamesIsTheBaseOfWhatItGives) {
  const Config config = config_from_json(
      json{{"conventions", "matterport"}, {"box_head", {{"score_threshold", 0.25}}}}, "test");
  json expected = matterport_json();
  expected["box_head"]["score_threshold"] = 0.25;
  EXPECT_EQ(to_json(config), expected);
}

TEST(Conventions, EveryPresetSurvivesTheWayThroughJson) {
  for (const std::string& name : known_conventions()) {
    const json written = to_json(config_of_conventions(name));
    EXPECT_EQ(to_json(config_from_json(written, "test")), written) << name;
  }
}

TEST(Conventions, AnOverrideOfOneKeyLeavesTheOthers) {
  Config config = config_of_conventions("matterport");
  apply_override(config, "masks.paste_rule=detectron2");
  json expected = matterport_json();
  expected["masks"]["paste_rule"] = "detectron2";
  EXPECT_EQ(to_json(config), expected);
}

// A network of other extents can be run by the rules of another program.
TEST(Conventions, AnOverrideOfTheConventionsSetsAllKeysButSizes) {
  Config config;
  config.classes = {"background", "star"};
  config.features.blocks = {1, 1, 1, 1};
  config.proposals.anchor_sizes = {8, 16, 32, 64, 128};
  config.box_head.hidden = 64;
  apply_override(config, "conventions=detectron2");
  json expected = to_json(config_of_conventions("detectron2"));
  expected["classes"] = {"background", "star"};
  expected["features"]["blocks"] = {1, 1, 1, 1};
  expected["proposals"]["anchor_sizes"] = {8.0, 16.0, 32.0, 64.0, 128.0};
  expected["box_head"]["hidden"] = 64;
  EXPECT_EQ(to_json(config), expected);
  apply_override(config, "conventions=torchvision");
  EXPECT_EQ(config.paste.rule, PasteRule::torchvision);
  EXPECT_EQ(config.box_head.hidden, 64);
}

TEST(Conventions, AnUnknownFamilyIsRefusedWithTheKnownOnes) {
  EXPECT_THROW(config_of_conventions("caffe"), UsageError);
  Config config;
  const std::string message =
      message_of<UsageError>([&] { apply_override(config, "conventions=caffe"); });
  EXPECT_NE(message.find("torchvision"), std::string::npos) << message;
  EXPECT_NE(message.find("matterport"), std::string::npos) << message;
  EXPECT_EQ(config.conventions, "torchvision");
}

TEST(Conventions, MatterportsCocoNetworkHas81ContiguousClasses) {
  const Config config = config_of_architecture("matterport_resnet101");
  ASSERT_EQ(config.classes.size(), 81U);
  EXPECT_EQ(config.classes[0], "background");
  EXPECT_EQ(config.classes[1], "person");
  EXPECT_EQ(config.classes[12], "stop sign");  // raw id 13
  EXPECT_EQ(config.classes[80], "toothbrush");
  EXPECT_EQ(model_tensors(config).size(), 690U);
}

}  // namespace
}  // namespace mrcnn
