#include <algorithm>
#include <ostream>
#include <string>

#include "tests/cli/program.hpp"

namespace mrcnn {

struct Mistake {
  const char* name;
  const char* arguments;
  int exit_code;
  const char* said;  // part of the message
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << "mrcnn " << mistake.arguments;
}

std::string name_of(const testing::TestParamInfo<Mistake>& test) {
  return test.param.name;
}

class Errors : public ProgramTest, public testing::WithParamInterface<Mistake> {};

TEST_P(Errors, AreOneLineWithReasonAndExitCode) {
  const Finished run = mrcnn(GetParam().arguments);
  EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.error;
  EXPECT_EQ(run.error.rfind("mrcnn: ", 0), 0U) << run.error;
  EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
  EXPECT_NE(run.error.find(GetParam().said), std::string::npos) << run.error;
}

INSTANTIATE_TEST_SUITE_P(
    OfUsage, Errors,
    testing::Values(
        Mistake{"NoCommand", "", 2, "--help"}, Mistake{"UnknownCommand", "walk", 2, "walk"},
        Mistake{"NothingToRun", "run", 2, "either images or --resume"},
        Mistake{"ZeroThreads", "run x.png --threads 0", 2, "--threads"},
        Mistake{"ThreadsInWords", "run x.png --threads abc", 2, "--threads"},
        Mistake{"EmptyFolder", "run x.png --dump ''", 2, "--dump: expected a value"},
        Mistake{"EmptyModel", "run x.png --model ''", 2, "--model: expected a value"},
        Mistake{"NegativeSeed", "model random -o m.safetensors --seed -1", 2, "--seed"},
        Mistake{"NegativeSeedOfScenes", "scenes --count 1 --seed -1 --out s", 2, "--seed"},
        Mistake{"UnknownConv", "run x.png --conv fourier", 2, "--conv"},
        Mistake{"UnknownOption", "run x.png --frm features", 2,
                "--frm: no such option, --from is near"},
        Mistake{"UnknownStep", "run x.png --to lunch", 2, "lunch"},
        Mistake{"SetWithoutValue", "run x.png --set box_head.nms_iou", 2, "box_head.nms_iou"},
        Mistake{"SetOfUnknownKey", "run x.png --set box_head.nms=1", 2, "nms_iou"},
        Mistake{"SetOfNaN", "run x.png --set box_head.nms_iou=nan", 2, "nms_iou"},
        Mistake{"ResumeWithoutDump", "run --resume x --from paste", 2, "--dump"},
        Mistake{"UnknownPrimitive", "op levitate --out o", 2, "levels"},
        Mistake{"PrimitiveWithoutInput", "op nms --out o", 2, "boxes"},
        Mistake{"PrimitiveWithoutParameter", "op anchors --out o --param padded=32,32", 2, "grids"},
        Mistake{"PictureOfAnotherFormat", "why trace 0 --picture why.jpg", 2, "ends with .png"},
        Mistake{"ConversionOntoItself",
                "model convert " MRCNN_TEST_DATA "/small_net/model.safetensors -o " MRCNN_TEST_DATA
                "/small_net/model.safetensors",
                2, "would replace an input"},
        Mistake{"NegativeRow", "why trace -1", 2, "ROW: expected 0 or more, got -1 "},
        Mistake{"ImageWithADash", "run -a.png", 2,
                "-a.png: no such option; a file of this name is written ./-a.png"},
        Mistake{"ImageWithTwoDashes", "run --odd.png", 2, "is written ./--odd.png"},
        Mistake{"TraceWithADash", "why -trace 0", 2, "-trace: no such option; a file"},
        Mistake{"DashBeforeACommand", "-x run a.png", 2, "-x: no such option"},
        Mistake{"OptionForAValue", "run x.png --dump --quiet", 2,
                "--dump: expected a value, got the option --quiet; a file of this name is written "
                "./--quiet"},
        Mistake{"FolderOfADash", "run x.png --out -", 2,
                "--out: expected a path, got -, and standard input and output are not supported; "
                "a file of this name is written ./-"},
        Mistake{"TraceOfADash", "run x.png --dump -", 2, "--dump: expected a path, got -"},
        Mistake{"PageOfADash", "report trace -o -", 2, "--out: expected a path, got -"},
        Mistake{"TruthOfADash", "eval r.json --truth -", 2, "--truth: expected a path, got -"},
        Mistake{"TwoValues", "run --images a --images b", 2,
                "--images: expected fewer values, got 2"},
        Mistake{"NoValue", "run x.png --dump", 2, "--dump: expected a value, got none"},
        Mistake{"MemoryOfNaN", "run x.png --memory nan", 2, "--memory: expected a number"},
        Mistake{"ParameterOutOfRange",
                "op anchors --out o --param padded=0,32 --param grids=1:1 --param sizes=1", 2,
                "padded"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    OfInput, Errors,
    testing::Values(
        Mistake{"MissingImage", "run missing.png", 3, "missing.png"},
        Mistake{"FolderForAnImage", "run .", 3, "--images ."},
        Mistake{"ImageForAFolder", "run --images .error", 3, "one image needs no --images"},
        Mistake{"TruthForAnImage", "run " MRCNN_SOURCE_DIR "/data/scenes/bundled/truth.json", 3,
                "--truth"},
        Mistake{"DeviceForAnImage", "run /dev/null", 3, "/dev/null"},
        Mistake{"EmptyImage", "run .error", 3, ".error"},
        Mistake{"MissingTrace", "run --resume missing --from paste --dump d", 3, "missing"},
        Mistake{"MissingModel", "run x.png --model missing.safetensors", 3, "missing.safetensors"},
        Mistake{"MissingTruth", "run x.png --truth missing.json", 3, "missing.json"},
        Mistake{"MissingArray", "op iou --in a=missing.npy --in b=missing.npy --out o", 3,
                "missing.npy"}),
    name_of);

using Output = ProgramTest;

TEST_F(Output, ThatCannotBeWrittenIsExitFour) {
  const Finished run = run_small_net("--out /proc/nowhere");
  EXPECT_EQ(run.exit_code, 4) << run.error;
  EXPECT_NE(run.error.find("/proc/nowhere"), std::string::npos);
}

TEST_F(Output, AFullDiskLeavesNothingHalfWritten) {
  const Finished run =
      shell("sh -c 'ulimit -f 8; " MRCNN_PROGRAM_FILE " run " + small_net("image.png") +
            " --model " + small_net("model.safetensors") + " --out out --dump trace'");
  EXPECT_EQ(run.exit_code, 4) << run.error;
  EXPECT_NE(run.error.find("; trace is not complete\n"), std::string::npos) << run.error;
  EXPECT_FALSE(std::filesystem::exists(folder() / "trace/manifest.json"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
    EXPECT_EQ(entry.path().filename().string().find(".tmp-"), std::string::npos) << entry.path();
  }
}

TEST_F(Output, OfASizeThatNeedsTooMuchMemoryIsRefusedWithTheNumber) {
  const Finished run =
      run_small_net("--set image.min_size=2000 --set image.max_size=9000 --memory 0.1");
  EXPECT_EQ(run.exit_code, 4) << run.error;
  EXPECT_NE(run.error.find("GB of memory at image.min_size=2000 and max_size=9000, expected at"),
            std::string::npos)
      << run.error;
}

TEST_F(Output, OfPixelValuesOnAnotherScaleIsDoubtful) {
  const auto said = [&](const std::string& settings) {
    return run_small_net("--to features --dump trace " + settings).error;
  };
  EXPECT_EQ(said(""), "");
  EXPECT_EQ(said("--set image.divisor=1 --set image.mean=124,116,104 --set image.std=58,57,57"),
            "");
  EXPECT_EQ(
      said("--set image.mean=123.7,116.3,103.5"),
      "mrcnn: warning: image.mean=123.7 and image.std=0.229: pixel values lie between 0 and 1 "
      "after image.divisor=255; expected mean and deviation on that scale\n");
  EXPECT_NE(said("--set image.divisor=1").find("lie between 0 and 255 after"), std::string::npos);
}

TEST_F(Output, OfARunThatEndsBeforePasteGoesIntoATrace) {
  const Finished run = run_small_net("--to proposals --out out");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_NE(run.error.find("--out out: stays empty"), std::string::npos) << run.error;
  EXPECT_EQ(run_small_net("--to proposals --out out --dump trace").error, "");
}

TEST_F(Output, ASignalLeavesNoTemporaryFile) {
  const std::string program = MRCNN_PROGRAM_FILE " run " + small_net("image.png") + " --model " +
                              small_net("model.safetensors") + " --out out --dump trace";
  for (const char* after : {"0.02", "0.05", "0.1", "0.15", "0.2"}) {
    const Finished run = shell(std::string("timeout -s TERM ") + after + " " + program);
    EXPECT_TRUE(run.exit_code == 0 || run.exit_code == 124) << run.exit_code;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
      EXPECT_EQ(entry.path().filename().string().find(".tmp-"), std::string::npos) << entry.path();
    }
  }
}

TEST_F(Output, WhatAKilledProcessLeftIsRemoved) {
  std::filesystem::create_directories(folder() / "out");
  const std::filesystem::path left = folder() / "out/.a.png.tmp-999999999";
  const std::filesystem::path alive = folder() / ("out/.a.png.tmp-" + std::to_string(::getpid()));
  for (const auto& file : {left, alive}) {
    std::ofstream(file) << "half";
  }
  ASSERT_EQ(run_small_net("--out out").exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_TRUE(std::filesystem::exists(alive));
}

TEST_F(Output, WithStandardFilesClosedNamesNoWrongFile) {
  const Finished run =
      shell("sh -c '" MRCNN_PROGRAM_FILE " run " + small_net("image.png") + " --model " +
            small_net("model.safetensors") + " --quiet --out out <&- >&- 2>&-'");
  EXPECT_EQ(run.exit_code, 0) << run.error;
  EXPECT_FALSE(file_text(folder() / "out/detections.json").empty());
}

TEST_F(Output, HelpListsTheCommandsAndVersionTheBuild) {
  const Finished help = mrcnn("--help");
  EXPECT_EQ(help.exit_code, 0);
  for (const char* command : {"demo", "run", "compare", "report", "scenes", "model", "op"}) {
    EXPECT_NE(help.out.find(command), std::string::npos) << command;
  }
  const Finished version = mrcnn("--version");
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_NE(version.out.find("OpenBLAS kernels"), std::string::npos);
}

}  // namespace mrcnn
