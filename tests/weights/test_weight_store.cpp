#include <cmath>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/safetensors.hpp"
#include "common/weights/weight_store.hpp"

#include "tests/io/test_files.hpp"
#include "tests/weights/safetensors_bytes.hpp"

namespace mrcnn {

namespace {

using namespace std::string_literals;

/// A model file of float32 zeros under the given names and shapes.
std::filesystem::path zeros(const std::filesystem::path& file,
                            const std::vector<TensorSpec>& specs) {
  static const std::vector<float> zero(100);
  std::vector<TensorData> tensors;
  for (const TensorSpec& spec : specs) {
    tensors.push_back({spec, std::span(zero).first(*checked_element_count(spec.shape))});
  }
  write_safetensors(file, tensors, {});
  return file;
}

std::string mismatch(const std::filesystem::path& file, const std::vector<TensorSpec>& specs) {
  const std::string message = message_of<InputError>([&] { WeightStore::open(file).check(specs); });
  const std::string begin = file.string() + ": ";
  return message.starts_with(begin) ? message.substr(begin.size()) : "NO FILE NAME: " + message;
}

TEST(WeightStore, TensorsComeOutWithTheirShapeAndValues) {
  const TemporaryFolder folder;
  const std::vector<float> values = {1, -2, 3.5F, 0x1p-149F, -0.0F, 3e38F};
  write_safetensors(folder / "m", {{{"fc.weight", {2, 3}}, values}}, {});
  const WeightStore store = WeightStore::open(folder / "m");
  const HostTensor<float, 2> weight = store.get<2>("fc.weight", {2, 3});
  EXPECT_EQ(weight(0, 1), -2.0F);
  EXPECT_EQ(weight(1, 0), 0x1p-149F);
  EXPECT_TRUE(std::signbit(weight(1, 1)));
  EXPECT_EQ(weight(1, 2), 3e38F);
  EXPECT_EQ(store.file(), folder / "m");
}

// Three bytes come first, so that neither the F16 nor the F32 after them are aligned.
TEST(WeightStore, HalvesAreWidenedAndUnalignedDataAreRead) {
  const TemporaryFolder folder;
  put(folder / "m",
      safetensors_bytes(R"({"odd":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},)"
                        R"("f16":{"dtype":"F16","shape":[3],"data_offsets":[3,9]},)"
                        R"("bf16":{"dtype":"BF16","shape":[1],"data_offsets":[9,11]},)"
                        R"("f32":{"dtype":"F32","shape":[],"data_offsets":[11,15]}})",
                        "odd" + "\x00\x3C\x01\x00\xFF\xFB"s + "\xC0\xBF"s + "\x00\x00\x80\x40"s));
  const WeightStore store = WeightStore::open(folder / "m");
  const auto f16 = store.get<1>("f16", {3});
  EXPECT_EQ(f16(0), 1.0F);
  EXPECT_EQ(f16(1), 0x1p-24F);
  EXPECT_EQ(f16(2), -65504.0F);
  EXPECT_EQ(store.get<1>("bf16", {1})(0), -1.5F);
  EXPECT_EQ((store.get<0>("f32", {})()), 4.0F);
}

TEST(WeightStore, ANonFiniteValueIsNamedWithItsIndexInEveryFormat) {
  const TemporaryFolder folder;
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"F32", "\x00\x00\xC0\x7F"s, "nan"}, {"F32", "\x00\x00\x80\xFF"s, "-inf"},
      {"F16", "\x01\x7C"s, "nan"},         {"F16", "\x00\xFC"s, "-inf"},
      {"BF16", "\x80\x7F"s, "inf"},        {"BF16", "\xFF\x7F"s, "nan"},
  };
  for (const auto& [dtype, bad, shown] : cases) {
    const std::string data =
        std::string(4 * bad.size(), '\0') + bad + std::string(bad.size(), '\0');
    put(folder / "m", safetensors_bytes(R"({"bn1.bias":{"dtype":")" + dtype +
                                            R"(","shape":[2,3],"data_offsets":[0,)" +
                                            std::to_string(data.size()) + "]}}",
                                        data));
    const WeightStore store = WeightStore::open(folder / "m");
    EXPECT_EQ(message_of<InputError>([&] {
                (void)store.get<2>("bn1.bias", {2, 3});
              }),
              (folder / "m").string() +
                  ": tensor bn1.bias is not finite at (1, 1), expected a number, got " + shown);
  }
}

TEST(WeightStore, TensorsOfNoElementsAreLegal) {
  const TemporaryFolder folder;
  const WeightStore store = WeightStore::open(zeros(folder / "m", {{"a", {0, 3}}}));
  EXPECT_EQ((store.get<2>("a", {0, 3}).size()), 0U);
}

TEST(WeightStore, AskingForAnotherTensorOrShapeIsRefusedBeforeMemoryIsTaken) {
  const TemporaryFolder folder;
  const WeightStore store = WeightStore::open(zeros(folder / "m", {{"a", {2, 3}}}));
  const std::string begin = (folder / "m").string() + ": tensor ";
  EXPECT_EQ(message_of<InputError>([&] { (void)store.get<1>("b", {2}); }),
            begin + "b is missing, expected shape (2,)");
  EXPECT_EQ(message_of<InputError>([&] {
              (void)store.get<2>("a", {3, 2});
            }),
            begin + "a has the wrong shape, expected (3, 2), got (2, 3)");
  EXPECT_EQ(message_of<InputError>([&] { (void)store.get<1>("a", {6}); }),
            begin + "a has the wrong shape, expected (6,), got (2, 3)");
  constexpr std::size_t kPetabyte = std::size_t{1} << 50U;
  EXPECT_THROW((void)store.get<1>("a", {kPetabyte}), InputError);
}

TEST(WeightStore, OldNamesAreReadUnderTheNewOnes) {
  const TemporaryFolder folder;
  const WeightStore store = WeightStore::open(zeros(
      folder / "m", {{"rpn.head.conv.weight", {2}}, {"roi_heads.mask_head.mask_fcn2.bias", {1}}}));
  EXPECT_NO_THROW(
      store.check({{"rpn.head.conv.0.0.weight", {2}}, {"roi_heads.mask_head.1.0.bias", {1}}}));
  EXPECT_EQ(store.get<1>("rpn.head.conv.0.0.weight", {2})(1), 0.0F);
  EXPECT_THROW((void)store.get<1>("rpn.head.conv.weight", {2}), InputError);
}

TEST(WeightStore, ATensorUnderBothItsNamesIsRefused) {
  const TemporaryFolder folder;
  zeros(folder / "m", {{"rpn.head.conv.weight", {2}}, {"rpn.head.conv.0.0.weight", {2}}});
  EXPECT_EQ(message_of<InputError>([&] { WeightStore::open(folder / "m"); }),
            (folder / "m").string() +
                ": tensor rpn.head.conv.0.0.weight occurs twice, under its old and its new name");
}

TEST(WeightStoreCheck, TheRightTensorsPassInAnyOrder) {
  const TemporaryFolder folder;
  const auto file = zeros(folder / "m", {{"b", {2}}, {"a", {1, 2}}});
  EXPECT_NO_THROW(WeightStore::open(file).check({{"a", {1, 2}}, {"b", {2}}}));
  EXPECT_NO_THROW(WeightStore::open(zeros(folder / "none", {})).check({}));
}

TEST(WeightStoreCheck, TheFirstMismatchIsNamedAndTheOthersAreCounted) {
  const TemporaryFolder folder;
  const auto file = zeros(folder / "m", {{"a", {1}}, {"b", {2}}, {"c", {3}}});
  EXPECT_EQ(mismatch(file, {{"a", {1}}, {"b", {2}}, {"c", {3}}, {"d", {4, 5}}}),
            "tensor d is missing, expected shape (4, 5)");
  EXPECT_EQ(mismatch(file, {{"a", {1}}, {"b", {2, 1}}, {"c", {3}}}),
            "tensor b has the wrong shape, expected (2, 1), got (2,)");
  EXPECT_EQ(mismatch(file, {{"a", {1}}, {"b", {2}}}),
            "tensor c is not part of this model, expected 2 tensors, got 3");
  EXPECT_EQ(mismatch(file, {{"x", {}}, {"a", {7}}}),
            "tensor x is missing, expected shape () (and 3 more)");
}

TEST(WeightStoreCheck, CountersAreIgnoredAndOtherIntegersAreNot) {
  const TemporaryFolder folder;
  const auto file_with = [&](const std::string& name) {
    put(folder / "m",
        safetensors_bytes(R"({")" + name + R"(":{"dtype":"I64","shape":[],"data_offsets":[0,8]}})",
                          std::string(8, '\0')));
    return folder / "m";
  };
  EXPECT_NO_THROW(WeightStore::open(file_with("bn1.num_batches_tracked")).check({}));
  EXPECT_TRUE(WeightStore::open(file_with("bn1.num_batches_tracked")).entries().empty());
  EXPECT_EQ(mismatch(file_with("bn1.weight"), {{"bn1.weight", {}}}),
            "tensor bn1.weight has the wrong dtype, expected F32, F16, BF16 or F64, got I64");
}

TEST(WeightStore, EntriesAreInOrderOfTheirNewNamesWithTheirDtype) {
  const TemporaryFolder folder;
  put(folder / "m",
      safetensors_bytes(R"({"rpn.head.conv.bias":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},)"
                        R"("a":{"dtype":"BF16","shape":[1,1],"data_offsets":[2,4]}})",
                        std::string(4, '\0')));
  const auto entries = WeightStore::open(folder / "m").entries();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].spec.name, "a");
  EXPECT_EQ(entries[0].dtype, "BF16");
  EXPECT_EQ(entries[0].spec.shape, (std::vector<std::size_t>{1, 1}));
  EXPECT_EQ(entries[1].spec.name, "rpn.head.conv.0.0.bias");
  EXPECT_EQ(entries[1].dtype, "F16");
}

TEST(WeightStore, TheConfigurationComesFromTheMetadata) {
  const TemporaryFolder folder;
  write_safetensors(folder / "with", {}, {{"mrcnn.config", "{}"}, {"format", "pt"}});
  EXPECT_EQ(WeightStore::open(folder / "with").config(), "{}");
  EXPECT_EQ(WeightStore::open(zeros(folder / "without", {})).config(), "");
}

TEST(WeightStore, CopiesOutliveTheOriginal) {
  const TemporaryFolder folder;
  zeros(folder / "m", {{"a", {2}}});
  auto original = std::make_unique<WeightStore>(WeightStore::open(folder / "m"));
  const WeightStore copy = *original;
  original.reset();
  std::filesystem::remove(folder / "m");
  EXPECT_EQ(copy.get<1>("a", {2})(0), 0.0F);
}

}  // namespace

}  // namespace mrcnn
