#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

class ModelCommand : public ProgramTest {
 protected:
  const std::string model = small_net("model.safetensors");
};

TEST_F(ModelCommand, InfoListsSettingsStagesAndTensorsOnRequest) {
  const Finished brief = mrcnn("model info " + model);
  ASSERT_EQ(brief.exit_code, 0) << brief.error;
  EXPECT_NE(brief.out.find("\n  box_head.nms_iou "), std::string::npos) << brief.out;
  EXPECT_NE(brief.out.find("\nfeatures "), std::string::npos) << brief.out;
  EXPECT_NE(brief.out.find("\ntotal "), std::string::npos) << brief.out;
  EXPECT_EQ(brief.out.find("rpn.head.cls_logits.weight"), std::string::npos) << brief.out;
  const Finished full = mrcnn("model info --tensors " + model);
  EXPECT_NE(full.out.find("\nrpn.head.cls_logits.weight "), std::string::npos) << full.out;
}

TEST_F(ModelCommand, InfoAsJsonHasTheSameNumbers) {
  const auto info = nlohmann::json::parse(mrcnn("model info --json --tensors " + model).out);
  std::size_t tensors = 0;
  for (const auto& stage : info["stages"]) {
    tensors += stage["tensors"].get<std::size_t>();
    for (const char* key : {"name", "bytes", "values", "non_finite", "min", "max", "std"}) {
      EXPECT_TRUE(stage.contains(key)) << key;
    }
  }
  EXPECT_EQ(tensors, info["tensors"].size());
  EXPECT_EQ(info["tensors"][0]["shape"].size(), 4U) << info["tensors"][0];
  EXPECT_EQ(info["bytes"], std::filesystem::file_size(model));
  EXPECT_EQ(info["sha256"], sha256_of_file(model));
  EXPECT_TRUE(nlohmann::json::parse(mrcnn("model info --json " + model).out)["flagged"].empty());
}

TEST_F(ModelCommand, CheckSaysThatAModelRunsOrWhyNot) {
  const Finished good = mrcnn("model check " + model);
  EXPECT_EQ(good.exit_code, 0) << good.error;
  EXPECT_NE(good.out.find(": a model that can run, "), std::string::npos) << good.out;
  EXPECT_NE(good.out.find(" GB of memory"), std::string::npos) << good.out;
  const Finished huge = mrcnn("model check " + model +
                              " --memory 1 --set image.min_size=20000 --set image.max_size=30000");
  EXPECT_EQ(huge.exit_code, 4);
  EXPECT_NE(huge.error.find("needs about "), std::string::npos) << huge.error;
  const Finished bad = mrcnn("model check " + model + " --set masks.hidden=3");
  EXPECT_EQ(bad.exit_code, 3);
  EXPECT_NE(bad.error.find("roi_heads.mask_head"), std::string::npos) << bad.error;
}

TEST_F(ModelCommand, RandomWeightsDependOnTheSeedAndNothingElse) {
  const auto make = [&](const std::string& seed, const std::string& file) {
    const Finished run =
        mrcnn("model random --arch maskrcnn_resnet50_fpn --seed " + seed + " -o " + file +
              " --set features.blocks=1,1,1,1 --set features.base_channels=4"
              " --set features.fpn_channels=8 --set box_head.hidden=8");
    EXPECT_EQ(run.exit_code, 0) << run.error;
    return sha256_of_file(folder() / file);
  };
  const std::string first = make("1", "a.safetensors");
  EXPECT_EQ(make("1", "b.safetensors"), first);
  EXPECT_NE(make("2", "c.safetensors"), first);
}

}  // namespace
}  // namespace mrcnn
