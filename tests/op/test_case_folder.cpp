#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/temporary_folder.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/npy.hpp"

#include "stages/program/op/case_folder.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

/// A test with a temporary folder.
class CaseFolder : public testing::Test {
 protected:
  void put_boxes(const std::string& file, const HostTensor<Box, 1>& boxes) const {
    write_npy(folder_ / file, to_array(boxes));
  }

  TemporaryFolder folder_;
};

TEST_F(CaseFolder, ParametersAreNumbersListsAndWords) {
  EXPECT_EQ(params_json(operation_named("roi_align"), {{"size", "7"}}).dump(),
            R"({"size":[7,7],"scale":0.25,"sampling":2,"aligned":0})");
  EXPECT_EQ(params_json(operation_named("paste"), {{"canvas", "4,5"}}).dump(),
            R"({"canvas":[4,5],"rule":"torchvision"})");
  EXPECT_EQ(params_json(operation_named("decode"), {}).dump(),
            R"({"weights":[1,1,1,1],"clip":null,"max_log_scale":4.135166556742356})");
  EXPECT_EQ(params_json(operation_named("anchors"),
                        {{"padded", "8"}, {"grids", "2:3,1:1"}, {"sizes", "32"}})["grids"]
                .dump(),
            "[[2,3],[1,1]]");
}

TEST_F(CaseFolder, WordsAreReadBackFromJson) {
  const Operation& operation = operation_named("anchors");
  for (const char* word : {"7", "0.25", "2,3", "torchvision", ""}) {
    EXPECT_EQ(word_of(params_json(operation, {{"sizes", word}})["sizes"]), word);
  }
  EXPECT_EQ(word_of(params_json(operation, {{"grids", "2:3,1:1"}})["grids"]), "2:3,1:1");
}

TEST_F(CaseFolder, ACaseIsReadAsItWasWritten) {
  const OperationCase of{&operation_named("roi_align"),
                         {{"size", "2,3"}, {"scale", "0.5"}},
                         {{"features", to_array(filled_tensor<float>({1, 4, 4}, 2.0F))},
                          {"boxes", to_array(HostTensor<Box, 1>{{0, 0, 4, 4}})}}};
  write_case(folder_ / "a", of);
  const OperationCase back = read_case(folder_ / "a");
  EXPECT_EQ(back.operation->name, "roi_align");
  EXPECT_EQ(back.inputs, of.inputs);
  EXPECT_EQ(back.params.at("size"), "2,3");
  EXPECT_EQ(back.params.at("sampling"), "2");
}

TEST_F(CaseFolder, ABadCaseStopsNoOther) {
  for (const char* name : {"a", "b"}) {
    make_folder(folder_ / name);
    put_boxes(std::string(name) + "/a.npy", {{0, 0, 2, 2}});
    put_boxes(std::string(name) + "/b.npy", {{1, 0, 3, 2}});
  }
  write_file(folder_ / "a/op.json", R"({"op": "iou", "params": {"wrong": 1}})");
  write_file(folder_ / "b/op.json", R"({"op": "iou", "params": {}})");
  std::vector<std::string> failed;
  run_cases(folder_.path(), folder_ / "out",
            [&](const std::string& name, const std::exception& error) {
              failed.push_back(name + ": " + error.what());
            });
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_NE(failed[0].find("params: wrong is unknown"), std::string::npos) << failed[0];
  const auto iou = to_tensor<float, 2>(read_npy(folder_ / "out/b/iou.npy"), "iou");
  EXPECT_EQ(iou(0, 0), 1.0F / 3.0F);
}

TEST_F(CaseFolder, AnUnknownParameterIsRefusedWithTheKnownOnes) {
  write_file(folder_ / "op.json", R"({"op": "roi_align", "params": {"width": 7}})");
  EXPECT_EQ(message_of<InputError>([&] { (void)read_case(folder_.path()); }),
            (folder_ / "op.json").string() +
                ": params: width is unknown, expected one of: size, scale, sampling, aligned");
}

TEST_F(CaseFolder, AFolderWithoutCasesIsNamed) {
  EXPECT_EQ(message_of<InputError>([&] { (void)case_names(folder_.path()); }),
            folder_.path().string() + ": no cases, expected folders with op.json in them");
}

}  // namespace
}  // namespace mrcnn
