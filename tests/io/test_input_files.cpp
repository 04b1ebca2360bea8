#include "common/error.hpp"
#include "common/io/input_files.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {

namespace fs = std::filesystem;

TEST(InputFiles, AnInputIsTheSameFileUnderEveryName) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "in");
  put(folder / "in/a.npy", "a");
  fs::create_symlink(folder / "in", folder / "folder");
  fs::create_symlink(folder / "in/a.npy", folder / "link.npy");
  fs::create_hard_link(folder / "in/a.npy", folder / "hard.npy");
  for (const char* input : {"in/a.npy", "link.npy", "hard.npy"}) {
    const InputFiles inputs({folder / input});
    for (const char* output :
         {"in/a.npy", "in/../in/a.npy", "folder/a.npy", "link.npy", "hard.npy"}) {
      EXPECT_THROW(inputs.check_output(folder / output), UsageError) << input << " " << output;
    }
  }
}

TEST(InputFiles, OtherFilesAndNewOnesAreFreeToBeWritten) {
  const TemporaryFolder folder;
  put(folder / "a.npy", "a");
  put(folder / "b.npy", "a");
  const InputFiles inputs({folder / "a.npy", folder / "missing.npy", ""});
  EXPECT_NO_THROW(inputs.check_output(folder / "b.npy"));
  EXPECT_NO_THROW(inputs.check_output(folder / "missing.npy"));
  EXPECT_NO_THROW(inputs.check_output(folder / "new/a.npy"));
  EXPECT_NO_THROW(inputs.check_output_folder(folder / "new"));
  EXPECT_NO_THROW(inputs.check_output_folder(""));
}

TEST(InputFiles, AFolderIsNotReplacedWithAnInputInIt) {
  const TemporaryFolder folder;
  fs::create_directories(folder / "trace/0_image");
  fs::create_directories(folder / "other");
  put(folder / "trace/0_image/image.png", "a");
  fs::create_symlink(folder / "trace", folder / "link");
  for (const char* input : {"trace/0_image/image.png", "trace", "link"}) {
    const InputFiles inputs({folder / input});
    EXPECT_THROW(inputs.check_output_folder(folder / "trace"), UsageError) << input;
    EXPECT_THROW(inputs.check_output_folder(folder / "link"), UsageError) << input;
    EXPECT_NO_THROW(inputs.check_output_folder(folder / "other")) << input;
  }
}

TEST(InputFiles, TheMessageNamesOutputAndInput) {
  const TemporaryFolder folder;
  put(folder / "a.npy", "a");
  const std::string file = (folder / "a.npy").string();
  EXPECT_EQ(message_of<UsageError>([&] { InputFiles({file}).check_output(file); }),
            file + ": would replace an input of this command, " + file +
                "; choose another place for the output");
}

}  // namespace mrcnn
