#include <gtest/gtest.h>

#include "common/geometry/nms.hpp"

#include "viz/2_proposals.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

ProposalsTrace<Host> two_candidates(std::int32_t second_suppressed_by) {
  return {{Box{10, 10, 60, 60}, Box{12, 12, 62, 62}},
          {0, 1},
          {0.9F, 0.8F},
          {2, 6},
          {kKept, second_suppressed_by},
          {0}};
}

// Both panels show the same candidates: a kept one twice in its colour, a suppressed one once.
TEST(ProposalsPicture, ASuppressedCandidateIsDashedGreyAfterwards) {
  const Proposals<Host> found{{Box{10, 10, 60, 60}}, {0.9F}};
  const Rgb kept = draw_proposals(plain_image(96, 96), found, two_candidates(kKept));
  const Rgb suppressed = draw_proposals(plain_image(96, 96), found, two_candidates(0));
  EXPECT_LT(count_of(suppressed, color_of_level(6)), count_of(kept, color_of_level(6)) * 3 / 4);
  EXPECT_GT(count_of(suppressed, color_of_level(6)), 500U);
  EXPECT_GT(count_of(suppressed, color_of_level(2)), 1000U) << "the survivor, in both panels";
}

// Only the heading says why a candidate is dashed.
TEST(ProposalsPicture, ARejectedCandidateIsDashedWhateverTheReasonAndTheReasonsAreCounted) {
  const Proposals<Host> found{{Box{10, 10, 60, 60}}, {0.9F}};
  const Rgb suppressed = draw_proposals(plain_image(96, 96), found, two_candidates(0));
  for (const std::int32_t reason : {kTooSmall, kBelowScore, kCutByLimit}) {
    const Rgb rejected = draw_proposals(plain_image(96, 96), found, two_candidates(reason));
    EXPECT_EQ(count_of(rejected, color_of_level(6)), count_of(suppressed, color_of_level(6)));
    EXPECT_NE(rejected, suppressed);
  }
}

TEST(ObjectnessPicture, LogitsThatDoNotFitTheCellsAreRefused) {
  const RpnOutput<Host> rpn{make_tensor<Box>({7}), make_tensor<std::int32_t>({7}),
                            make_tensor<float>({7}), make_tensor<float>({7, 4})};
  EXPECT_ANY_THROW(draw_objectness(plain_image(64, 96), rpn, flat_pyramid(64, 96)));
}

}  // namespace
}  // namespace mrcnn
