#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>
#include <mrcnn/detector.hpp>

#include "common/io/file.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/trace_folder.hpp"

#include "tests/golden/golden.hpp"
#include "tests/io/test_files.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

Trace recorded() {
  const auto pixels = golden_tensor<std::uint8_t, 3>("small_net/trace/0_image/image");
  Detector detector(MRCNN_TEST_DATA "/small_net/model.safetensors");
  Trace trace;
  detector.detect(image_view(pixels.data(), static_cast<int>(pixels.shape(0)),
                             static_cast<int>(pixels.shape(1))),
                  {.trace = &trace});
  return trace;
}

TEST(Trace, HoldsEveryArrayWithItsManifest) {
  const TemporaryFolder folder;
  recorded().write(folder / "trace");
  const TraceFolder trace = TraceFolder::open(folder / "trace");
  for (const std::string name : {"0_image/input", "1_features/c2", "1_features/p6",
                                 "2_proposals/anchors", "3_roi_align/regions", "6_masks/masks"}) {
    EXPECT_TRUE(trace.has(name)) << name;
  }
  const Manifest manifest = *trace.manifest();
  EXPECT_EQ(manifest.arrays.size(), trace.arrays().size());
  EXPECT_EQ(trace.edited(manifest), std::vector<std::string>{});
  EXPECT_EQ(manifest.steps.size(), 9U);
  EXPECT_EQ(manifest.backend, "host");
  EXPECT_EQ(manifest.image.file, "image");
  EXPECT_TRUE(std::filesystem::exists(folder / "trace/detections.json"));
}

TEST(Trace, AnOlderTraceIsReplacedAndAnythingElseIsRefused) {
  const TemporaryFolder folder;
  const Trace trace = recorded();
  trace.write(folder / "trace");
  put(folder / "trace/5_iou_filter/iou.npy", "of a run with ground truth");
  put(folder / "trace/1_features/mine.npy", "of no run");
  trace.write(folder / "trace");
  EXPECT_FALSE(std::filesystem::exists(folder / "trace/5_iou_filter/iou.npy"));
  EXPECT_TRUE(std::filesystem::exists(folder / "trace/1_features/mine.npy"));
  std::filesystem::create_directory(folder / "mine");
  put(folder / "mine/letter.txt", "text");
  EXPECT_THROW(trace.write(folder / "mine"), Error);
  EXPECT_EQ(std::filesystem::exists(folder / "mine/letter.txt"), true);
}

TEST(Trace, AnEmptyOneCannotBeWritten) {
  const TemporaryFolder folder;
  EXPECT_EQ(message_of<Error>([&] { Trace().write(folder / "trace"); }),
            "Trace::write: the trace is empty; give it to Detector::detect() first");
  EXPECT_EQ(names_in(folder.path()), std::vector<std::string>{});
}

/// The element of a map (C, H, W) of floats.
float element(const TraceArray& map, std::ptrdiff_t c, std::ptrdiff_t y, std::ptrdiff_t x) {
  const auto* const bytes = static_cast<const std::byte*>(map.data);
  float value = 0.F;
  std::memcpy(&value, bytes + c * map.strides[0] + y * map.strides[1] + x * map.strides[2],
              sizeof value);
  return value;
}

TEST(Trace, ItsArraysAreThoseThatItWrites) {
  const TemporaryFolder folder;
  const Trace trace = recorded();
  trace.write(folder / "trace");
  const TraceFolder written = TraceFolder::open(folder / "trace");
  std::vector<std::string> names = trace.names();
  EXPECT_EQ(names.front(), "0_image/image");
  for (const std::string& name : names) {
    EXPECT_EQ(trace.array(name).shape, written.read(name).shape) << name;
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, written.arrays());

  const auto map = to_tensor<float, 3>(written.read("1_features/p3"), "p3");
  const TraceArray view = trace.array("1_features/p3");
  for (std::size_t c = 0; c < map.shape(0); ++c) {
    for (std::size_t y = 0; y < map.shape(1); ++y) {
      for (std::size_t x = 0; x < map.shape(2); ++x) {
        ASSERT_EQ(element(view, static_cast<int>(c), static_cast<int>(y), static_cast<int>(x)),
                  map(c, y, x));
      }
    }
  }
  const auto* const size =
      static_cast<const std::int32_t*>(trace.array("0_image/original_size").data);
  const auto expected = to_tensor<std::int32_t, 1>(written.read("0_image/original_size"), "size");
  EXPECT_EQ(size[0], expected(0));
  EXPECT_EQ(size[1], expected(1));
}

TEST(Trace, AnArrayOutlivesItsTrace) {
  const TraceArray scores = recorded().array("6_masks/scores");
  ASSERT_GT(scores.shape[0], 0U);
  const float score = static_cast<const float*>(scores.data)[0];
  EXPECT_TRUE(score > 0.F && score <= 1.F);
}

TEST(Trace, WhatWasReadIsWrittenAgain) {
  const TemporaryFolder folder;
  recorded().write(folder / "first");
  Trace::read(folder / "first").write(folder / "second");
  const TraceFolder first = TraceFolder::open(folder / "first");
  const TraceFolder second = TraceFolder::open(folder / "second");
  EXPECT_EQ(first.arrays(), second.arrays());
  EXPECT_EQ(to_json(*first.manifest()), to_json(*second.manifest()));
  EXPECT_EQ(read_file(folder / "first/detections.json", 1U << 20U),
            read_file(folder / "second/detections.json", 1U << 20U));
}

TEST(Trace, PartOfARunAndValuesThatAreNotFiniteCanBeRead) {
  const TemporaryFolder folder;
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  TraceFolder::create(folder / "trace")
      .write("2_proposals/boxes", to_array(HostTensor<Box, 1>{{kNan, 0, 1, 1}}));
  const Trace trace = Trace::read(folder / "trace");
  EXPECT_EQ(trace.names(), std::vector<std::string>{"2_proposals/boxes"});
  trace.write(folder / "copy");
  EXPECT_FALSE(std::filesystem::exists(folder / "copy/detections.json"));
}

TEST(Trace, ArraysThatContradictEachOtherAreRefused) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder / "trace");
  trace.write("2_proposals/boxes", to_array(make_tensor<Box>({2})));
  trace.write("2_proposals/scores", to_array(make_tensor<float>({3})));
  EXPECT_THROW((void)Trace::read(folder / "trace"), Error);
}

TEST(Trace, AnArrayThatIsNotThereIsNamed) {
  EXPECT_EQ(message_of<Error>([] { (void)Trace().array("2_proposals/boxes"); }),
            "Trace: 2_proposals/boxes: this trace does not have it");
  EXPECT_EQ(message_of<Error>([] { (void)Trace().array("boxes"); }),
            "Trace: boxes: no such array, expected a name like 2_proposals/boxes; names() lists "
            "them");
}

}  // namespace
}  // namespace mrcnn
