#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/lab/mutants.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

const std::filesystem::path kFile = "common/geometry/box.hpp";

Mutant mutant(const std::string& name, const std::string& before, const std::string& after) {
  return {name, {{kFile, before, after}}, "What one sees. Why.", "README.md"};
}

TEST(Mutants, AnExpressionIsChosenByANumber) {
  const auto sources =
      mutated_sources({mutant("sum", "area(a) + area(b) - intersection", "area(a) + area(b)")});
  EXPECT_NE(sources.at(kFile).find("const float union_area = (is_mutant(0) ? (area(a) + area(b)) : "
                                   "(area(a) + area(b) - intersection));"),
            std::string::npos);
  EXPECT_NE(sources.at(kFile).find("#include \"stages/program/lab/mutant.hpp\""),
            std::string::npos);
}

TEST(Mutants, StatementsAreChosenByABranch) {
  const std::string before = "return (b.x2 - b.x1) * (b.y2 - b.y1);";
  const auto sources = mutated_sources({mutant("none", before, "return 0.0F;")});
  EXPECT_NE(sources.at(kFile).find("if (is_mutant(0)) { return 0.0F; } else { " + before + " }"),
            std::string::npos);
}

TEST(Mutants, OneTextInsideAnotherIsChosenInBothBranches) {
  const auto sources =
      mutated_sources({mutant("inner", "(b.x2 - b.x1)", "b.x2"),
                       mutant("outer", "(b.x2 - b.x1) * (b.y2 - b.y1)", "(b.x2 - b.x1) * 2")});
  EXPECT_NE(sources.at(kFile).find("(is_mutant(1) ? ((is_mutant(0) ? (b.x2) : ((b.x2 - b.x1))) * "
                                   "2) : ((is_mutant(0) ? (b.x2) : ((b.x2 - b.x1))) * "
                                   "(b.y2 - b.y1)))"),
            std::string::npos);
}

TEST(Mutants, ATextThatIsNotThereOnceIsNamed) {
  EXPECT_EQ(message_of<InputError>([] { (void)mutated_sources({mutant("m", "no such", "1")}); }),
            "mutant m: common/geometry/box.hpp has \"no such\" 0 times, expected once");
  EXPECT_EQ(message_of<InputError>([] {
              (void)mutated_sources({mutant("m", "width", "1")});
            }).substr(0, 45),
            "mutant m: common/geometry/box.hpp has \"width\"");
}

TEST(Mutants, TextsThatOverlapPartlyAreRefused) {
  EXPECT_EQ(message_of<InputError>([] {
              (void)mutated_sources({mutant("a", "area(a) + area(b)", "1"),
                                     mutant("b", "area(b) - intersection", "2")});
            }),
            "mutant a: \"area(a) + area(b)\" overlaps partly with another mutant's text");
}

}  // namespace
}  // namespace mrcnn
