#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/npy.hpp"
#include "common/trace/trace_folder.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

const Array& some_scores() {
  static const Array scores = to_array(HostTensor<float, 1>{0.5F, 0.25F});
  return scores;
}

const Array& other_scores() {
  static const Array scores = to_array(HostTensor<float, 1>{0.5F, 0.75F});
  return scores;
}

TEST(TraceFolder, ArraysAreFilesInTheFoldersOfTheStages) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder / "a/b");
  trace.write("2_proposals/scores", some_scores());
  trace.write("0_image/original_size", to_array(HostTensor<std::int32_t, 1>{4, 5}));
  EXPECT_TRUE(fs::is_regular_file(folder / "a/b/2_proposals/scores.npy"));
  EXPECT_EQ(trace.arrays(), (Names{"0_image/original_size", "2_proposals/scores"}));
  EXPECT_TRUE(trace.has("2_proposals/scores"));
  EXPECT_FALSE(trace.has("2_proposals/boxes"));
  EXPECT_EQ(TraceFolder::open(folder / "a/b").read("2_proposals/scores"), some_scores());
}

TEST(TraceFolder, AnArrayCanBeLeftOut) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  trace.write("2_proposals/scores", some_scores());
  trace.write("2_proposals/boxes", some_scores());
  const TraceFolder rest = trace.without({"2_proposals/scores"});
  EXPECT_EQ(rest.arrays(), (Names{"2_proposals/boxes"}));
  EXPECT_FALSE(rest.has("2_proposals/scores"));
  EXPECT_TRUE(trace.has("2_proposals/scores"));
}

TEST(TraceFolder, AMissingArrayIsNamedByItsFile) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  EXPECT_EQ(
      message_of<InputError>([&] { (void)trace.read("6_masks/masks"); }),
      (folder / "6_masks/masks.npy").string() + ": cannot be opened: No such file or directory");
}

TEST(TraceFolder, NamesOfOtherFilesNeverBecomePaths) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  for (const std::string name :
       {"", "boxes", "2_proposals", "2_proposals/", "/boxes", "2_proposals/../x", "2_proposals/.",
        "2_proposals/a/b", "other/boxes", "10_other/boxes", "_other/boxes", "2_/boxes",
        "2_proposals/Boxes", "../2_proposals/boxes", "2_proposals/a b", "2_proposals/boxes.npy"}) {
    EXPECT_THROW(trace.write(name, some_scores()), InputError) << name;
    EXPECT_THROW((void)trace.has(name), InputError) << name;
  }
  EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(TraceFolder, OtherFilesAreNotArrays) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  trace.write("6_masks/boxes", some_scores());
  put(folder / "6_masks/boxes.png", "");
  put(folder / "6_masks/.boxes.npy.tmp-1", "");
  put(folder / "6_masks/Odd Name.npy", "");
  fs::create_directory(folder / "6_masks/folder.npy");
  fs::create_directory(folder / "notes");
  put(folder / "notes/boxes.npy", "");
  EXPECT_EQ(trace.arrays(), Names{"6_masks/boxes"});
}

TEST(TraceFolder, EmptyFoldersManifestsAndStageFoldersMakeATrace) {
  const TemporaryFolder folder;
  EXPECT_TRUE(TraceFolder::is_trace(folder.path()));
  EXPECT_FALSE(TraceFolder::is_trace(folder / "missing"));
  put(folder / "homework.txt", "");
  EXPECT_FALSE(TraceFolder::is_trace(folder.path()));
  EXPECT_FALSE(TraceFolder::is_trace(folder / "homework.txt"));
  put(folder / "manifest.json", "");
  EXPECT_TRUE(TraceFolder::is_trace(folder.path()));
  fs::remove(folder / "manifest.json");
  fs::create_directory(folder / "3_roi_align");
  EXPECT_TRUE(TraceFolder::is_trace(folder.path()));
}

TEST(TraceFolder, AFolderOfSeveralTracesIsNotATrace) {
  const TemporaryFolder folder;
  for (const char* image : {"1_street", "2_park"}) {
    TraceFolder::create(folder / image).write("2_proposals/scores", some_scores());
  }
  EXPECT_FALSE(TraceFolder::is_trace(folder.path()));
  EXPECT_TRUE(TraceFolder::is_trace(folder / "1_street"));
  EXPECT_EQ(message_of<InputError>([&] { TraceFolder::open(folder.path()); }),
            folder.path().string() + ": not a trace; expected one of the traces in it, such as " +
                (folder / "1_street").string());
}

TEST(TraceFolder, OtherFoldersAreNeitherReadNorWritten) {
  const TemporaryFolder folder;
  put(folder / "homework.txt", "");
  const std::string path = folder.path().string();
  EXPECT_EQ(message_of<InputError>([&] { TraceFolder::open(folder.path()); }),
            path +
                ": not a trace; expected manifest.json or stage folders with .npy files, as mrcnn "
                "run IMAGE --dump DIR writes them");
  EXPECT_EQ(message_of<UsageError>([&] { TraceFolder::create(folder.path()); }),
            path + ": holds something other than a trace, expected an empty folder or a trace");
  EXPECT_EQ(message_of<InputError>([&] { TraceFolder::open(folder / "missing"); }),
            path + "/missing: not a directory; expected a trace");
  EXPECT_THROW(TraceFolder::create(folder / "homework.txt"), OutputError);
  EXPECT_THROW(TraceFolder::create("/proc/trace"), OutputError);
  EXPECT_EQ(names_in(folder.path()), Names{"homework.txt"});
}

TEST(TraceFolder, ACopyHasTheSameBytesAndIsNotALink) {
  const TemporaryFolder folder;
  const TraceFolder from = TraceFolder::create(folder / "from");
  const TraceFolder to = TraceFolder::create(folder / "to");
  from.write("2_proposals/scores", some_scores());
  to.copy_from(from, "2_proposals/scores");
  EXPECT_EQ(content_of(to.path_of("2_proposals/scores")),
            content_of(from.path_of("2_proposals/scores")));
  EXPECT_EQ(fs::hard_link_count(to.path_of("2_proposals/scores")), 1U);
  EXPECT_FALSE(fs::is_symlink(to.path_of("2_proposals/scores")));
  to.write("2_proposals/scores", other_scores());
  EXPECT_EQ(from.read("2_proposals/scores"), some_scores());
  EXPECT_THROW(to.copy_from(from, "2_proposals/boxes"), InputError);
}

TEST(TraceFolder, AnArrayThatIsALinkIsCopiedAsItsContent) {
  const TemporaryFolder folder;
  const TraceFolder from = TraceFolder::create(folder / "from");
  const TraceFolder to = TraceFolder::create(folder / "to");
  write_npy(folder / "elsewhere.npy", some_scores());
  fs::create_directory(folder / "from/2_proposals");
  fs::create_symlink(folder / "elsewhere.npy", from.path_of("2_proposals/scores"));
  to.copy_from(from, "2_proposals/scores");
  EXPECT_FALSE(fs::is_symlink(to.path_of("2_proposals/scores")));
  EXPECT_EQ(to.read("2_proposals/scores"), some_scores());
}

TEST(TraceFolder, AManifestIsOptionalAndComesBack) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  EXPECT_FALSE(trace.manifest());
  Manifest manifest;
  manifest.program = "mrcnn";
  trace.write_manifest(manifest);
  ASSERT_TRUE(trace.manifest());
  EXPECT_EQ(to_json(*trace.manifest()), to_json(manifest));
}

TEST(TraceFolder, ABrokenManifestIsRefused) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  const auto refusal = [&] { return message_of<InputError>([&] { (void)trace.manifest(); }); };
  const std::string file = (folder / "manifest.json").string();
  put(folder / "manifest.json", "{\"format\"");
  EXPECT_EQ(refusal().find(file + ": invalid JSON: "), 0U) << refusal();
  put(folder / "manifest.json", "{\"format\": \"other\"}");
  EXPECT_EQ(refusal(), file + ": format: expected mrcnn-trace-1, got \"other\"");
  fs::resize_file(folder / "manifest.json", (std::size_t{16} << 20U) + 1);
  EXPECT_EQ(refusal().find(file + ": is too large"), 0U) << refusal();
  fs::remove(folder / "manifest.json");
  fs::create_directory(folder / "manifest.json");
  EXPECT_EQ(refusal(), file + ": is a directory, expected a file");
  fs::remove(folder / "manifest.json");
  fs::create_symlink(folder / "missing", folder / "manifest.json");
  EXPECT_NE(refusal().find("cannot be opened"), std::string::npos)
      << "a dangling link does not count as absent";
}

TEST(TraceFolder, AnImageNameThatIsNotUtf8DoesNotPreventTheManifest) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  Manifest manifest;
  manifest.image.file = "caf\xE9.png";
  trace.write_manifest(manifest);
  EXPECT_EQ(trace.manifest()->image.file, "caf\xEF\xBF\xBD.png");
}

TEST(TraceFolder, ArraysThatChangedSinceTheManifestAreListed) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  Manifest manifest;
  for (const std::string name : {"same", "value", "shape", "dtype", "removed"}) {
    trace.write("2_proposals/" + name, some_scores());
    manifest.arrays["2_proposals/" + name] = describe(some_scores(), "", "");
  }
  EXPECT_EQ(trace.edited(manifest), Names{});
  EXPECT_FALSE(trace.is_edited(manifest, "2_proposals/value"));
  trace.write("2_proposals/value", other_scores());
  Array reshaped = some_scores();
  reshaped.shape = {2, 1};
  trace.write("2_proposals/shape", reshaped);
  Array retyped = some_scores();
  retyped.dtype = DType::i32;
  trace.write("2_proposals/dtype", retyped);
  trace.write("2_proposals/added", some_scores());
  fs::remove(folder / "2_proposals/removed.npy");
  EXPECT_EQ(trace.edited(manifest), (Names{"2_proposals/added", "2_proposals/dtype",
                                           "2_proposals/shape", "2_proposals/value"}));
  EXPECT_TRUE(trace.is_edited(manifest, "2_proposals/value"));
}

TEST(TraceFolder, ClearingRemovesTheRunAndNothingElse) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  trace.write("6_masks/boxes", some_scores());
  trace.write_manifest({});
  put(folder / "detections.json", "[]");
  put(folder / "6_masks/picture.png", "x");
  put(folder / "6_masks/mine.png", "x");
  put(folder / "notes.txt", "x");
  trace.write("6_masks/mine", some_scores());
  const auto clear = [&] { trace.clear({"6_masks/boxes", "6_masks/masks"}, {"6_masks/picture"}); };
  clear();
  EXPECT_EQ(names_in(folder.path()), (Names{"6_masks", "notes.txt"}));
  EXPECT_FALSE(fs::exists(folder / "6_masks/picture.png"));
  EXPECT_TRUE(fs::exists(folder / "6_masks/mine.png"));
  EXPECT_EQ(trace.arrays(), Names{"6_masks/mine"});
  clear();
}

TEST(TraceFolder, AStagesFolderThatIsALinkIsNotWrittenInto) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "elsewhere");
  put(folder / "elsewhere/boxes.npy", "x");
  fs::create_directories(folder / "trace/1_features");
  fs::create_directory_symlink(folder / "elsewhere", folder / "trace/6_masks");
  EXPECT_EQ(
      message_of<UsageError>([&] { TraceFolder::create(folder / "trace"); }),
      (folder / "trace/6_masks").string() + ": is a link; a trace is written into its own folders");
  EXPECT_TRUE(fs::exists(folder / "elsewhere/boxes.npy"));
}

TEST(TraceFolder, AFailedWriteLeavesTheArrayThatWasThere) {
  const TemporaryFolder folder;
  const TraceFolder trace = TraceFolder::create(folder.path());
  trace.write("6_masks/boxes", some_scores());
  EXPECT_THROW(trace.write("6_masks/boxes", {DType::f32, {3}, {}}), ShapeError);
  EXPECT_EQ(trace.read("6_masks/boxes"), some_scores());
  put(folder / "5_iou_filter", "a file where a folder should be");
  EXPECT_THROW(trace.write("5_iou_filter/iou", some_scores()), OutputError);
}

}  // namespace
}  // namespace mrcnn
