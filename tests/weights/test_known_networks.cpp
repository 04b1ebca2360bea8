#include <gtest/gtest.h>

#include "common/weights/known_networks.hpp"

namespace mrcnn {
namespace {

TEST(KnownPrefixes, StandBeforeTheNamesOfANetwork) {
  const std::string stem = "backbone.body.conv1.weight";
  using Prefixes = std::vector<std::string>;
  EXPECT_EQ(known_prefixes({"a", stem}), (Prefixes{""}));
  EXPECT_EQ(known_prefixes({"module.module." + stem, "n_averaged"}), (Prefixes{"module.module."}));
  EXPECT_EQ(known_prefixes({"student." + stem, "teacher." + stem}),
            (Prefixes{"student.", "teacher."}));
  EXPECT_EQ(known_prefixes({"my" + stem, "b"}), Prefixes{}) << "a prefix ends with a dot";
  EXPECT_EQ(known_prefixes({}), Prefixes{});
}

TEST(KnownNetwork, ATensorGivesItAway) {
  EXPECT_FALSE(known_network({"backbone.body.conv1.weight"}));
  EXPECT_EQ(known_network({"module.model.0.conv.weight", "module.model.1.conv.weight"})->is,
            known_network({"model.0.conv.weight"})->is)
      << "behind a prefix of all";
  EXPECT_EQ(known_network({"a", "roi_heads.box_head.0.0.weight"})->is,
            "is a maskrcnn_resnet50_fpn_v2, which has other layers; expected "
            "maskrcnn_resnet50_fpn");
}

TEST(KnownKerasFile, IsNamedByTheArraysThatItHasAndLacks) {
  EXPECT_FALSE(known_keras_file({"conv1/kernel:0", "mrcnn_class_logits/kernel:0"}));
  EXPECT_EQ(known_keras_file({"mrcnn_class_logits/kernel:0"})->is,
            "holds the heads without the ResNet");
  EXPECT_EQ(known_keras_file({"conv1/kernel:0"})->is,
            "is a ResNet alone, without pyramid and heads");
  EXPECT_EQ(known_keras_file({"vars/0", "vars/1"})->is,
            "has the layout of Keras 3, whose arrays are numbered and not named");
}

}  // namespace
}  // namespace mrcnn
