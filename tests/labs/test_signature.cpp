#include <cmath>

#include <gtest/gtest.h>

#include "common/trace/array_tensor.hpp"

#include "stages/program/lab/diagnosis.hpp"
#include "stages/program/lab/signature.hpp"

namespace mrcnn {
namespace {

Signature of(const HostTensor<float, 1>& values) {
  Signature signature;
  append_array(signature, to_array(values));
  return signature;
}

TEST(Signatures, AgreeWithinTheScaleOfTheArray) {
  EXPECT_TRUE(agree(of({1000.0F, 1.001F}), of({1000.0F, 1.0F}), 1e-5));
  EXPECT_FALSE(agree(of({1.0F, 1.001F}), of({1.0F, 1.0F}), 1e-5));
}

TEST(Signatures, NanAgreesWithNanOnly) {
  EXPECT_TRUE(agree(of({NAN}), of({NAN}), 1.0));
  EXPECT_FALSE(agree(of({NAN}), of({0.0F}), 1.0));
  EXPECT_FALSE(agree(of({0.0F}), of({NAN}), 1.0));
}

TEST(Signatures, OtherLengthsNeverAgree) {
  EXPECT_FALSE(agree(of({1.0F}), of({1.0F, 1.0F}), 1.0));
  EXPECT_FALSE(agree(of({1.0F, 1.0F}), of({1.0F}), 1.0));
  EXPECT_FALSE(agree({kNoResult}, of({1.0F}), 1.0));
  EXPECT_FALSE(agree({}, of({1.0F}), 1.0));
}

TEST(Diagnosis, ASingleMisconceptionComesBeforePairs) {
  EXPECT_EQ(diagnose(of({2.0F}), {{{3}, of({2.0F})}, {{1, 2}, of({2.0F})}}, 1e-5),
            std::vector<int>{3});
}

TEST(Diagnosis, APairIsNamedAsTwo) {
  EXPECT_EQ(diagnose(of({2.0F}), {{{3}, of({1.0F})}, {{1, 2}, of({2.0F})}}, 1e-5),
            (std::vector<int>{1, 2}));
}

TEST(Diagnosis, OfSeveralPairsTheSharedOneIsCertain) {
  EXPECT_EQ(diagnose(of({2.0F}), {{{1, 2}, of({2.0F})}, {{1, 3}, of({2.0F})}}, 1e-5),
            std::vector<int>{1});
}

/// A lab of two parts, "nms" and "proposals", with one case of one array each.
std::vector<LabCase> two_cases() {
  std::vector<LabCase> cases(2);
  cases[0].call.operation = &operation_named("nms");
  cases[1].call.operation = &operation_named("proposals");
  for (LabCase& of : cases) {
    of.expected.resize(1);
  }
  return cases;
}

Signature joined(const Signature& first, const Signature& second) {
  Signature both = first;
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

TEST(Diagnosis, OfTwoPartsEachCanHaveItsOwn) {
  const MutantSignatures mutants = {{{1}, joined(of({2.0F}), of({0.0F}))},
                                    {{3}, joined(of({0.0F}), of({4.0F}))}};
  EXPECT_EQ(diagnose_parts(joined(of({2.0F}), of({4.0F})), mutants, 1e-5, two_cases(),
                           {"nms", "proposals"}, {"nms", "proposals"}),
            (std::vector<int>{1, 3}));
}

TEST(Diagnosis, APartIsNotDiagnosedBesideOneThatFailsForAnotherReason) {
  const MutantSignatures mutants = {{{3}, joined(of({0.0F}), of({4.0F}))}};
  EXPECT_TRUE(diagnose_parts(joined(of({2.0F}), of({4.0F})), mutants, 1e-5, two_cases(),
                             {"nms", "proposals"}, {"nms", "proposals"})
                  .empty());
}

TEST(Diagnosis, AnUnknownResultHasNone) {
  EXPECT_TRUE(diagnose(of({2.0F}), {{{1}, of({1.0F})}}, 1e-5).empty());
}

}  // namespace
}  // namespace mrcnn
