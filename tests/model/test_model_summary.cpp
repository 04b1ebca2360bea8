#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "stages/pipeline/model/model_summary.hpp"

#include "tests/model/damaged_model.hpp"

namespace mrcnn {
namespace {

using ModelSummary = DamagedModel;

TEST_F(ModelSummary, FlagsDeadAndOverflowingTensors) {
  const auto file = file_with([](Parts& parts) {
    for (float& value : parts.tensor("backbone.body.conv1.weight")) {
      value = 0.0F;
    }
    parts.tensor("rpn.head.cls_logits.bias") = {std::numeric_limits<float>::infinity(), -1.0F,
                                                3.0F};
  });
  const auto tensors = summarize_tensors(Safetensors(file).contents());
  ASSERT_EQ(tensors.size(), model_tensors(small_config()).size());
  EXPECT_EQ(tensors[0].name, "backbone.body.conv1.weight");
  EXPECT_EQ(tensors[0].stage, "features");
  std::map<std::string, TensorSummary> flagged;
  for (const TensorSummary& tensor : tensors) {
    if (!tensor.flag().empty()) {
      flagged[tensor.name] = tensor;
    }
  }
  ASSERT_EQ(flagged.size(), 2U);
  EXPECT_EQ(flagged["backbone.body.conv1.weight"].flag(), "dead");
  const TensorSummary& bias = flagged["rpn.head.cls_logits.bias"];
  EXPECT_EQ(bias.flag(), "overflow");
  EXPECT_EQ(bias.stage, "proposals");
  EXPECT_EQ(bias.values.count, 3U);
  EXPECT_EQ(bias.values.non_finite, 1U);
  EXPECT_EQ(bias.values.min, -1.0F);
  EXPECT_EQ(bias.values.max, 3.0F);
  EXPECT_DOUBLE_EQ(bias.values.deviation(), 2.0);
}

}  // namespace
}  // namespace mrcnn
