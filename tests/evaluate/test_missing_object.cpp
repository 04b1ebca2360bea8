#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/evaluate/missing_object.hpp"

#include "tests/evaluate/living_sets.hpp"
#include "tests/evaluate/two_objects.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

TEST(MissingObject, AnObjectThatWasFoundIsFollowedToItsDetection) {
  const TwoObjects objects;
  const MissingObject first = explain_missing(objects.run(), {TwoObjects::kObject, 1});
  EXPECT_EQ(first.died_at, Death::found);
  EXPECT_EQ(living(first), (Living{2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(first.detail->array, "4_box_head/boxes");
  EXPECT_EQ(first.detail->row, 0U);
  EXPECT_EQ(first.detail->score, 0.8F);
  EXPECT_EQ(first.best_anchor.row, 0U);
  EXPECT_EQ(first.best_anchor.iou, 1.0F);
  EXPECT_EQ(first.target.label, 1);

  const MissingObject second = explain_missing(objects.run(), {TwoObjects::kOther, 2});
  EXPECT_EQ(second.died_at, Death::found);
  EXPECT_EQ(living(second), (Living{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(second.detail->row, 1U);
}

// (10, 10, 30, 20) covers half of the object, (10, 10, 30, 19) less.
TEST(MissingObject, ABoxIsAliveFromAnIouOfOneHalfOn) {
  const TwoObjects objects;
  EXPECT_EQ(explain_missing(objects.run(), {{10, 10, 30, 20}, 1}).died_at, Death::found);
  EXPECT_EQ(explain_missing(objects.run(), {{10, 10, 30, 19}, 1}).died_at, Death::anchors);
}

TEST(MissingObject, TheSetsHaveTheNamesOfTheSteps) {
  const TwoObjects objects;
  std::vector<std::string> names;
  for (const LivingSet& set : explain_missing(objects.run(), {TwoObjects::kObject, 1}).sets) {
    names.emplace_back(set.name);
  }
  EXPECT_EQ(names,
            (std::vector<std::string>{"anchors", "candidates", "proposals_size", "proposals_nms",
                                      "proposals", "boxes", "scores", "detections_size",
                                      "detections_nms", "detections", "kept"}));
}

TEST(MissingObject, EveryArrayThatItNeedsIsNamedWhenItIsMissing) {
  for (const std::string& array : arrays_of_missing_object()) {
    TwoObjects objects;
    objects.remove(array);
    EXPECT_EQ(
        message_of<InputError>([&] {
          (void)explain_missing(objects.run(), {TwoObjects::kObject, 1});
        }),
        objects.file(array) + ": is missing, expected a whole trace: mrcnn run IMAGE --dump DIR");
  }
}

}  // namespace
}  // namespace mrcnn
