#include <cmath>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/decode_boxes.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

// Row 0 moves right by half its width of 10; row 1 moves down by its height of 20, dy = 2 divided
// by the weight 2.
TEST(DecodeBoxes, EveryRowIsMovedByItsOwnDelta) {
  const auto references = list<Box>({{0, 0, 10, 10}, {0, 0, 10, 20}});
  const HostTensor<float, 2> deltas = {{0.5F, 0, 0, 0}, {0, 2, 0, 0}};
  const auto boxes = decode_boxes(references, deltas, {.weights = {1, 2, 1, 1}});
  EXPECT_EQ(values(boxes), (std::vector<Box>{{5, 0, 15, 10}, {0, 20, 10, 40}}));
}

TEST(DecodeBoxes, BoxesAreCutAtTheBorderThatIsGivenAndNotOtherwise) {
  const auto references = list<Box>({{-5, 2, 50, 60}});
  const HostTensor<float, 2> zero = {{0, 0, 0, 0}};
  EXPECT_EQ(decode_boxes(references, zero, {})(0), (Box{-5, 2, 50, 60}));
  EXPECT_EQ(decode_boxes(references, zero, {.clip = {0, 5, 20, 40}})(0), (Box{0, 5, 20, 40}));
}

TEST(DecodeBoxes, TheLimitOfTheLogarithmsCanBeTakenAway) {
  const auto references = list<Box>({{0, 0, 2, 2}});
  const HostTensor<float, 2> wide = {{0, 0, 5, 0}};  // e^5 = 148.4 times as wide
  EXPECT_NEAR(decode_boxes(references, wide, {})(0).x2, 1 + 62.5F, 1e-4F);
  EXPECT_NEAR(decode_boxes(references, wide, {.max_log_scale = 0})(0).x2, 1 + std::exp(5.0F),
              1e-3F);
}

TEST(DecodeBoxes, DeltasOfAnotherShapeAreNamed) {
  EXPECT_EQ(message_of<ShapeError>([] {
              decode_boxes(make_tensor<Box>({2}), make_tensor<float>({2, 3}), {});
            }),
            "decode: deltas is (2, 3), expected (2, 4) like boxes");
}

}  // namespace
}  // namespace mrcnn
