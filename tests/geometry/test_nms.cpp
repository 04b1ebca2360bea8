#include <algorithm>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/box.hpp"
#include "common/geometry/nms.hpp"
#include "common/geometry/sort_key.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

using Rows = std::vector<std::int32_t>;

/// Input and output of one call, which the fast path gives too.
struct Nms {
  HostTensor<Box, 1> boxes;
  HostTensor<float, 1> scores;
  HostTensor<std::int32_t, 1> groups;
  HostTensor<std::int32_t, 1> suppressed_by;
  Rows survivors;  // as a vector, so that GoogleTest prints it
};

Nms run_nms(const std::vector<Box>& boxes, const std::vector<float>& scores, double max_iou,
            Rows groups = {}, Rows marks = {}) {
  groups.resize(boxes.size(), 0);
  marks.resize(boxes.size(), kKept);
  Nms nms{list(boxes), list(scores), list(groups), list(marks), {}};
  nms.survivors = values(non_maximum_suppression(nms.boxes, nms.scores, nms.groups,
                                                 {.max_iou = max_iou}, nms.suppressed_by));
  auto fast_marks = list(marks);
  const NmsParams fast{.max_iou = max_iou, .fast = true};
  EXPECT_EQ(nms.survivors,
            values(non_maximum_suppression(nms.boxes, nms.scores, nms.groups, fast, fast_marks)));
  EXPECT_EQ(values(nms.suppressed_by), values(fast_marks)) << "by the fast path";
  return nms;
}

/// A strip of height 1 from x1 to x2.
Box strip(float x1, float x2) {
  return {x1, 0, x2, 1};
}

// Four strips of length 10. IoU of strips shifted by s is (10 - s) / (10 + s): 0.82, 0.67, 0.54,
// 0.43 for s = 1, 2, 3, 4.
//
//   row 1, score 0.9   ==========                  survives
//   row 3, score 0.8     ==========                shifted by 2: suppressed by row 1
//   row 0, score 0.7       ==========              by 4 from row 1; by 2 from row 3, which is gone
//   row 2, score 0.6      ==========               by 3 from row 1, by 1 from row 0
TEST(Nms, OnlySurvivorsSuppressAndTheBestOfThemIsNamed) {
  const Nms nms = run_nms({strip(4, 14), strip(0, 10), strip(3, 13), strip(2, 12)},
                          {0.7F, 0.9F, 0.6F, 0.8F}, 0.5);
  EXPECT_EQ(nms.survivors, (Rows{1, 0}));
  EXPECT_EQ(values(nms.suppressed_by), (Rows{kKept, kKept, 1, 1}));
}

// inter / union = 70 / 100, which float32 rounds to 0.69999999.
TEST(Nms, TheIouMustExceedTheThresholdAndIsComparedAsDouble) {
  const std::vector<Box> seventy = {{0, 0, 10, 10}, {0, 0, 10, 7}};
  EXPECT_EQ(run_nms(seventy, {0.9F, 0.8F}, 0.7).survivors.size(), 2U);
  EXPECT_EQ(run_nms(seventy, {0.9F, 0.8F}, 0.69999998).survivors.size(), 1U);
  const std::vector<Box> half = {{0, 0, 10, 10}, {0, 0, 10, 5}};
  EXPECT_EQ(run_nms(half, {0.9F, 0.8F}, 0.5).survivors.size(), 2U);
  EXPECT_EQ(run_nms(half, {0.9F, 0.8F}, 0.4999999999).survivors.size(), 1U);
  const std::vector<Box> thirty = {{0, 0, 10, 10}, {0, 0, 10, 3}};  // 0.30000001
  EXPECT_EQ(run_nms(thirty, {0.9F, 0.8F}, 0.3).survivors.size(), 1U);
}

TEST(Nms, TheLowerRowWinsATie) {
  const Nms nms = run_nms({strip(0, 10), strip(0, 10), strip(0, 10)}, {0.5F, 0.5F, 0.5F}, 0.5);
  EXPECT_EQ(nms.survivors, (Rows{0}));
  EXPECT_EQ(values(nms.suppressed_by), (Rows{kKept, 0, 0}));
}

TEST(Nms, SurvivorsComeBestFirstOverAllGroups) {
  const Nms nms =
      run_nms({strip(0, 1), strip(5, 6), strip(9, 10)}, {0.1F, 0.3F, 0.2F}, 0.5, {7, -1, 7});
  EXPECT_EQ(nms.survivors, (Rows{1, 2, 0}));
}

TEST(Nms, GroupsDoNotSeeEachOther) {
  const Nms nms = run_nms({strip(0, 10), strip(0, 10), strip(0, 10), strip(0, 10)},
                          {0.9F, 0.8F, 0.7F, 0.6F}, 0.5, {3, -9, 3, -9});
  EXPECT_EQ(nms.survivors, (Rows{0, 1}));
  EXPECT_EQ(values(nms.suppressed_by), (Rows{kKept, kKept, 0, 1}));
}

TEST(Nms, MarkedRowsTakeNoPartAndKeepTheirMarks) {
  const Nms nms =
      run_nms({strip(0, 10), strip(0, 10), strip(0, 10), strip(0, 10)}, {0.9F, 0.8F, 0.7F, 0.6F},
              0.5, {}, {kTooSmall, kBelowScore, kKept, kKept});
  EXPECT_EQ(nms.survivors, (Rows{2}));
  EXPECT_EQ(values(nms.suppressed_by), (Rows{kTooSmall, kBelowScore, kKept, 2}));
}

TEST(Nms, NonFiniteBoxesNeitherSuppressNorAreSuppressed) {
  const Nms nms = run_nms({{kNaN, 0, 10, 1},
                           strip(0, 10),
                           {0, 0, kInfinity, 1},
                           {-kInfinity, -kInfinity, kInfinity, kInfinity},
                           strip(0, 10)},
                          {0.9F, 0.8F, 0.7F, 0.6F, 0.5F}, 0.5);
  EXPECT_EQ(nms.survivors, (Rows{0, 1, 2, 3}));
  EXPECT_EQ(nms.suppressed_by(4), 1);
}

TEST(Nms, ARowWithoutAScoreComesLast) {
  const Nms nms =
      run_nms({strip(0, 10), strip(0, 10), strip(20, 30)}, {kNaN, -kInfinity, 0.1F}, 0.5);
  EXPECT_EQ(nms.survivors, (Rows{2, 1}));
  EXPECT_EQ(nms.suppressed_by(0), 1);
}

TEST(Nms, NoBoxesAndOneBox) {
  EXPECT_EQ(run_nms({}, {}, 0.5).survivors, Rows{});
  EXPECT_EQ(run_nms({{0, 0, 0, 0}}, {0.0F}, 0.0).survivors, Rows{0});
}

TEST(Nms, AListOfAnotherLengthThanTheBoxesIsNamed) {
  const auto message = [](std::size_t scores, std::size_t groups, std::size_t marks) {
    auto suppressed_by = filled_tensor<std::int32_t>({marks}, kKept);
    return message_of<ShapeError>([&] {
      non_maximum_suppression(list<Box>({strip(0, 1)}), filled_tensor<float>({scores}, 0.5F),
                              filled_tensor<std::int32_t>({groups}, 0), {}, suppressed_by);
    });
  };
  EXPECT_EQ(message(2, 1, 1), "non_maximum_suppression: scores has 2 rows, expected 1 like boxes");
  EXPECT_EQ(message(1, 0, 1), "non_maximum_suppression: groups has 0 rows, expected 1 like boxes");
  EXPECT_EQ(message(1, 1, 3),
            "non_maximum_suppression: suppressed_by has 3 rows, expected 1 like boxes");
}

/// 300 boxes in three groups, scores with many ties.
Nms random_nms(std::uint64_t seed) {
  Random random(seed);
  std::vector<Box> boxes;
  std::vector<float> scores;
  Rows groups;
  for (int i = 0; i < 300; ++i) {
    boxes.push_back(random_box(random, 30));
    scores.push_back(static_cast<float>(random.integer(0, 50)) / 50.0F);
    groups.push_back(random.integer(0, 2));
  }
  return run_nms(boxes, scores, 0.4, groups);
}

TEST(Nms, EveryMarkIsExactlyWhatTheDefinitionSays) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Nms nms = random_nms(seed);
    for (std::size_t row = 0; row < nms.boxes.size(); ++row) {
      // the first survivor, best first, that is better, of the same group, and overlaps too much
      std::int32_t expected = kKept;
      for (const std::int32_t rival : nms.survivors) {
        const auto r = static_cast<std::size_t>(rival);
        if (sort_key(nms.scores(r), r) < sort_key(nms.scores(row), row) &&
            nms.groups(r) == nms.groups(row) && iou(nms.boxes(r), nms.boxes(row)) > 0.4) {
          expected = rival;
          break;
        }
      }
      ASSERT_EQ(nms.suppressed_by(row), expected) << "row " << row << ", seed " << seed;
    }
    EXPECT_EQ(static_cast<std::ptrdiff_t>(nms.survivors.size()),
              std::count(nms.suppressed_by.begin(), nms.suppressed_by.end(), kKept));
  }
}

// Whole corners make many quotients that are exactly 1/2, 1/3 or 0.7f; small ones underflow.
TEST(Nms, TheFastPathDecidesAtTheThresholdAsTheDefinitionDoes) {
  const double thresholds[] = {0.0,  1e-40, 0.1, 1.0 / 3.0, 0.5,  0.7,
                               0.7F, 0.9,   1.0, 2.0,       -0.5, kNaN};
  for (const float scale : {1.0F, 1e-20F, 1e-22F, 1e18F, 1e30F}) {
    Random random(40);
    std::vector<Box> boxes;
    std::vector<float> scores;
    for (int i = 0; i < 200; ++i) {
      const Box b = random_box(random, 6);
      boxes.push_back({b.x1 * scale, b.y1 * scale, b.x2 * scale, b.y2 * scale});
      scores.push_back(static_cast<float>(i % 50));
    }
    boxes[3].x1 = kNaN;
    boxes[60].y2 = kInfinity;
    std::swap(boxes[70].x1, boxes[70].x2);
    boxes[80] = {0, 0, 0, 0};
    for (const double threshold : thresholds) {
      SCOPED_TRACE(testing::Message() << "scale " << scale << ", threshold " << threshold);
      run_nms(boxes, scores, threshold);
    }
  }
}

TEST(Nms, ASecondPassOverTheSurvivorsKeepsThemAll) {
  const Nms first = random_nms(20);
  std::vector<Box> boxes;
  std::vector<float> scores;
  Rows groups;
  for (const std::int32_t row : first.survivors) {
    boxes.push_back(first.boxes(row));
    scores.push_back(first.scores(row));
    groups.push_back(first.groups(row));
  }
  ASSERT_LT(boxes.size(), 300U);
  Rows all(boxes.size());
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(run_nms(boxes, scores, 0.4, groups).survivors, all);
}

TEST(Nms, TheOrderOfTheRowsDoesNotMatterWhenScoresDiffer) {
  Random random(30);
  std::vector<Box> boxes;
  std::vector<float> scores;
  for (int i = 0; i < 200; ++i) {
    boxes.push_back(random_box(random, 30));
    scores.push_back(static_cast<float>(i) / 200.0F);
  }
  const Nms straight = run_nms(boxes, scores, 0.5);
  std::reverse(boxes.begin(), boxes.end());
  std::reverse(scores.begin(), scores.end());
  const Nms reversed = run_nms(boxes, scores, 0.5);
  ASSERT_EQ(straight.survivors.size(), reversed.survivors.size());
  for (std::size_t i = 0; i < straight.survivors.size(); ++i) {
    EXPECT_EQ(straight.survivors[i], 199 - reversed.survivors[i]);
  }
  for (std::size_t row = 0; row < 200; ++row) {
    const std::int32_t mark = reversed.suppressed_by(199 - row);
    EXPECT_EQ(straight.suppressed_by(row), mark == kKept ? kKept : 199 - mark);
  }
}

}  // namespace
}  // namespace mrcnn
