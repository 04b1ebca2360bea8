#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/io/sha256.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/model/random_model.hpp"

#include "tests/io/test_files.hpp"
#include "tests/model/damaged_model.hpp"

namespace mrcnn {

namespace {

using ModelFile = DamagedModel;

TEST_F(ModelFile, IsReadWithItsConfigurationAndItsHash) {
  const auto file = good_file();
  const Model model = load_model(file);
  EXPECT_EQ(to_json(model.config), to_json(small_config()));
  EXPECT_EQ(model.file, file);
  EXPECT_EQ(model.sha256, sha256_of_file(file));
  EXPECT_EQ(model.features.stages[0].size(), 1U);
  EXPECT_EQ(model.rpn.objectness.bias.shape(0), 3U);
  EXPECT_EQ(model.box_head.classes.matrix.shape(1), 4U);
  EXPECT_EQ(model.masks.convs.size(), 2U);
}

TEST_F(ModelFile, OverridesChangeTheConfiguration) {
  const Model model =
      load_model(good_file(), {"masks.threshold=0.25", "image.min_size=96", "image.min_size=100"});
  EXPECT_EQ(model.config.paste.threshold, 0.25F);
  EXPECT_EQ(model.config.image.min_size, 100);
}

TEST_F(ModelFile, AnOverrideThatContradictsATensorNamesItWithBothShapes) {
  const std::string message = complaint([](Parts&) {}, {"features.fpn_channels=16"});
  EXPECT_NE(message.find("backbone.fpn.inner_blocks.0.0.weight"), std::string::npos) << message;
  EXPECT_NE(message.find("(16, 16, 1, 1)"), std::string::npos) << message;
  EXPECT_NE(message.find("(8, 16, 1, 1)"), std::string::npos) << message;
}

TEST_F(ModelFile, ClassNamesMustBeAsManyAsTheTensorsHave) {
  const std::string message = complaint([](Parts&) {}, {"classes=background,cat"});
  EXPECT_NE(message.find("roi_heads.box_predictor.cls_score.weight"), std::string::npos) << message;
}

TEST_F(ModelFile, AMissingTensorIsNamed) {
  const std::string message = complaint([](Parts& parts) {
    parts.specs.pop_back();
    parts.values.pop_back();
  });
  EXPECT_NE(message.find("roi_heads.mask_predictor.mask_fcn_logits.bias"), std::string::npos)
      << message;
}

TEST_F(ModelFile, WithoutAMaskHeadIsReadAndSaysSo) {
  EXPECT_TRUE(load_model(good_file()).has_masks);
  const auto file = file_with([](Parts& parts) {
    while (parts.specs.back().name.rfind("roi_heads.mask", 0) == 0) {
      parts.specs.pop_back();
      parts.values.pop_back();
    }
  });
  const Model model = load_model(file);
  EXPECT_FALSE(model.has_masks);
  EXPECT_TRUE(model.masks.convs.empty());
}

TEST_F(ModelFile, AnExtraTensorIsNamedUnlessItIsACounter) {
  const auto add = [](const std::string& name) {
    return [name](Parts& parts) {
      parts.specs.push_back({name, {1}});
      parts.values.push_back({0.0F});
    };
  };
  EXPECT_NE(complaint(add("optimizer.state")).find("optimizer.state"), std::string::npos);
  EXPECT_NO_THROW(load_model(file_with(add("backbone.body.bn1.num_batches_tracked"))));
}

TEST_F(ModelFile, AValueThatIsNotFiniteIsNamedInEveryTensor) {
  for (const TensorSpec& spec : model_tensors(small_config())) {
    const std::string message = complaint([&](Parts& parts) {
      parts.tensor(spec.name).back() = std::numeric_limits<float>::quiet_NaN();
    });
    EXPECT_EQ(message.rfind("m.safetensors: ", 0), 0U) << message;
    EXPECT_NE(message.find(spec.name), std::string::npos) << message;
  }
}

TEST_F(ModelFile, ANegativeVarianceIsNamed) {
  const std::string message = complaint(
      [](Parts& parts) { parts.tensor("backbone.body.layer2.0.bn1.running_var")[3] = -0.5F; });
  EXPECT_NE(message.find("backbone.body.layer2.0.bn1.running_var"), std::string::npos) << message;
}

TEST_F(ModelFile, BrokenMetadataAreRefusedAndNotReplacedByDefaults) {
  const auto with = [](const std::string& config) {
    return [config](Parts& parts) { parts.metadata["mrcnn.config"] = config; };
  };
  EXPECT_NE(complaint(with("{")).find("m.safetensors: mrcnn.config: invalid JSON"),
            std::string::npos);
  EXPECT_NE(complaint(with(R"({"image":{},"image":{}})")).find("twice"), std::string::npos);
  EXPECT_EQ(complaint(with(R"({"masks":{"pool":0}})")),
            "m.safetensors: mrcnn.config: masks.pool: expected a whole number from 1 to 64, got 0");
}

TEST_F(ModelFile, WithoutMetadataNeedsAnArchitecture) {
  const auto strip = [](Parts& parts) { parts.metadata.clear(); };
  const std::string message = complaint(strip);
  EXPECT_NE(message.find("--arch maskrcnn_resnet101_fpn|maskrcnn_resnet50_fpn"), std::string::npos)
      << message;

  const auto file = file_with(strip);
  const std::string mismatch =
      message_of<InputError>([&] { load_model(file, {}, "maskrcnn_resnet50_fpn"); });
  EXPECT_NE(mismatch.find("(64, 3, 7, 7)"), std::string::npos) << mismatch;
  const std::string unknown = message_of<UsageError>([&] { load_model(file, {}, "resnet"); });
  EXPECT_NE(unknown.find("maskrcnn_resnet50_fpn"), std::string::npos) << unknown;
}

TEST_F(ModelFile, AnArchitectureBesideMetadataIsAContradiction) {
  const auto file = good_file();
  EXPECT_THROW(load_model(file, {}, "maskrcnn_resnet50_fpn"), UsageError);
}

TEST(ModelTensors, AreTorchvisionsStateDict) {
  const auto names_and_values = [](const std::string& architecture) {
    std::size_t values = 0;
    const auto specs = model_tensors(config_of_architecture(architecture));
    for (const TensorSpec& spec : specs) {
      std::size_t count = 1;
      for (const std::size_t extent : spec.shape) {
        count *= extent;
      }
      values += count;
    }
    return std::pair(specs.size(), values);
  };
  EXPECT_EQ(names_and_values("maskrcnn_resnet50_fpn"), std::pair(307UL, 44'507'633UL));
  EXPECT_EQ(names_and_values("maskrcnn_resnet101_fpn"), std::pair(562UL, 63'551'985UL));

  const auto specs = model_tensors(Config{});
  EXPECT_EQ(specs.front().name, "backbone.body.conv1.weight");
  EXPECT_EQ(specs.back().name, "roi_heads.mask_predictor.mask_fcn_logits.bias");
}

}  // namespace

}  // namespace mrcnn
