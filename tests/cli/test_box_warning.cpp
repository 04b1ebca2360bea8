#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

/// One image of 160 x 120 with two objects, whose boxes are given as JSON.
class BoxWarning : public ProgramTest {
 protected:
  Finished anchors(const std::string& first, const std::string& second,
                   const std::string& outline) {
    const auto annotation = [&](int id, const std::string& bbox, const std::string& more) {
      return R"({"image_id": 1, "category_id": 1, "id": )" + std::to_string(id) + R"(, "bbox": )" +
             bbox + more + "}";
    };
    std::ofstream(folder() / "truth.json")
        << R"({"images": [{"id": 1, "file_name": "a.png", "width": 160, "height": 120}],)"
        << R"("categories": [{"id": 1, "name": "circle"}], "annotations": [)"
        << annotation(7, first, R"(, "segmentation": )" + outline) << ", "
        << annotation(8, second, "") << "]}";
    const Finished finished = mrcnn("anchors --truth truth.json");
    EXPECT_EQ(finished.exit_code, 0);
    return finished;
  }

  static constexpr const char* kOutline = "[[40, 30, 80, 30, 80, 90, 40, 90]]";
};

TEST_F(BoxWarning, BoxesAroundTheirOutlinesAndWithinTheImageAreFine) {
  EXPECT_EQ(anchors("[40, 30, 40, 60]", "[100, 60, 60, 60]", kOutline).error, "");
  EXPECT_EQ(anchors("[38, 31, 44, 61]", "[0, 0, 170, 125]", kOutline).error, "");
}

TEST_F(BoxWarning, CornersInsteadOfWidthAndHeightAreNamed) {
  const std::string error = anchors("[40, 30, 80, 90]", "[10, 10, 20, 20]", kOutline).error;
  EXPECT_EQ(
      error,
      "mrcnn: warning: truth.json: 1 of 2 bbox look wrong: that of annotation 7 is not around "
      "its segmentation; expected x, y, width, height in pixels, not corners\n");
}

TEST_F(BoxWarning, ABoxFarBeyondTheImageIsNamed) {
  const std::string error = anchors("[40, 30, 40, 60]", "[100, 60, 160, 120]", kOutline).error;
  EXPECT_NE(error.find("1 of 2 bbox look wrong: that of annotation 8 is beyond the image"),
            std::string::npos)
      << error;
}

TEST_F(BoxWarning, FractionsOfTheImageAreNamed) {
  const std::string error =
      anchors("[0.25, 0.25, 0.5, 0.5]", "[0, 0, 1, 1]", "[[0.25, 0.25, 0.75, 0.25, 0.75, 0.75]]")
          .error;
  EXPECT_EQ(error,
            "mrcnn: warning: truth.json: every bbox lies between 0 and 1; expected pixels\n");
}

TEST_F(BoxWarning, RunningTheModelWarnsOnce) {
  anchors("[40, 30, 80, 90]", "[10, 10, 20, 20]", kOutline);
  std::filesystem::copy(small_net("image.png"), folder() / "a.png");
  const std::string error = mrcnn("run a.png --truth truth.json --to 1_features").error;
  const std::size_t found = error.find("bbox look wrong");
  ASSERT_NE(found, std::string::npos) << error;
  EXPECT_EQ(error.find("bbox look wrong", found + 1), std::string::npos) << error;
}

}  // namespace
}  // namespace mrcnn
