#include <algorithm>
#include <ostream>
#include <string>

#include "tests/cli/program.hpp"

namespace mrcnn {

/// A call whose output would be one of its inputs.
struct Overwriting {
  const char* name;
  const char* before;  // shell commands that prepare the files
  const char* arguments;
  const char* input;  // which must stay as it is
};

void PrintTo(const Overwriting& call, std::ostream* out) {
  *out << "mrcnn " << call.arguments;
}

std::string name_of(const testing::TestParamInfo<Overwriting>& test) {
  return test.param.name;
}

class InputsStay : public ProgramTest, public testing::WithParamInterface<Overwriting> {};

#define NET MRCNN_TEST_DATA "/small_net/"
#define TRUTH MRCNN_SOURCE_DIR "/data/evaluation/three_truth.json"
#define RESULTS MRCNN_SOURCE_DIR "/data/evaluation/three_results.json"
#define BOXES "cp " MRCNN_TEST_DATA "/small_net/trace/2_proposals/boxes.npy "

TEST_P(InputsStay, WhereAnOutputWouldReplaceThem) {
  ASSERT_EQ(shell(GetParam().before).exit_code, 0);
  const std::string content = file_text(folder() / GetParam().input);
  ASSERT_FALSE(content.empty());
  const Finished run = mrcnn(GetParam().arguments);
  EXPECT_EQ(run.exit_code, 2) << run.error;
  EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
  EXPECT_NE(run.error.find("would replace an input"), std::string::npos) << run.error;
  EXPECT_EQ(file_text(folder() / GetParam().input), content);
}

INSTANTIATE_TEST_SUITE_P(
    OfEveryCommand, InputsStay,
    testing::Values(
        Overwriting{"Op", BOXES "boxes.npy",
                    "op decode --in boxes=boxes.npy deltas=boxes.npy --out .", "boxes.npy"},
        Overwriting{"OpThroughALinkedFolder", "mkdir o && ln -s o link && " BOXES "o/boxes.npy",
                    "op decode --in boxes=o/boxes.npy deltas=o/boxes.npy --out link",
                    "o/boxes.npy"},
        Overwriting{"OpThroughALinkedInput",
                    "mkdir o && " BOXES "o/boxes.npy && ln -s o/boxes.npy a.npy",
                    "op decode --in boxes=a.npy deltas=a.npy --out o", "o/boxes.npy"},
        Overwriting{"OpOfCases",
                    "mkdir -p c/x && " BOXES "c/x/boxes.npy && cp c/x/boxes.npy c/x/deltas.npy && "
                    "(echo '{\"op\": \"decode\", \"params\": {}}' > c/x/op.json)",
                    "op --cases c --out ./c/../c", "c/x/boxes.npy"},
        Overwriting{"RunWithAnImageNamedLikeAResult",
                    "cp " NET "image.png a.png && cp a.png 2_a.png",
                    "run 2_a.png a.png --model " NET "model.safetensors --out .", "2_a.png"},
        Overwriting{"RunWithItsTruth", "mkdir o && cp " NET "truth.json o/detections.json",
                    "run " NET "image.png --model " NET
                    "model.safetensors --truth o/detections.json --out o",
                    "o/detections.json"},
        Overwriting{"RunOfAPictureInATrace",
                    "cp -r " NET "trace t && cp " NET "image.png t/0_image/input.png",
                    "run t/0_image/input.png --model " NET "model.safetensors --dump t",
                    "t/0_image/input.png"},
        Overwriting{"RunOfPicturesInTraces",
                    "mkdir -p d/2_input/0_image && cp " NET "image.png d/2_input/0_image/input.png",
                    "run " NET "image.png d/2_input/0_image/input.png --model " NET
                    "model.safetensors --dump d",
                    "d/2_input/0_image/input.png"},
        Overwriting{"Resume", "cp -r " NET "trace t && ln -s t u",
                    "run --resume t --from paste --dump u", "t/2_proposals/boxes.npy"},
        Overwriting{"Report", "cp -r " NET "trace t", "report t -o t/2_proposals/boxes.npy",
                    "t/2_proposals/boxes.npy"},
        Overwriting{"ReportAgainst", "cp -r " NET "trace t && cp -r t u",
                    "report t --against u -o u/2_proposals/boxes.npy", "u/2_proposals/boxes.npy"},
        Overwriting{"ReportOfAnEvaluation", "mkdir e && (echo '{}' > e/evaluation.json)",
                    "report e -o e/evaluation.json", "e/evaluation.json"},
        Overwriting{"EvalOfResults", "mkdir e && cp " RESULTS " e/evaluation.json",
                    "eval e/evaluation.json --truth " TRUTH " --out e", "e/evaluation.json"},
        Overwriting{"EvalWithItsTruth", "mkdir e && cp " TRUTH " e/errors.json",
                    "eval " RESULTS " --truth e/errors.json --out e", "e/errors.json"},
        Overwriting{"EvalOfImages", "mkdir e && cp " NET "truth.json e/detections.json",
                    "eval " NET "image.png --model " NET
                    "model.safetensors --truth e/detections.json --out e",
                    "e/detections.json"},
        Overwriting{"Anchors", "mkdir e && cp " TRUTH " e/anchors.json",
                    "anchors --truth e/anchors.json --out e", "e/anchors.json"},
        Overwriting{"Convert", "cp " NET "model.safetensors m.safetensors",
                    "model convert m.safetensors -o m.safetensors", "m.safetensors"},
        Overwriting{"ConvertOfParts",
                    "cp " NET "model.safetensors part.safetensors && "
                    "(echo '{\"weight_map\": {\"a\": \"part.safetensors\"}}' > m.index.json)",
                    "model convert m.index.json -o part.safetensors", "part.safetensors"}),
    name_of);

class InputFolders : public ProgramTest {};

TEST_F(InputFolders, TakeResultsThatReplaceNoInput) {
  ASSERT_EQ(shell("cp -r " NET "trace t && mkdir e && cp " RESULTS " e/detections.json").exit_code,
            0);
  for (int twice = 0; twice < 2; ++twice) {
    const Finished page = mrcnn("report t -o t/page.html");
    EXPECT_EQ(page.exit_code, 0) << page.error;
    const Finished eval = mrcnn("eval e/detections.json --truth " TRUTH " --out e");
    EXPECT_EQ(eval.exit_code, 0) << eval.error;
    const Finished run =
        mrcnn("run " NET "image.png --model " NET "model.safetensors --dump d/1_image --out d");
    EXPECT_EQ(run.exit_code, 0) << run.error;
  }
}

}  // namespace mrcnn
