#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/stale_arrays.hpp"

#include "tests/compare/tiny_trace.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using Names = std::vector<std::string>;

TEST(StaleArrays, AreThoseThatContradictTheValidOnes) {
  TinyTrace trace;
  trace.put_boxes("2_proposals/boxes", {{0, 0, 1, 1}, {0, 0, 2, 2}});
  trace.put<float>("2_proposals/scores", {1, 2, 3});
  trace.put<float>("4_box_head/class_logits", {3, 2}, std::vector<float>(6));
  EXPECT_EQ(stale_arrays(trace.folder(), {"2_proposals/boxes"}),
            (Names{"2_proposals/scores", "4_box_head/class_logits"}));
  EXPECT_EQ(stale_arrays(trace.folder(), {"2_proposals/scores"}), (Names{"2_proposals/boxes"}));
}

TEST(StaleArrays, WhatContradictsAStaleArrayAloneIsNotStale) {
  TinyTrace trace;
  trace.put_boxes("2_proposals/boxes", {{0, 0, 1, 1}, {0, 0, 2, 2}});
  trace.put<float>("2_proposals/scores", {1, 2, 3});
  trace.put<float>("4_box_head/class_logits", {2, 2}, std::vector<float>(4));
  EXPECT_EQ(stale_arrays(trace.folder(), {"2_proposals/boxes"}), (Names{"2_proposals/scores"}));
}

TEST(StaleArrays, ValidArraysMustNotContradictEachOther) {
  TinyTrace trace;
  trace.put_boxes("2_proposals/boxes", {{0, 0, 1, 1}});
  trace.put<float>("2_proposals/scores", {1, 2});
  EXPECT_THROW(stale_arrays(trace.folder(), {"2_proposals/boxes", "2_proposals/scores"}),
               InputError);
}

TEST(StaleArrays, WithoutAManifestAContradictionIsNotAnEdit) {
  TinyTrace trace;
  trace.put_boxes("2_proposals/boxes", {{0, 0, 1, 1}});
  EXPECT_EQ(stale_after_edit(trace.folder()), Names());
  trace.put<float>("2_proposals/scores", {1, 2});
  EXPECT_THROW(stale_after_edit(trace.folder()), InputError);
}

}  // namespace
}  // namespace mrcnn
