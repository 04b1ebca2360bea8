#include <string>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/json.hpp"

#include "stages/pipeline/model/config.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {

namespace {

Config read(const std::string& text) {
  return config_from_json(parse_json(text, "F"), "F");
}

std::string read_error(const std::string& text) {
  return message_of<InputError>([&] { read(text); });
}

Config overridden(const std::string& assignment) {
  Config config;
  apply_override(config, assignment);
  return config;
}

std::string override_error(const std::string& assignment) {
  return message_of<UsageError>([&] { overridden(assignment); });
}

TEST(Config, OfAnotherProgramsSettingsTheValidOnesAreRead) {
  const Config config = config_of_valid_keys(
      {{"proposals", {{"nms_iou", 0.6}, {"min_size", "small"}, {"other", 1}}}, {"tool", {1, 2}}});
  EXPECT_EQ(config.proposals.nms_iou, 0.6);
  EXPECT_EQ(config.proposals.min_size, Config{}.proposals.min_size);
  EXPECT_EQ(to_json(config_of_valid_keys(nlohmann::json::array())), to_json(Config{}));
}

TEST(Config, AnEmptyObjectIsTorchvisionsConfiguration) {
  const Config config = read("{}");
  EXPECT_EQ(config.conventions, "torchvision");
  ASSERT_EQ(config.classes.size(), 91U);
  EXPECT_EQ(config.classes[0], "background");
  EXPECT_EQ(config.classes[12], "N/A");
  EXPECT_EQ(config.classes[90], "toothbrush");
  EXPECT_EQ(config.image.min_size, 800);
  EXPECT_EQ(config.features.blocks, (std::array<int, 4>{3, 4, 23, 3}));
  EXPECT_EQ(config.detections.coder_weights.h, 5.0F);
}

TEST(Config, NumbersAreWrittenAsShortAsTheyWereTyped) {
  const std::string dump = to_json(overridden("box_head.score_threshold=0.1")).dump();
  EXPECT_NE(dump.find("\"score_threshold\":0.1}"), std::string::npos) << dump;
  EXPECT_NE(dump.find("\"mean\":[0.485,0.456,0.406]"), std::string::npos) << dump;
  EXPECT_NE(dump.find("\"bn_eps\":1e-05"), std::string::npos) << dump;
}

TEST(Config, AnUnknownKeyIsNamedWithItsStageAndTheKnownOnes) {
  EXPECT_EQ(read_error(R"({"iou_filter": {"iou": 0.5}})"),
            "F: unknown key \"iou\" in \"iou_filter\", expected one of min_iou");
  EXPECT_EQ(read_error(R"({"colour": 1})"),
            "F: unknown key \"colour\", expected one of conventions, classes, image, features, "
            "proposals, roi_align, box_head, iou_filter, masks");
}

TEST(Config, TheOutputSizeOfRoiAlignIsNoKey) {
  EXPECT_NE(read_error(R"({"roi_align": {"output_size": 7}})").find("unknown key"),
            std::string::npos);
}

TEST(Config, ASectionMustBeAnObject) {
  EXPECT_EQ(read_error("[]"), "F: expected a JSON object, got []");
  EXPECT_EQ(read_error(R"({"image": 800})"), "F: image: expected a JSON object, got 800");
}

TEST(Config, AValueOutsideItsLimitsIsRefusedWithTheLimits) {
  EXPECT_EQ(read_error(R"({"image": {"min_size": 0}})"),
            "F: image.min_size: expected a whole number from 1 to 32768, got 0");
  EXPECT_EQ(read_error(R"({"proposals": {"nms_iou": 1.5}})"),
            "F: proposals.nms_iou: expected a number from 0 to 1, got 1.5");
  EXPECT_EQ(read_error(R"({"proposals": {"anchor_sizes": [32, 64]}})"),
            "F: proposals.anchor_sizes: expected 5 numbers from 1 to 32768, got [32,64]");
  EXPECT_EQ(read_error(R"({"features": {"blocks": [3, 4, 0, 3]}})"),
            "F: features.blocks: expected 4 whole numbers from 1 to 256, got [3,4,0,3]");
  EXPECT_EQ(read_error(R"({"image": {"scale_rule": "half"}})"),
            "F: image.scale_rule: expected \"double\" or \"float32\" or \"never_smaller\", got "
            "\"half\"");
  EXPECT_EQ(read_error(R"({"classes": ["background"]})"),
            "F: classes: expected 2 to 10000 strings, none empty, the background first, got "
            "[\"background\"]");
  EXPECT_EQ(read_error(R"({"classes": ["cat", "dog", "background"]})"),
            "F: classes: expected 2 to 10000 strings, none empty, the background first, got "
            "[\"cat\",\"dog\",\"background\"]");
  EXPECT_EQ(read_error(R"({"conventions": "caffe"})"),
            "F: conventions: expected \"torchvision\" or \"matterport\" or \"detectron2\", got "
            "\"caffe\"");
}

TEST(Config, AValueOfTheWrongTypeIsRefused) {
  for (const std::string value : {"null", "\"800\"", "800.0", "true", "[800]", "1e99",
                                  "18446744073709551615", "-9223372036854775808"}) {
    EXPECT_EQ(
        read_error(R"({"image": {"min_size": )" + value + "}}").rfind("F: image.min_size: ", 0), 0U)
        << value;
  }
  for (const std::string value : {"null", "\"0.5\"", "true", "[0.5]", "1e99", "-1e-9"}) {
    EXPECT_EQ(
        read_error(R"({"masks": {"threshold": )" + value + "}}").rfind("F: masks.threshold: ", 0),
        0U)
        << value;
  }
  EXPECT_NE(read_error(R"({"roi_align": {"aligned": 1}})").find("expected true or false, got 1"),
            std::string::npos);
  EXPECT_NE(read_error(R"({"classes": ["background", ""]})").find("none empty"), std::string::npos);
}

TEST(Override, TakesJsonWordsAndListsWithoutBrackets) {
  EXPECT_EQ(overridden("image.min_size=256").image.min_size, 256);
  EXPECT_EQ(overridden("image.scale_rule=float32").image.scale_rule, ScaleRule::float32);
  EXPECT_TRUE(overridden("roi_align.aligned=true").roi_align.aligned);
  const std::vector<float> sizes = {16, 32, 64.5F, 128, 256};
  EXPECT_EQ(overridden("proposals.anchor_sizes=16,32,64.5,128,256").proposals.anchor_sizes, sizes);
  EXPECT_EQ(overridden("proposals.anchor_sizes=[16,32,64.5,128,256]").proposals.anchor_sizes,
            sizes);
  EXPECT_EQ(overridden("proposals.aspect_ratios=1").proposals.aspect_ratios,
            std::vector<float>{1.0F});
  EXPECT_EQ(overridden("classes=background,traffic light,dog").classes,
            (std::vector<std::string>{"background", "traffic light", "dog"}));
  for (const char* list : {"[background, cat]", "['background', 'cat']", "background, cat"}) {
    EXPECT_EQ(overridden(std::string("classes=") + list).classes,
              (std::vector<std::string>{"background", "cat"}))
        << list;
  }
  EXPECT_EQ(overridden("classes=background,1,true").classes,
            (std::vector<std::string>{"background", "1", "true"}));
  EXPECT_EQ(overridden("features.blocks=3,4,6,3").features.blocks[2], 6);
  EXPECT_EQ(overridden("box_head.coder_weights=1,2,3,4").detections.coder_weights.w, 3.0F);
}

TEST(Override, ErrorsSayWhatIsKnownAndWhatIsExpected) {
  EXPECT_EQ(override_error("min_size"), "--set min_size: expected STAGE.KEY=VALUE");
  EXPECT_EQ(override_error("rpn.nms_iou=1"),
            "--set rpn.nms_iou=1: unknown stage \"rpn\", expected one of conventions, classes, "
            "image, features, proposals, roi_align, box_head, iou_filter, masks");
  EXPECT_EQ(override_error("masks.iou=1"),
            "--set masks.iou=1: unknown key \"iou\", expected one of pool, layers, hidden, "
            "batch_norm, bn_eps, paste_rule, threshold");
  EXPECT_EQ(override_error("masks.threshold=NaN"),
            "--set masks.threshold=NaN: expected a number from 0 to 1, got \"NaN\"");
  EXPECT_EQ(override_error("masks.threshold="),
            "--set masks.threshold=: expected a number from 0 to 1, got \"\"");
  EXPECT_EQ(override_error("features.blocks=3,4,x,3"),
            "--set features.blocks=3,4,x,3: expected 4 whole numbers from 1 to 256, got "
            "[3,4,\"x\",3]");
}

TEST(Override, ALineBreakInTheValueDoesNotBreakTheMessage) {
  EXPECT_EQ(override_error("image.min_size=8\n0").find('\n'), std::string::npos);
  EXPECT_NE(override_error("classes=background,\xFF").find("UTF-8"), std::string::npos);
}

}  // namespace

}  // namespace mrcnn
