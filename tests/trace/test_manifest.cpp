#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/manifest.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

Manifest example() {
  Manifest manifest;
  manifest.program = "mrcnn 0.1.0";
  manifest.model = {"first.safetensors", "00ff"};
  manifest.backend = "host";
  manifest.device = "CPU";
  manifest.conv = "im2col";
  manifest.math = "fp32";
  manifest.threads = 2;
  manifest.openblas_core = "Haswell";
  manifest.config = {{"proposals", {{"nms_iou", 0.7}}}};
  manifest.image = {"street.png", 139};
  manifest.arrays["2_proposals/boxes"] = {
      DType::f32, {2, 4}, "proposals, best first", "px", -1.5, 300.25, true, "abcd"};
  manifest.arrays["5_iou_filter/iou"] = {DType::f32, {0, 3}, "", "", {}, {}, true, ""};
  manifest.steps = {{"features", 120.5, 88.25, 301.0}, {"rpn_head", 1.0, 2.0, 3.0}};
  manifest.edited = {"2_proposals/boxes"};
  return manifest;
}

std::string refusal(const std::string& text) {
  return message_of<InputError>(
      [&] { manifest_from_json(parse_json(text, "manifest.json"), "manifest.json"); });
}

TEST(Manifest, EveryFieldComesBack) {
  const std::string text = to_json(example()).dump();
  const Manifest read = manifest_from_json(parse_json(text, "manifest.json"), "manifest.json");
  EXPECT_EQ(to_json(read), to_json(example()));
}

TEST(Manifest, TheJsonHasTheDocumentedFields) {
  const json document = json::parse(to_json(example()).dump());
  const json expected = json::parse(R"({
    "format": "mrcnn-trace-1", "program": "mrcnn 0.1.0",
    "model": {"file": "first.safetensors", "sha256": "00ff"},
    "backend": "host", "device": "CPU", "conv": "im2col", "math": "fp32",
    "threads": 2, "openblas_core": "Haswell", "config": {"proposals": {"nms_iou": 0.7}},
    "image": {"file": "street.png", "id": 139},
    "arrays": {
      "2_proposals/boxes": {"dtype": "f32", "shape": [2, 4], "meaning": "proposals, best first",
                            "unit": "px", "min": -1.5, "max": 300.25, "finite": true, "sha256": "abcd"},
      "5_iou_filter/iou": {"dtype": "f32", "shape": [0, 3], "meaning": "", "unit": "",
                           "min": null, "max": null, "finite": true, "sha256": ""}},
    "steps": [{"name": "features", "ms": 120.5, "gflop": 88.25, "mb": 301.0},
              {"name": "rpn_head", "ms": 1.0, "gflop": 2.0, "mb": 3.0}],
    "edited": ["2_proposals/boxes"]})");
  EXPECT_EQ(document, expected) << json::diff(expected, document);
}

TEST(Manifest, MissingFieldsKeepTheirDefaultAndUnknownOnesAreIgnored) {
  const json document =
      json::parse(R"({"format": "mrcnn-trace-1", "color": [1], "model": {"author": 7}})");
  EXPECT_EQ(to_json(manifest_from_json(document, "manifest.json")), to_json(Manifest{}));
}

TEST(Manifest, AWrongTypeIsRefusedWithItsField) {
  const std::string begin = R"({"format": "mrcnn-trace-1", )";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[]", "manifest.json: expected an object, got []"},
      {"{}", "manifest.json: format: expected mrcnn-trace-1, got \"\""},
      {R"({"format": "mrcnn-trace-2"})", "format: expected mrcnn-trace-1, got \"mrcnn-trace-2\""},
      {R"({"format": 1})", "format: expected a string, got 1"},
      {begin + R"("program": null})", "program: expected a string, got null"},
      {begin + R"("model": "x"})", "model: expected an object, got \"x\""},
      {begin + R"("model": {"sha256": 5}})", "model: sha256: expected a string, got 5"},
      {begin + R"("threads": 2.5})",
       "threads: expected a whole number from -2147483648 to 2147483647, got 2.5"},
      {begin + R"("threads": 3000000000})",
       "threads: expected a whole number from -2147483648 to 2147483647, got 3000000000"},
      {begin + R"("image": {"id": 9223372036854775808}})",
       "image: id: expected a whole number from -9223372036854775808 to 9223372036854775807"},
      {begin + R"("image": {"id": "7"}})",
       "image: id: expected a whole number from -9223372036854775808 to 9223372036854775807, got "
       "\"7\""},
      {begin + R"("config": []})", "config: expected an object, got []"},
      {begin + R"("arrays": []})", "arrays: expected an object, got []"},
      {begin + R"("arrays": {"a": 1}})", "arrays: a: expected an object, got 1"},
      {begin + R"("arrays": {"a": {"dtype": "f64"}}})",
       "a: dtype: expected f32, i32 or u8, got \"f64\""},
      {begin + R"("arrays": {"a": {"shape": [1, -1]}}})",
       "a: shape: expected integers of 0 or more, got -1"},
      {begin + R"("arrays": {"a": {"shape": 3}}})", "a: shape: expected a list, got 3"},
      {begin + R"("arrays": {"a": {"min": "0"}}})", "a: min: expected a number, got \"0\""},
      {begin + R"("arrays": {"a": {"finite": 1}}})", "a: finite: expected true or false, got 1"},
      {begin + R"("steps": {}})", "steps: expected a list, got an object"},
      {begin + R"("steps": [1]})", "steps: expected an object, got 1"},
      {begin + R"("steps": [{"ms": "1"}]})", "steps: ms: expected a number, got \"1\""},
      {begin + R"("edited": [7]})", "edited: expected strings, got 7"},
      {begin + R"("arrays": {"\u001b[2J": {"unit": 1}}})", "arrays: \\x1b[2J: unit: expected"},
  };
  for (const auto& [text, reason] : cases) {
    EXPECT_NE(refusal(text).find(reason), std::string::npos) << text << "\n" << refusal(text);
  }
}

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(Describe, RangeAndHashAreThoseOfTheElements) {
  const ArrayInfo info = describe(to_array(HostTensor<float, 2>{{3, -2}, {0.5F, 1}}), "x", "px");
  EXPECT_EQ(info.dtype, DType::f32);
  EXPECT_EQ(info.shape, (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(info.meaning, "x");
  EXPECT_EQ(info.unit, "px");
  EXPECT_EQ(info.min, -2.0);
  EXPECT_EQ(info.max, 3.0);
  EXPECT_TRUE(info.finite);
  // The hash is of the elements alone: of "abc", FIPS 180-2, appendix B.
  EXPECT_EQ(describe(to_array(HostTensor<std::uint8_t, 1>{'a', 'b', 'c'}), "", "").sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Describe, IntegersHaveTheirExactRange) {
  const ArrayInfo labels =
      describe(to_array(HostTensor<std::int32_t, 1>{-2147483647, 7, 2147483647}), "", "");
  EXPECT_EQ(labels.min, -2147483647.0);
  EXPECT_EQ(labels.max, 2147483647.0);
  const ArrayInfo mask = describe(to_array(HostTensor<std::uint8_t, 1>{200, 7, 255}), "", "");
  EXPECT_EQ(mask.min, 7.0);
  EXPECT_EQ(mask.max, 255.0);
}

TEST(Describe, NonFiniteValuesAreReportedAndLeftOutOfTheRange) {
  const ArrayInfo some =
      describe(to_array(HostTensor<float, 1>{std::nanf(""), 2, kInfinity, 5, -kInfinity}), "", "");
  EXPECT_FALSE(some.finite);
  EXPECT_EQ(some.min, 2.0);
  EXPECT_EQ(some.max, 5.0);
  const ArrayInfo only = describe(to_array(HostTensor<float, 1>{kInfinity}), "", "");
  EXPECT_FALSE(only.finite);
  EXPECT_EQ(only.min, std::nullopt);
  EXPECT_EQ(only.max, std::nullopt);
}

TEST(Describe, AnEmptyArrayIsFiniteAndHasNoRange) {
  const ArrayInfo info = describe(to_array(make_tensor<Box>({0})), "", "");
  EXPECT_TRUE(info.finite);
  EXPECT_EQ(info.min, std::nullopt);
  EXPECT_EQ(info.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace mrcnn
