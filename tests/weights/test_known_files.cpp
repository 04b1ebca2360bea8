#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "common/weights/known_files.hpp"

namespace mrcnn {
namespace {

using namespace std::string_literals;

std::string kind_of(const std::string& bytes) {
  const auto known = known_file(std::as_bytes(std::span(bytes)));
  return known ? known->kind : "";
}

TEST(KnownFile, FirstBytesTellWhatItIs) {
  EXPECT_EQ(kind_of("\x89HDF\r\n\x1a\n"s + "\0\0"s), "hdf5");
  EXPECT_EQ(kind_of("PK\x03\x04"s + "..... archive/data.pkl"), "zip");
  EXPECT_EQ(kind_of("PK\x03\x04"s + "..... model.weights.h5"), "keras archive");
  EXPECT_EQ(kind_of("PK\x03\x04"s + "..... arr_0.npy"), "numpy archive");
  EXPECT_EQ(kind_of("\x80\x02\x8a\x0a"s), "pickle");
  EXPECT_EQ(kind_of("\x80\x04\x95"s), "pickle");
  EXPECT_EQ(kind_of("version https://git-lfs.github.com/spec/v1\noid sha256:ab"), "git lfs");
  EXPECT_EQ(kind_of("<!DOCTYPE html><html>"), "web page");
  EXPECT_EQ(kind_of("\xEF\xBB\xBF\n  <html>"), "web page");
  EXPECT_EQ(kind_of(R"({"metadata": {}, "weight_map": {"a": "b"}})"), "index");
  EXPECT_EQ(kind_of(R"({"images": []})"), "json");
  EXPECT_EQ(kind_of("\x1f\x8b\x08"s), "gzip");
  EXPECT_EQ(kind_of("\x89PNG\r\n"s), "image");
  EXPECT_EQ(kind_of(std::string(257, 'x') + "ustar"), "tar");
}

// The length of a header may have the bytes of any other beginning.
TEST(KnownFile, ASafetensorsFileIsNotMistaken) {
  EXPECT_EQ(kind_of("\x80\x02\0\0\0\0\0\0{\"a\""s), "");
  EXPECT_EQ(kind_of("<\0\0\0\0\0\0\0{\"a\""s), "");
  EXPECT_EQ(kind_of("{\0\0\0\0\0\0\0{\"weight_map\""s), "");
  EXPECT_EQ(kind_of(""), "");
  EXPECT_EQ(kind_of("PK"), "");
}

TEST(KnownFile, TheMessageNamesTheFileAndEndsWithACommand) {
  const std::string bytes = "\x89HDF\r\n\x1a\n";
  EXPECT_EQ(known_file(std::as_bytes(std::span(bytes)))->message("a.h5"),
            "a.h5: is an HDF5 file, as Keras writes them; convert it: mrcnn model convert a.h5 -o "
            "MODEL.safetensors");
}

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
