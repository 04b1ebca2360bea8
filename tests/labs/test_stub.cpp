#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/lab/stub.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Stub, HasTheContractTheSignatureAndNoSolution) {
  const std::string text = stub_text(graded_lab(1), LabLanguage::cpp);
  EXPECT_TRUE(contains(text, "/// IoU of every box of `a` (D) with every box of `b` (G)")) << text;
  EXPECT_TRUE(contains(text, "HostTensor<float, 2> iou_matrix(const HostTensor<Box, 1>& a"));
  EXPECT_TRUE(contains(text, "throw NotWritten(\"iou_matrix is not written yet\");"));
  EXPECT_FALSE(contains(text, "iou(a(d), b(g))"));
  EXPECT_FALSE(contains(text, "#include \"common/geometry/box.hpp\""));
  EXPECT_FALSE(contains(text, "[lab]"));
}

TEST(Stub, OfPythonNamesArraysAndParameters) {
  const std::string text = stub_text(graded_lab(7), LabLanguage::python);
  EXPECT_TRUE(contains(text, "def roi_align(features, boxes, *, size, scale, sampling, aligned):"))
      << text;
  EXPECT_TRUE(contains(text, "OUTPUTS = {\"roi_align\": [\"regions\"]}"));
}

TEST(Stub, CommentsAndWhiteSpaceAreNoWork) {
  const Lab lab = graded_lab(1);
  EXPECT_TRUE(is_unwritten("", lab, LabLanguage::cpp));
  EXPECT_TRUE(is_unwritten("// todo\n/* later\n */\n", lab, LabLanguage::cpp));
  EXPECT_TRUE(is_unwritten("# todo", lab, LabLanguage::python));
  EXPECT_TRUE(is_unwritten("// mine\n" + stub_text(lab, LabLanguage::cpp), lab, LabLanguage::cpp));
  EXPECT_FALSE(is_unwritten("int x;", lab, LabLanguage::cpp));
  EXPECT_FALSE(is_unwritten("x = 1", lab, LabLanguage::python));
}

TEST(Stub, TheLanguageIsThatOfTheName) {
  EXPECT_EQ(language_of("a.cc"), LabLanguage::cpp);
  EXPECT_EQ(language_of("a.py"), LabLanguage::python);
  EXPECT_EQ(message_of<UsageError>([] { (void)language_of("a.txt"); }),
            "a.txt: expected a name that ends in .cpp or .py");
}

}  // namespace
}  // namespace mrcnn
