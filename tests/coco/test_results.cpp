#include <filesystem>
#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/coco/results.hpp"
#include "common/coco/rle.hpp"
#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/tensor/host_tensor.hpp"

namespace mrcnn {
namespace {

/// Two objects in a 3x4 image: the mask ".##. / .#.. / ...." and an empty one.
InstanceMasks<Host> two_objects() {
  InstanceMasks<Host> instances;
  instances.boxes = make_tensor<Box>({2});
  instances.boxes(0) = {1, 0, 3, 2.5F};
  instances.boxes(1) = {0.1F, 1e-7F, 0.3F, 16777216};
  instances.scores = make_tensor<float>({2});
  instances.scores(0) = 0.98F;
  instances.scores(1) = 1.0F / 3.0F;
  instances.labels = make_tensor<std::int32_t>({2});
  instances.labels(0) = 1;
  instances.labels(1) = 2;
  instances.masks = filled_tensor<std::uint8_t>({2, 3, 4}, 0);
  instances.masks(0, 0, 1) = instances.masks(0, 0, 2) = instances.masks(0, 1, 1) = 1;
  return instances;
}

const std::vector<std::int64_t> kCategories = {0, 44, 77};

TEST(Results, OneObjectPerLineWithShortNumbers) {
  CocoResults results;
  results.add(-5, two_objects(), kCategories);
  EXPECT_EQ(results.json(),
            "[\n"
            R"({"image_id":-5,"category_id":44,"bbox":[1,0,2,2.5],"score":0.98,)"
            R"("segmentation":{"size":[3,4],"counts":"321O4"}},)"
            "\n"
            R"({"image_id":-5,"category_id":77,"bbox":[0.1,1e-07,0.20000002,16777216],)"
            R"("score":0.33333334,"segmentation":{"size":[3,4],"counts":"<"}})"
            "\n]\n");
}

TEST(Results, ImagesFollowEachOtherAndEmptyOnesAddNothing) {
  CocoResults results;
  EXPECT_EQ(nlohmann::json::parse(results.json()).size(), 0U);
  InstanceMasks<Host> nothing;
  nothing.boxes = make_tensor<Box>({0});
  nothing.scores = make_tensor<float>({0});
  nothing.labels = make_tensor<std::int32_t>({0});
  nothing.masks = make_tensor<std::uint8_t>({0, 3, 4});
  results.add(1, nothing, kCategories);
  results.add(2, two_objects(), kCategories);
  results.add(3, nothing, kCategories);
  results.add(4, two_objects(), kCategories);
  const auto list = nlohmann::json::parse(results.json());
  ASSERT_EQ(list.size(), 4U);
  EXPECT_EQ(list[1]["image_id"], 2);
  EXPECT_EQ(list[2]["image_id"], 4);
}

// Run lengths 12 + 32 k make the digit 12, which continues: 12 + 32 + 48 = 92, a backslash.
TEST(Results, BackslashesInTheCountsAreEscaped) {
  InstanceMasks<Host> instances = two_objects();
  instances.masks = filled_tensor<std::uint8_t>({2, 1, 100}, 0);
  for (std::size_t x = 44; x < 100; ++x) {
    instances.masks(0, 0, x) = 1;
  }
  CocoResults results;
  results.add(1, instances, kCategories);
  const auto list = nlohmann::json::parse(results.json());
  const std::string counts = list[0]["segmentation"]["counts"];
  EXPECT_NE(counts.find('\\'), std::string::npos);
  EXPECT_EQ(rle_from_compressed(counts, {1, 100}, "m").counts,
            (std::vector<std::uint32_t>{44, 56}));
}

TEST(Results, NumbersReadBackAsTheSameFloat) {
  InstanceMasks<Host> instances = two_objects();
  instances.scores(0) = std::nextafter(0.1F, 1.0F);
  CocoResults results;
  results.add(1, instances, kCategories);
  const auto list = nlohmann::json::parse(results.json());
  EXPECT_EQ(list[0]["score"].get<float>(), instances.scores(0));
}

TEST(Results, TheFileHoldsTheList) {
  CocoResults results;
  results.add(1, two_objects(), kCategories);
  const std::filesystem::path file =
      std::filesystem::path(testing::TempDir()) / "mrcnn_results_test.json";
  results.write(file);
  const std::vector<std::byte> bytes = read_file(file, 1 << 20);
  std::filesystem::remove(file);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), results.json());
}

TEST(Results, ContradictingCountsAndWildNumbersAreRefused) {
  CocoResults results;
  InstanceMasks<Host> instances = two_objects();
  instances.scores = make_tensor<float>({1});
  EXPECT_THROW(results.add(1, instances, kCategories), ShapeError);
  instances = two_objects();
  instances.labels(1) = 3;
  EXPECT_THROW(results.add(1, instances, kCategories), ShapeError);
  instances = two_objects();
  instances.labels(0) = -1;
  EXPECT_THROW(results.add(1, instances, kCategories), ShapeError);
  instances = two_objects();
  instances.boxes(1).x2 = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(results.add(1, instances, kCategories), ShapeError);
  instances = two_objects();
  instances.scores(1) = std::numeric_limits<float>::infinity();
  EXPECT_THROW(results.add(1, instances, kCategories), ShapeError);
  EXPECT_EQ(results.json(), "[]\n") << "nothing of a refused image stays";
}

}  // namespace
}  // namespace mrcnn
