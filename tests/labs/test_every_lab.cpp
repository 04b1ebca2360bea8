#include <algorithm>
#include <set>

#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/progress.hpp"

#include "tests/labs/student_file.hpp"

namespace mrcnn {
namespace {

/// The numbers of the labs that are graded.
std::vector<int> graded_labs() {
  std::vector<int> numbers;
  for (const Lab& lab : read_labs()) {
    if (lab.is_graded()) {
      numbers.push_back(lab.number);
    }
  }
  return numbers;
}

class EveryLab : public StudentTest, public testing::WithParamInterface<int> {
 protected:
  EveryLab() : lab_(graded_lab(GetParam())) {}

  const Lab lab_;
};

INSTANTIATE_TEST_SUITE_P(Lab, EveryLab, testing::ValuesIn(graded_labs()),
                         [](const auto& row) { return std::to_string(row.param); });

class LabOfTwoParts : public EveryLab {};

INSTANTIATE_TEST_SUITE_P(Lab, LabOfTwoParts, testing::Values(3, 4),
                         [](const auto& row) { return std::to_string(row.param); });

TEST_P(EveryLab, TheReferenceGivesWhatItsCasesState) {
  for (const LabCase& row : read_cases(lab_)) {
    for (const auto& [name, array] : row.expected) {
      const auto stated = row.stated.find(name);
      if (stated == row.stated.end()) {
        continue;
      }
      Signature expected;
      Signature made;
      append_array(expected, stated->second);
      append_array(made, array);
      EXPECT_TRUE(agree(made, expected, lab_.allowed)) << row.name << ": " << name;
    }
  }
}

TEST_P(EveryLab, HasCasesByHandWithNamesOfTheirOwn) {
  std::set<std::string> names;
  int by_hand = 0;
  for (const LabCase& row : read_cases(lab_)) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    by_hand += row.group == "hand" && !row.stated.empty() ? 1 : 0;
  }
  EXPECT_GT(by_hand, 0);
}

TEST_P(EveryLab, HasAWordForEveryAxisOfItsResults) {
  for (const LabPart& part : lab_.parts) {
    for (const OperationArray& output : operation_named(part.op).outputs) {
      ASSERT_TRUE(part.axes.contains(output.name)) << part.op << ": " << output.name;
      const auto axes = std::count(output.shape.begin(), output.shape.end(), ',') + 1;
      EXPECT_EQ(part.axes.at(output.name).size(), axes) << part.op << ": " << output.name;
    }
  }
}

TEST_P(EveryLab, TheUneditedStubIsNotWritten) {
  for (const auto& [name, language] :
       {std::pair("stub.cpp", LabLanguage::cpp), std::pair("stub.py", LabLanguage::python)}) {
    const LabResult result = checked(lab_.number, name, stub_text(lab_, language));
    EXPECT_EQ(result.state, LabState::not_written) << name;
    EXPECT_EQ(passed_in(result), 0) << name;
  }
}

TEST_P(EveryLab, TheStubCompilesAndFailsInEveryGroup) {
  const LabResult result =
      checked(lab_.number, "stub.cpp",
              stub_text(lab_, LabLanguage::cpp) + "\n[[maybe_unused]] static int edited;\n");
  // a case without a single box never calls the function of lab 7
  EXPECT_TRUE(result.state == LabState::not_written || result.state == LabState::failed)
      << result.message;
  EXPECT_FALSE(result.groups.empty());
  for (const auto& [group, score] : result.groups) {
    EXPECT_LT(score.passed, score.of) << group;
  }
}

TEST_P(LabOfTwoParts, ARightOneBesideAnUnwrittenOneHasNoDiagnosis) {
  std::string text = stub_text(lab_, LabLanguage::cpp);
  const std::string name = lab_.parts.front().function;
  const std::size_t thrown = text.find("throw NotWritten(\"" + name);
  const std::string reference = read_text(source_root() / lab_.parts.front().file);
  const std::size_t begin = reference.find("// [lab]\n");
  ASSERT_NE(thrown, std::string::npos);
  ASSERT_NE(begin, std::string::npos);
  text.replace(thrown, text.find('\n', thrown) - thrown,
               reference.substr(begin, reference.find("// [/lab]") - begin));
  std::string hidden;
  for (const auto& header : lab_.hidden) {
    hidden += "#include \"" + header.string() + "\"\n";
  }
  const LabResult result = checked(lab_.number, "half.cpp", hidden + text);
  EXPECT_EQ(result.state, LabState::failed) << result.message;
  EXPECT_TRUE(result.diagnosis.empty()) << lab_text(lab_, result);
  EXPECT_EQ(result.no_diagnosis, "what is written is right");
}

TEST_P(EveryLab, TheReferencePasses) {
  std::string text;
  for (const LabPart& part : lab_.parts) {
    text += read_text(source_root() / part.file);
  }
  const LabResult result = checked(lab_.number, "reference.cpp", text);
  EXPECT_EQ(result.state, LabState::passed) << lab_text(lab_, result);
}

TEST_P(EveryLab, EveryMutantFailsAndIsDiagnosedAsItself) {
  const std::vector<LabCase> cases = read_cases(lab_);
  const std::vector<Mutant> mutants = read_mutants(lab_);
  const auto signatures = mutant_signatures(lab_, mutants, cases);
  Signature reference;
  for (const LabCase& row : cases) {
    for (const auto& [name, array] : row.expected) {
      append_array(reference, array);
    }
  }
  EXPECT_TRUE(diagnose(reference, signatures, lab_.allowed).empty());
  for (int i = 0; i < static_cast<int>(mutants.size()); ++i) {
    const std::string& name = mutants[static_cast<std::size_t>(i)].name;
    EXPECT_FALSE(agree(signatures.at({i}), reference, lab_.allowed)) << name << " passes all cases";
    const std::vector<int> found = diagnose(signatures.at({i}), signatures, lab_.allowed);
    ASSERT_FALSE(found.empty()) << name;
    EXPECT_EQ(found, std::vector<int>{i})
        << name << " looks like " << mutants[static_cast<std::size_t>(found[0])].name;
  }
}

TEST_P(EveryLab, EveryDiagnosisPointsToAPage) {
  for (const Mutant& mutant : read_mutants(lab_)) {
    const std::string page = mutant.lesson.substr(0, mutant.lesson.find('#'));
    EXPECT_TRUE(std::filesystem::exists(source_root() / page)) << mutant.name << ": " << page;
    EXPECT_FALSE(mutant.text.empty()) << mutant.name;
  }
}

TEST_P(EveryLab, HasAPageAndThreeHints) {
  EXPECT_TRUE(std::filesystem::exists(lab_.folder / "README.md"));
  for (const int hint : {1, 2, 3}) {
    EXPECT_GT(hint_text(lab_, hint).size(), 10U) << hint;
  }
}

}  // namespace
}  // namespace mrcnn
