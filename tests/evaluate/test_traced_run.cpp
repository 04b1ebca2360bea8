#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/trace/array_tensor.hpp"

#include "stages/program/evaluate/traced_run.hpp"

#include "tests/io/test_files.hpp"
#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

/// A trace of two proposals.
struct TwoProposals : testing::Test {
  TwoProposals() {
    trace.write("2_proposals/boxes", to_array(list<Box>({{0, 0, 1, 1}, {2, 2, 3, 3}})));
    trace.write("2_proposals/scores", to_array(list<float>({0.5F, 0.25F})));
  }

  [[nodiscard]] std::string file(const std::string& array) const {
    return trace.path_of(array).string();
  }

  TemporaryFolder folder;
  TraceFolder trace = TraceFolder::create(folder.path());
};

TEST_F(TwoProposals, OnlyTheArraysOfTheQuestionAreRead) {
  Config config;
  config.classes = {"background", "circle"};
  const TracedRun run = read_traced_run(trace, config, {"2_proposals/boxes", "2_proposals/kept"});
  EXPECT_EQ(run.state.proposals.boxes(1), (Box{2, 2, 3, 3}));
  EXPECT_TRUE(run.state.has("2_proposals/boxes"));
  EXPECT_FALSE(run.state.has("2_proposals/scores"));
  EXPECT_FALSE(run.state.has("2_proposals/kept"));
  EXPECT_EQ(run.config.classes, config.classes);
}

TEST_F(TwoProposals, CountsThatContradictEachOtherAreRefusedEvenIfNotAskedFor) {
  trace.write("2_proposals/scores", to_array(list<float>({0.5F})));
  EXPECT_EQ(message_of<InputError>([&] { (void)read_traced_run(trace, {}, {}); }),
            file("2_proposals/scores") +
                ": counts contradict, expected 2 in axis 0 to go with 2_proposals/boxes, got "
                "(1,)");
}

TEST_F(TwoProposals, AnEditLeavesOutWhatNoLongerFitsIt) {
  Manifest manifest;
  manifest.arrays["2_proposals/scores"] = describe(trace.read("2_proposals/scores"), "", "");
  manifest.arrays["2_proposals/boxes"] = describe(trace.read("2_proposals/boxes"), "", "");
  trace.write_manifest(manifest);
  trace.write("2_proposals/boxes", to_array(list<Box>({{0, 0, 1, 1}})));
  const TracedRun run = read_traced_run(trace, {}, {"2_proposals/boxes", "2_proposals/scores"});
  EXPECT_EQ(run.state.proposals.boxes.size(), 1U);
  EXPECT_FALSE(run.state.has("2_proposals/scores"));
  EXPECT_FALSE(run.trace.has("2_proposals/scores"));
}

TEST_F(TwoProposals, AValueThatIsNotFiniteIsNamed) {
  trace.write("2_proposals/scores",
              to_array(list<float>({0.5F, std::numeric_limits<float>::quiet_NaN()})));
  EXPECT_EQ(
      message_of<InputError>([&] { (void)read_traced_run(trace, {}, {"2_proposals/scores"}); }),
      file("2_proposals/scores") + ": the value at (1,) is not finite, expected a number, got nan");
}

TEST_F(TwoProposals, AMissingArrayIsNamedWithTheCommandThatMakesIt) {
  const TracedRun run = read_traced_run(trace, {}, {"2_proposals/boxes"});
  EXPECT_NO_THROW(require_arrays(run, {"2_proposals/boxes"}));
  EXPECT_EQ(message_of<InputError>([&] {
              require_arrays(run, {"2_proposals/boxes", "2_proposals/kept"});
            }),
            file("2_proposals/kept") +
                ": is missing, expected a whole trace: mrcnn run IMAGE --dump DIR");
}

TEST_F(TwoProposals, ARowThatTheOtherArrayDoesNotHaveIsNamed) {
  const TracedRun run = read_traced_run(trace, {}, {});
  EXPECT_EQ(traced_row(run, "2_proposals/kept", 3, 0, 5), 0U);
  EXPECT_EQ(traced_row(run, "2_proposals/kept", 3, 4, 5), 4U);
  for (const int value : {-1, 5}) {
    EXPECT_EQ(
        message_of<InputError>([&] { (void)traced_row(run, "2_proposals/kept", 3, value, 5); }),
        file("2_proposals/kept") + ": row 3 is " + std::to_string(value) + ", expected 0 to 4");
  }
}

TEST(ClassName, IsThatOfTheConfigurationOrTheNumber) {
  Config config;
  config.classes = {"background", "circle"};
  EXPECT_EQ(class_name(config, 0), "background");
  EXPECT_EQ(class_name(config, 1), "circle");
  EXPECT_EQ(class_name(config, 2), "class 2");
  EXPECT_EQ(class_name(config, -1), "class -1");
}

}  // namespace
}  // namespace mrcnn
