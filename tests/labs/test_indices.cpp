#include <algorithm>
#include <string>

#include "stages/program/lab/stub.hpp"

#include "tests/labs/student_file.hpp"

namespace mrcnn {
namespace {

/// Code that goes one past the end, in the place of a lab's first function.
struct PastTheEnd {
  const char* name;
  int lab;
  const char* code;
  const char* sentence;
};

constexpr PastTheEnd kPastTheEnd[] = {
    {"overlap_reading", 1, "return filled_tensor<float>({a.size(), b.size()}, b(b.size()).x1);",
     "index (1) is outside the array of shape (1): axis 0 goes from 0 to 0"},
    {"overlap_writing", 1, "for (std::size_t i = 0; i <= a.size(); ++i) { result(i, 0) = 0.0F; }",
     "index (4, 0) is outside the array of shape (4, 1): axis 0 goes from 0 to 3"},
    {"overlap_empty", 1, "result(0, 0) = 0.0F;",
     "index (0, 0) is outside the array of shape (0, 2): axis 0 is empty"},
    {"box_coder_reading", 3, "boxes(0).x1 = deltas(0, 4);",
     "index (0, 4) is outside the array of shape (1, 4): axis 1 goes from 0 to 3"},
    {"box_coder_too_few", 3, "boxes(0).x1 = deltas(0);",
     "index (0) is too short for the array of shape (1, 4): it needs one number per axis"},
    {"box_coder_writing", 3, "boxes(references.size()).x1 = 0.0F;",
     "index (1) is outside the array of shape (1): axis 0 goes from 0 to 0"},
    {"nms_reading", 4, "return filled_tensor<std::int32_t>({1}, groups(scores.size()));",
     "index (3) is outside the array of shape (3): axis 0 goes from 0 to 2"},
    {"nms_writing", 4, "suppressed_by(scores.size()) = 0; return suppressed_by;",
     "index (3) is outside the array of shape (3): axis 0 goes from 0 to 2"},
    {"roi_align_reading", 7, "region(0, 0, 0) = map(map.extent(0), 0, 0);",
     "index (2, 0, 0) is outside the array of shape (2, 2, 1): axis 0 goes from 0 to 1"},
    {"roi_align_before", 7, "region(0, 0, 0) = map(0, -1, 0);",
     "index (0, -1, 0) is outside the array of shape (2, 2, 1): axis 1 goes from 0 to 1"},
    {"roi_align_writing", 7, "region(0, region.extent(1), 0) = 0.0F;",
     "index (0, 1, 0) is outside the array of shape (1, 1, 1): axis 1 goes from 0 to 0"},
    {"roi_align_row", 7, "region[region.extent(0)](0, 0) = 0.0F;",
     "index (1) is outside the array of shape (1, 1, 1): axis 0 goes from 0 to 0"},
    {"paste_reading", 9, "pasted(0, 0, 0) = masks(0, masks.shape(1), 0);",
     "index (0, 1, 0) is outside the array of shape (1, 1, 1): axis 1 goes from 0 to 0"},
    {"paste_writing", 9, "pasted(0, 0, canvas.width) = 0.0F;",
     "index (0, 0, 10) is outside the array of shape (1, 10, 10): axis 2 goes from 0 to 9"},
};

class Indices : public StudentTest, public testing::WithParamInterface<PastTheEnd> {};

INSTANTIATE_TEST_SUITE_P(Lab, Indices, testing::ValuesIn(kPastTheEnd),
                         [](const auto& row) { return row.param.name; });

TEST_P(Indices, OutsideAnArrayHaveALineAndASentence) {
  const Lab lab = graded_lab(GetParam().lab);
  std::string text = stub_text(lab, LabLanguage::cpp);
  const std::size_t thrown = text.find("throw NotWritten");
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<int>(thrown), '\n');
  text.replace(thrown, text.find('\n', thrown) - thrown, GetParam().code);
  const LabResult result = checked(lab.number, "mine.cpp", text);
  EXPECT_EQ(result.state, LabState::crashed) << result.message;
  const std::string sentence = "line " + std::to_string(line) + ": " + GetParam().sentence;
  EXPECT_NE(result.message.find(sentence), std::string::npos) << result.message;
}

}  // namespace
}  // namespace mrcnn
