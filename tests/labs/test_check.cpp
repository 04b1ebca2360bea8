#include <cmath>
#include <string>

#include "stages/program/lab/check.hpp"

#include "tests/labs/student_file.hpp"

namespace mrcnn {
namespace {

constexpr int kOverlap = 1;

/// Lab 1 in C++, with `body` for every pair of boxes a and b.
std::string overlap_cpp(const std::string& body) {
  return R"(#include <stdexcept>
#include "common/geometry/iou_matrix.hpp"
namespace mrcnn {
HostTensor<float, 2> iou_matrix(const HostTensor<Box, 1>& first, const HostTensor<Box, 1>& second) {
  auto result = make_tensor<float>({first.size(), second.size()});
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::size_t j = 0; j < second.size(); ++j) {
      const Box a = first(i), b = second(j);
      result(i, j) = [&]() -> float { )" +
         body + R"( }();
    }
  }
  return result;
}
}
)";
}

/// Lab 1 in Python without NumPy: `body` computes `values` from boxes a and b. It writes .npy files
/// of type `dtype` by hand.
std::string overlap_python(const std::string& body, const std::string& dtype = "<f4") {
  return R"(import array, pathlib, struct, sys
def load(path):
    data = path.read_bytes()
    start = 10 + struct.unpack("<H", data[8:10])[0]
    numbers = array.array("f", data[start:])
    return [numbers[i:i + 4] for i in range(0, len(numbers), 4)]
def save(path, values, shape):
    header = str({"descr": ")" +
         dtype + R"(", "fortran_order": False, "shape": shape})
    header += " " * (53 - len(header) % 64 + 64 * (len(header) % 64 > 53)) + "\n"
    kind = {"<f4": "f", "<f8": "d", "<i4": "i"}[")" +
         dtype + R"("]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
                     + array.array(kind, values).tobytes())
for case in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    a, b = load(case / "a.npy"), load(case / "b.npy")
    shape = (len(a), len(b))
)" + body +
         R"(
    save(pathlib.Path(sys.argv[2]) / case.name / "iou.npy", values, shape)
)";
}

class Check : public StudentTest {};

TEST_F(Check, AMisconceptionInCppIsNamedWithWindowsLineEndings) {
  std::string text = overlap_cpp(R"(
        const float w = std::min(a.x2, b.x2) - std::max(a.x1, b.x1);
        const float h = std::min(a.y2, b.y2) - std::max(a.y1, b.y1);
        const float common = w > 0 && h > 0 ? w * h : 0.0F;
        const float sum = (a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1);
        return sum > 0 && sum < INFINITY ? common / sum : 0.0F;)");
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
    text.insert(at, "\r");
  }
  const LabResult result = checked(kOverlap, "mine.cpp", text);
  EXPECT_EQ(result.state, LabState::failed) << result.message;
  ASSERT_TRUE(result.first.has_value());
  EXPECT_EQ(result.first->array, "iou");
  ASSERT_EQ(result.diagnosis.size(), 1U) << lab_text(graded_lab(kOverlap), result);
  EXPECT_EQ(result.diagnosis[0].name, "union_is_sum");
}

TEST_F(Check, WhatDoesNotCompileShowsTheCompilersWords) {
  const LabResult result = checked(kOverlap, "mine.cpp", overlap_cpp("return no_such_name;"));
  EXPECT_EQ(result.state, LabState::does_not_compile);
  EXPECT_NE(result.message.find("mine.cpp:9"), std::string::npos) << result.message;
}

TEST_F(Check, AnotherSignatureIsNotTakenForTheStudentsFunction) {
  const LabResult result = checked(kOverlap, "mine.cpp", "int iou_matrix(int a) { return a; }\n");
  EXPECT_EQ(result.state, LabState::does_not_compile);
  EXPECT_NE(result.message.find("does not define iou_matrix()"), std::string::npos)
      << result.message;
}

TEST_F(Check, ACrashIsAState) {
  const LabResult result =
      checked(kOverlap, "mine.cpp", overlap_cpp("return *(volatile float*)nullptr + a.x1;"));
  EXPECT_EQ(result.state, LabState::crashed) << result.message;
}

TEST_F(Check, AnIndexOutsideAVectorHasASentence) {
  const LabResult result = checked(kOverlap, "mine.cpp", overlap_cpp(R"(
        std::vector<float> sides(4);
        return sides[static_cast<std::size_t>(a.x1 + 4)];)"));
  EXPECT_EQ(result.state, LabState::crashed);
  EXPECT_EQ(result.message, "an index into a std::vector is negative or not below its size()");
}

TEST_F(Check, AnExceptionNamesItsCase) {
  const LabResult result =
      checked(kOverlap, "mine.cpp", overlap_cpp("throw std::runtime_error(\"oh\");"));
  EXPECT_EQ(result.state, LabState::crashed);
  EXPECT_NE(result.message.find(": oh"), std::string::npos) << result.message;
}

TEST_F(Check, ElementsThatAreNeverSetAreWrong) {
  const LabResult result = checked(kOverlap, "mine.cpp", R"(
#include "common/geometry/iou_matrix.hpp"
namespace mrcnn {
HostTensor<float, 2> iou_matrix(const HostTensor<Box, 1>& a, const HostTensor<Box, 1>& b) {
  return make_tensor<float>({a.size(), b.size()});
}
}
)");
  EXPECT_EQ(result.state, LabState::failed) << result.message;
  EXPECT_EQ(result.groups.at("hand").passed, 0);
}

TEST_F(Check, AForgottenReturnDoesNotCompile) {
  const LabResult result = checked(kOverlap, "mine.cpp", R"(
#include "common/geometry/iou_matrix.hpp"
namespace mrcnn {
HostTensor<float, 2> iou_matrix(const HostTensor<Box, 1>& a, const HostTensor<Box, 1>& b) {
  auto result = filled_tensor<float>({a.size(), b.size()}, 0.0F);
}
}
)");
  EXPECT_EQ(result.state, LabState::does_not_compile);
  EXPECT_NE(result.message.find("no return statement"), std::string::npos) << result.message;
}

TEST_F(Check, AnAbortShowsWhatWasPrintedLast) {
  const LabResult result =
      checked(kOverlap, "mine.cpp", overlap_cpp("puts(\"begun\"); fflush(stdout); throw 42;"));
  EXPECT_EQ(result.state, LabState::crashed) << result.message;
  const std::string text = lab_text(graded_lab(kOverlap), result);
  EXPECT_NE(text.find("it printed:\n    begun\n    terminate called"), std::string::npos) << text;
}

TEST_F(Check, OfManyPrintedLinesTheLastTenAreShown) {
  const LabResult result =
      checked(kOverlap, "mine.py", "for i in range(30):\n    print('line', i)\n");
  const std::string text = lab_text(graded_lab(kOverlap), result);
  EXPECT_EQ(text.find("line 19\n"), std::string::npos) << text;
  EXPECT_NE(text.find("it printed, the last 10 lines:\n    line 20\n"), std::string::npos) << text;
}

TEST_F(Check, APythonExceptionNamesItsLine) {
  const LabResult result = checked(kOverlap, "mine.py", "x = 1\n\nx.no_such\n");
  EXPECT_EQ(result.state, LabState::crashed);
  EXPECT_EQ(result.message, "line 3: AttributeError: 'int' object has no attribute 'no_such'");
}

TEST_F(Check, ASyntaxErrorNamesItsLine) {
  const LabResult result = checked(kOverlap, "mine.py", "x = 1\ndef f(:\n");
  EXPECT_EQ(result.state, LabState::crashed);
  EXPECT_EQ(result.message, "line 2: SyntaxError: invalid syntax");
}

TEST_F(Check, MissingNumpySaysWhatToInstall) {
  const LabResult result =
      checked(kOverlap, "mine.py", "raise ModuleNotFoundError(\"No module named 'numpy'\")\n");
  EXPECT_EQ(result.state, LabState::crashed);
  EXPECT_NE(result.message.find("apt install python3-numpy"), std::string::npos) << result.message;
}

TEST_F(Check, TooMuchMemoryIsACrash) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "under the address sanitizer memory has no limit: its shadow is larger than any";
#endif
  const LabResult result = checked(kOverlap, "mine.py", "x = bytearray(3 << 30)\n");
  EXPECT_EQ(result.state, LabState::crashed);
  EXPECT_NE(result.message.find("MemoryError"), std::string::npos) << result.message;
}

TEST_F(Check, TooMuchOutputIsATimeOut) {
  const LabResult result = checked(kOverlap, "mine.py", "while True:\n    print('x' * 100000)\n");
  EXPECT_EQ(result.state, LabState::timed_out);
  EXPECT_EQ(result.message, "it wrote more than 64 MiB");
}

TEST_F(Check, AScriptWithoutResultsIsNotWritten) {
  const LabResult result = checked(kOverlap, "mine.py", "x = 1\n");
  EXPECT_EQ(result.state, LabState::not_written);
  EXPECT_EQ(checked(kOverlap, "empty.py", "").state, LabState::not_written);
  EXPECT_EQ(checked(kOverlap, "empty.cpp", "").state, LabState::not_written);
}

TEST_F(Check, AnotherDtypeIsWrongOutputAndSaysHowToConvert) {
  const LabResult result =
      checked(kOverlap, "mine.py", overlap_python("    values = [0] * len(a) * len(b)", "<f8"));
  EXPECT_EQ(result.state, LabState::wrong_output);
  EXPECT_NE(
      result.message.find("dtype is float64, expected float32; return array.astype(np.float32)"),
      std::string::npos)
      << result.message;
  EXPECT_EQ(checked(kOverlap, "int.py", overlap_python("    values = [0] * len(a) * len(b)", "<i4"))
                    .message.find("dtype is int32, expected float32") == std::string::npos,
            false);
}

TEST_F(Check, AnotherShapeIsWrongOutput) {
  const LabResult result =
      checked(kOverlap, "mine.py",
              overlap_python("    values = [0] * len(a) * len(b)\n    shape = (len(values),)"));
  EXPECT_EQ(result.state, LabState::wrong_output);
  EXPECT_NE(result.message.find("iou: shape is ("), std::string::npos) << result.message;
}

TEST_F(Check, AFileThatIsNoArrayIsWrongOutput) {
  const LabResult result = checked(kOverlap, "mine.py",
                                   "import pathlib, sys\n"
                                   "for case in pathlib.Path(sys.argv[1]).iterdir():\n"
                                   "    out = pathlib.Path(sys.argv[2]) / case.name\n"
                                   "    out.mkdir()\n"
                                   "    (out / 'iou.npy').write_text('no array')\n");
  EXPECT_EQ(result.state, LabState::wrong_output);
  EXPECT_NE(result.message.find("iou: "), std::string::npos) << result.message;
}

TEST_F(Check, NanIsNoRightAnswer) {
  const LabResult result =
      checked(kOverlap, "mine.py", overlap_python("    values = [float('nan')] * len(a) * len(b)"));
  EXPECT_EQ(result.state, LabState::failed);
  EXPECT_EQ(result.groups.at("hand").passed, 0);
  ASSERT_TRUE(result.first.has_value());
  EXPECT_TRUE(std::isnan(*result.first->yours));
}

}  // namespace
}  // namespace mrcnn
