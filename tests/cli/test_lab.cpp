#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

/// The commands of `mrcnn lab`; that grading is right is shown in tests/labs.
class Lab : public ProgramTest {
 protected:
  [[nodiscard]] Finished lab(const std::string& arguments) const {
    return mrcnn("lab --progress progress.json " + arguments);
  }
};

TEST_F(Lab, AloneIsTheTableOfProgress) {
  const Finished table = lab("--json");
  EXPECT_EQ(table.exit_code, 0) << table.error;
  const json result = json::parse(table.out);
  EXPECT_EQ(result["steps"]["yours"], 0);
  EXPECT_EQ(result["steps"]["of"], 9);
  EXPECT_EQ(result["labs"][1]["name"], "overlap");
  EXPECT_EQ(result["labs"][1]["state"], "not begun");
}

TEST_F(Lab, StartWritesAFileAndNeverOverwritesIt) {
  EXPECT_EQ(lab("start 1 -o mine.cpp").exit_code, 0);
  EXPECT_NE(file_text(folder() / "mine.cpp").find("iou_matrix("), std::string::npos);
  const Finished again = lab("start 1 -o mine.cpp");
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_EQ(again.error, "mrcnn: mine.cpp: exists; lab start overwrites nothing\n");
}

TEST_F(Lab, StartTakesTheLanguageFromTheName) {
  EXPECT_EQ(lab("start 1 -o mine.py").exit_code, 0);
  EXPECT_NE(file_text(folder() / "mine.py").find("def iou(a, b):"), std::string::npos);
  EXPECT_EQ(lab("start 1 --language c++ -o other.py").exit_code, 2);
  EXPECT_EQ(lab("start 1 -o mine.txt").exit_code, 2);
}

TEST_F(Lab, AnUneditedStubIsNotWrittenAndTheTableSaysSo) {
  (void)lab("start 1 -o mine.cpp");
  const Finished check = lab("check 1 mine.cpp --json");
  EXPECT_EQ(check.exit_code, 1) << check.error;
  const json result = json::parse(check.out);
  EXPECT_EQ(result["lab"], 1);
  EXPECT_EQ(result["state"], "not_written");
  EXPECT_EQ(result["groups"]["hand"]["passed"], 0);
  EXPECT_TRUE(result["first"].is_null());
  EXPECT_TRUE(result["diagnosis"].empty());
  EXPECT_EQ(json::parse(lab("--json").out)["labs"][1]["state"], "not_written");
}

TEST_F(Lab, HintsComeOneByOneAndTheLastStays) {
  for (const int expected : {1, 2, 3, 3}) {
    const json hint = json::parse(lab("hint 1 --json").out);
    EXPECT_EQ(hint["hint"], expected);
    EXPECT_EQ(hint["text"].get<std::string>().substr(0, 4), "## " + std::to_string(expected));
  }
}

TEST_F(Lab, AMissingFileIsBadInputAndAnUnknownLabWrongUsage) {
  EXPECT_EQ(lab("check 1 no.cpp").exit_code, 3);
  EXPECT_EQ(lab("check 99 no.cpp").exit_code, 2);
  EXPECT_EQ(lab("check 0 no.cpp").exit_code, 2);
  EXPECT_EQ(lab("run 1 no.cpp image.png --out o").exit_code, 2);
  EXPECT_EQ(lab("grade nowhere --seed 1").exit_code, 3);
}

TEST_F(Lab, OpTakesManyCasesAndABadOneEndsInThree) {
  const std::string zero =
      "python3 -c \"import pathlib; p = pathlib.Path('in/a'); "
      "p.mkdir(parents=True); (p / 'op.json').write_text('{}')\"";
  EXPECT_EQ(shell(zero).exit_code, 0);
  const Finished run = mrcnn("op --cases in --out out");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_NE(run.error.find("a: in/a/op.json: op: "), std::string::npos) << run.error;
  EXPECT_EQ(mrcnn("op iou --cases in --out out").exit_code, 2);
  EXPECT_EQ(mrcnn("op --out out").exit_code, 2);
}

}  // namespace
}  // namespace mrcnn
