#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <mrcnn/detector.hpp>

#include "common/nn/blas_setup.hpp"
#include "common/tensor/buffer_pool.hpp"

#include "tests/golden/golden.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr const char* kModel = MRCNN_TEST_DATA "/small_net/model.safetensors";

const HostTensor<std::uint8_t, 3>& pixels() {
  static const auto tensor = golden_tensor<std::uint8_t, 3>("small_net/trace/0_image/image");
  return tensor;
}

Image small_image() {
  return image_view(pixels().data(), static_cast<int>(pixels().shape(0)),
                    static_cast<int>(pixels().shape(1)));
}

std::vector<Box> boxes_of(const std::vector<Detection>& detections) {
  std::vector<Box> boxes;
  for (const Detection& detection : detections) {
    boxes.push_back(detection.box);
  }
  return boxes;
}

TEST(Detector, FindsTheGoldenObjectsInDescendingOrder) {
  Detector detector(kModel);
  const std::vector<Detection> found = detector.detect(small_image());
  // the golden detections were filtered by ground truth, which a Detector does not have
  const auto scores = golden_tensor<float, 1>("small_net/trace/4_box_head/scores");
  ASSERT_EQ(found.size(), scores.size());
  for (std::size_t d = 0; d < found.size(); ++d) {
    EXPECT_NEAR(found[d].score, scores(d), 1e-5) << d;  // rounding of the matrix products
    EXPECT_EQ(found[d].class_name,
              detector.class_names().at(static_cast<std::size_t>(found[d].label)));
    EXPECT_NE(found[d].label, 0);
  }
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end(),
                             [](const auto& a, const auto& b) { return a.score > b.score; }));
}

TEST(Detector, BoxesAndMasksAreInPixelsOfTheImage) {
  Detector detector(kModel);
  const Image image = small_image();
  for (const Detection& d : detector.detect(image)) {
    EXPECT_GE(d.box.x1, 0.0F);
    EXPECT_LE(d.box.x2, static_cast<float>(image.width));
    EXPECT_LE(d.box.y2, static_cast<float>(image.height));
    ASSERT_EQ(d.mask.height, image.height);
    ASSERT_EQ(d.mask.width, image.width);
    for (int y = 0; y < image.height; ++y) {
      for (int x = 0; x < image.width; ++x) {
        const bool is_near =
            static_cast<float>(x) > d.box.x1 - 2.0F && static_cast<float>(x) < d.box.x2 + 2.0F &&
            static_cast<float>(y) > d.box.y1 - 2.0F && static_cast<float>(y) < d.box.y2 + 2.0F;
        ASSERT_LE(d.mask(y, x), is_near ? 1 : 0) << y << ", " << x;
      }
    }
  }
}

TEST(Detector, MinScoreDropsTheWorseOnesAndNothingElse) {
  Detector detector(kModel);
  const auto all = detector.detect(small_image());
  ASSERT_GT(all.size(), 2U);
  const auto best = detector.detect(small_image(), {.min_score = all[1].score});
  EXPECT_EQ(boxes_of(best), boxes_of({all[0], all[1]}));
}

TEST(Detector, RowsMayHaveGapsBetweenThem) {
  const std::size_t row = pixels().shape(1) * 3;
  const std::size_t row_bytes = row + 5;
  std::vector<std::uint8_t> spaced(pixels().shape(0) * row_bytes, 99);
  for (std::size_t y = 0; y < pixels().shape(0); ++y) {
    std::copy_n(pixels().data() + y * row, row,
                spaced.begin() + static_cast<std::ptrdiff_t>(y * row_bytes));
  }
  Detector detector(kModel);
  const Image packed = small_image();
  const Image image = image_view(spaced.data(), packed.height, packed.width, row_bytes);
  EXPECT_EQ(boxes_of(detector.detect(image)), boxes_of(detector.detect(packed)));
}

TEST(Detector, TheCallersNumberOfThreadsComesBack) {
  const int before = thread_count();
  set_threads(3);
  Detector detector(kModel, {.threads = 1});
  EXPECT_EQ(thread_count(), 3);
  detector.detect(small_image());
  EXPECT_EQ(thread_count(), 3);
  EXPECT_THROW(detector.detect({}), Error);
  EXPECT_EQ(thread_count(), 3);
  set_threads(before);
}

TEST(Detector, OverridesChangeTheConfiguration) {
  Detector detector(kModel, {.overrides = {"box_head.detections_per_image=1"}});
  EXPECT_EQ(detector.detect(small_image()).size(), 1U);
}

TEST(Detector, ErrorsAreOneLineAndTheDetectorGoesOn) {
  Detector detector(kModel);
  EXPECT_EQ(message_of<Error>([&] { detector.detect({}); }),
            "image_view: pixels is null, expected the first pixel");
  EXPECT_FALSE(detector.detect(small_image()).empty());
}

TEST(Detector, BadOptionsAreErrors) {
  EXPECT_EQ(message_of<Error>([] { Detector(kModel, {.threads = -1}); }),
            "Detector: threads is -1, expected 0 (all) to 1024");
  EXPECT_EQ(message_of<Error>([] { Detector("none.safetensors"); }),
            "none.safetensors: cannot be opened: No such file or directory");
  EXPECT_THROW(Detector(kModel, {.overrides = {"box_head.pol=7"}}), Error);
}

TEST(Detector, TheBundledModelIsAModel) {
  EXPECT_EQ(Detector(bundled_model()).class_names().front(), "background");
}

TEST(Detector, TheSecondImageOfASizeTakesNoMemoryFromTheSystemAndManySizesDoNotAddUp) {
  Detector detector(kModel, {.overrides = {"image.min_size=600", "image.max_size=1000"}});
  const auto detect = [&](int height, int width) {
    detector.detect(image_view(pixels().data(), height, width, 3 * pixels().shape(1)));
    return buffer_pool_use();
  };
  const auto all_rows = static_cast<int>(pixels().shape(0));
  const auto all_columns = static_cast<int>(pixels().shape(1));
  const BufferPoolUse before = buffer_pool_use();
  const BufferPoolUse first = detect(all_rows, all_columns);
  const BufferPoolUse second = detect(all_rows, all_columns);
  EXPECT_EQ(second.fetched, first.fetched);
  EXPECT_EQ(second.in_use, before.in_use) << "an image leaves nothing but what can be reused";
  std::size_t most = second.kept;
  for (int size = 0; size < 12; ++size) {
    const BufferPoolUse use = detect(all_rows - size % 7, all_columns - size % 5);
    EXPECT_EQ(use.in_use, before.in_use);
    most = std::max(most, use.kept);
  }
  constexpr std::size_t kAlwaysHeld = std::size_t{256} << 20U;
  EXPECT_LE(most, kAlwaysHeld) << "what a small network may hold";
}

using DetectorOnTheDevice = DeviceTest;

TEST_F(DetectorOnTheDevice, FindsWhatTheHostFinds) {
  if (!shares_the_hosts_gemm()) {
    GTEST_SKIP() << "a GPU's matrix products round differently: mrcnn compare judges them";
  }
  Detector host(kModel, {.conv = ConvMethod::im2col});  // the device's way
  Detector device(kModel, {.place = Place::device});
  const auto expected = host.detect(small_image());
  const auto found = device.detect(small_image());
  ASSERT_EQ(boxes_of(found), boxes_of(expected));
  for (std::size_t d = 0; d < found.size(); ++d) {
    EXPECT_EQ(found[d].score, expected[d].score);
    EXPECT_EQ(found[d].mask.pixels, expected[d].mask.pixels);
  }
}

}  // namespace
}  // namespace mrcnn
