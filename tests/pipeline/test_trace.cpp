#include <gtest/gtest.h>
#include <mrcnn/detector.hpp>

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
  put(folder / "trace/1_features/c9.npy", "old");
  trace.write(folder / "trace");
  EXPECT_FALSE(std::filesystem::exists(folder / "trace/1_features/c9.npy"));
  std::filesystem::create_directory(folder / "mine");
  put(folder / "mine/letter.txt", "text");
  EXPECT_THROW(trace.write(folder / "mine"), Error);
  EXPECT_EQ(std::filesystem::exists(folder / "mine/letter.txt"), true);
}

TEST(Trace, AnEmptyOneCannotBeWritten) {
  const TemporaryFolder folder;
  EXPECT_EQ(message_of<Error>([&] { Trace().write(folder / "trace"); }),
            "Trace::write: the trace is empty; give it to Detector::detect() first");
  EXPECT_EQ(folder.names(), std::vector<std::string>{});
}

}  // namespace
}  // namespace mrcnn
