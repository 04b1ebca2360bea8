#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/coco/annotations.hpp"
#include "common/error.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

/// One 3x4 image with one object of each kind of segmentation.
json small_dataset() {
  return json::parse(R"({
    "info": {"year": 2024},
    "images": [{"id": 10, "file_name": "scenes/a.png", "height": 3, "width": 4, "license": 1}],
    "categories": [{"id": 1, "name": "circle", "supercategory": "shape"}],
    "annotations": [
      {"id": 1, "image_id": 10, "category_id": 1, "bbox": [1, 0, 2, 2], "area": 3, "iscrowd": 0,
       "segmentation": {"size": [3, 4], "counts": "321O4"}},
      {"id": 2, "image_id": 10, "category_id": 1, "bbox": [1, 0, 2, 2], "area": 3, "iscrowd": 1,
       "segmentation": {"size": [3, 4], "counts": [3, 2, 1, 1, 5]}},
      {"id": 3, "image_id": 10, "category_id": 1, "bbox": [0, 0, 4.5, 1],
       "segmentation": [[0, 0, 1, 0, 1, 1, 0, 1], [3, 2, 4, 2, 4, 3, 3, 3]]},
      {"id": 4, "image_id": 10, "category_id": 1, "bbox": [0, 0, 0, 0], "segmentation": []}
    ]})");
}

/// What is wrong with a file, or with the first entry that cannot be used.
std::string message_of(const std::string& text) {
  try {
    const CocoDataset dataset = parse_coco(text, "t.json");
    for (const CocoImage& image : dataset.images) {
      if (!image.defect.empty()) {
        return image.defect;
      }
    }
    for (const CocoAnnotation& annotation : dataset.annotations) {
      if (!annotation.defect.empty()) {
        return annotation.defect;
      }
    }
    return dataset.warnings.empty() ? "accepted" : dataset.warnings.front();
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST(Annotations, EveryFieldIsReadAndUnknownOnesAreIgnored) {
  const CocoDataset dataset = parse_coco(small_dataset().dump(), "t.json");
  ASSERT_EQ(dataset.images.size(), 1U);
  EXPECT_EQ(dataset.images[0].id, 10);
  EXPECT_EQ(dataset.images[0].file_name, "scenes/a.png");
  EXPECT_EQ(dataset.images[0].size, (ImageSize{3, 4}));
  ASSERT_EQ(dataset.categories.size(), 1U);
  EXPECT_EQ(dataset.categories[0].name, "circle");
  ASSERT_EQ(dataset.annotations.size(), 4U);
  EXPECT_EQ(dataset.annotations[2].bbox, (std::array<double, 4>{0, 0, 4.5, 1}));
  EXPECT_EQ(dataset.annotations[0].area, 3.0);
  EXPECT_EQ(dataset.annotations[2].area, std::nullopt);
  EXPECT_FALSE(dataset.annotations[0].is_crowd);
  EXPECT_TRUE(dataset.annotations[1].is_crowd);
  EXPECT_FALSE(dataset.annotations[2].is_crowd);
}

struct Damage {
  const char* place;  // JSON pointer
  const char* value;  // "" removes the field
  const char* message;
};

void PrintTo(const Damage& damage, std::ostream* out) {
  *out << damage.place << " = " << damage.value;
}

class DamagedAnnotations : public testing::TestWithParam<Damage> {};

TEST_P(DamagedAnnotations, AreRefusedWithPlaceExpectedAndGot) {
  json document = small_dataset();
  const json::json_pointer place(GetParam().place);
  if (std::string(GetParam().value).empty()) {
    document.at(place.parent_pointer()).erase(place.back());
  } else {
    document[place] = json::parse(GetParam().value);
  }
  EXPECT_EQ(message_of(document.dump()), std::string("t.json: ") + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Ids, DamagedAnnotations,
    testing::Values(Damage{"/annotations/0/category_id", "true",
                           "annotations[0] (id 1): category_id: expected a whole number, got true"},
                    Damage{"/images/0/id", "",
                           "images[0]: id: expected a whole number, got none"}));

class AnnotationsOfNoImage : public DamagedAnnotations {};

TEST_P(AnnotationsOfNoImage, AreLeftOutWithAWarning) {
  json document = small_dataset();
  document[json::json_pointer(GetParam().place)] = json::parse(GetParam().value);
  const CocoDataset dataset = parse_coco(document.dump(), "t.json");
  ASSERT_EQ(dataset.annotations.size(), 3U);
  EXPECT_EQ(dataset.annotations[0].id, 2);
  EXPECT_EQ(dataset.warnings, std::vector{std::string("t.json: annotations[0]") +
                                          GetParam().message + "; 1 annotation is left out"});
}

INSTANTIATE_TEST_SUITE_P(
    Annotations, AnnotationsOfNoImage,
    testing::Values(Damage{"/annotations/0/image_id", "null",
                           " (id 1): image_id: expected a whole number, got none"},
                    Damage{"/annotations/0/image_id", "1.5",
                           " (id 1): image_id: expected a whole number, got 1.5"},
                    Damage{"/annotations/0/image_id", "[10]",
                           " (id 1): image_id: expected a whole number, got [10]"},
                    Damage{"/annotations/0/image_id", "9223372036854775808",
                           " (id 1): image_id: expected a whole number, got 9223372036854775808"},
                    Damage{"/annotations/0", R"({"id": 1, "category_id": 1, "bbox": [1, 0, 2, 2]})",
                           " (id 1): image_id: expected a whole number, got none"},
                    Damage{"/annotations/0", "7", ": expected an object, got 7"}));

TEST(Annotations, SeveralOfNoImageAreCounted) {
  json document = small_dataset();
  document["annotations"][1]["image_id"] = nullptr;
  document["annotations"][2]["image_id"] = nullptr;
  EXPECT_EQ(parse_coco(document.dump(), "t.json").warnings,
            std::vector<std::string>{"t.json: annotations[1] (id 2): image_id: expected a whole "
                                     "number, got none; 2 annotations are left out"});
}

INSTANTIATE_TEST_SUITE_P(Python, DamagedAnnotations,
                         testing::Values(Damage{
                             "/annotations/0/segmentation/counts", R"("b'321O4'")",
                             "annotations[0] (id 1): segmentation: counts: expected text, as "
                             "counts.decode() gives it in Python, got str(counts) of bytes"}));

INSTANTIATE_TEST_SUITE_P(
    Fields, DamagedAnnotations,
    testing::Values(Damage{"/images", "", "images: expected a list, got no such field"},
                    Damage{"/annotations", "{}", "annotations: expected a list, got an object"},
                    Damage{"/images/0", "7", "images[0]: expected an object, got 7"},
                    Damage{"/images/0/height", "0",
                           "images[0] (id 10): height: expected 1 to 67108864 pixels, got 0"},
                    Damage{"/images/0/width", "4.5",
                           "images[0] (id 10): width: expected a whole number, got 4.5"},
                    Damage{"/annotations/0/iscrowd", "2",
                           "annotations[0] (id 1): iscrowd: expected 0 or 1, got 2"}));

INSTANTIATE_TEST_SUITE_P(
    Shapes, DamagedAnnotations,
    testing::Values(
        Damage{"/annotations/0/bbox", "[1, 2, 3]",
               "annotations[0] (id 1): bbox: expected x, y, width >= 0, height >= 0, got [1,2,3]"},
        Damage{
            "/annotations/0/bbox", "[1, 2, -3, 4]",
            "annotations[0] (id 1): bbox: expected x, y, width >= 0, height >= 0, got [1,2,-3,4]"},
        Damage{
            "/annotations/0/bbox", "[1, 2, 3, -4]",
            "annotations[0] (id 1): bbox: expected x, y, width >= 0, height >= 0, got [1,2,3,-4]"},
        Damage{
            "/annotations/0/bbox/2", "1e300",
            "annotations[0] (id 1): bbox[2]: expected a number from -16777216.0 to 16777216.0, got "
            "1e+300"},
        Damage{
            "/annotations/0/bbox/0", "null",
            "annotations[0] (id 1): bbox[0]: expected a number from -16777216.0 to 16777216.0, got "
            "null"},
        Damage{"/annotations/0/segmentation/size", "[4]",
               "annotations[0] (id 1): segmentation: size: expected [height, width], got [4]"},
        Damage{"/annotations/0/segmentation/counts", "\"321O3\"",
               "annotations[0] (id 1): segmentation: run lengths add up to 11, expected 12 (3x4)"},
        Damage{"/annotations/1/segmentation/counts/1", "-2",
               "annotations[1] (id 2): segmentation: run 1 has length -2, expected 0 to 9 (what is "
               "left "
               "of 3x4)"},
        Damage{"/annotations/1/segmentation/counts/1", "18446744073709551615",
               "annotations[1] (id 2): segmentation: counts[1]: expected a whole number, got "
               "18446744073709551615"},
        Damage{"/annotations/1/segmentation/counts", "",
               "annotations[1] (id 2): segmentation: counts: expected a list, got no such field"},
        Damage{"/annotations/2/segmentation/1", "[1, 2, 3, 4, 5, 6, 7]",
               "annotations[2] (id 3): segmentation[1]: expected x and y of each corner, got 7 "
               "numbers"},
        Damage{"/annotations/3/bbox", "[]",
               "annotations[3] (id 4): bbox: expected x, y, width, height, or a segmentation, got "
               "neither"},
        Damage{"/annotations/2/segmentation/1", "5",
               "annotations[2] (id 3): segmentation[1]: expected a list, got 5"},
        Damage{"/annotations/2/segmentation/0/3", "\"x\"",
               "annotations[2] (id 3): segmentation[0][3]: expected a number from -16777216.0 to "
               "16777216.0, got \"x\""},
        Damage{"/annotations/2/segmentation", "true",
               "annotations[2] (id 3): segmentation: expected a list, got true"}));

TEST(Annotations, TextThatIsNoJsonObjectIsRefused) {
  EXPECT_EQ(message_of("[]"),
            "t.json: is a list; expected COCO instances, an object with images, categories, "
            "annotations");
  EXPECT_NE(message_of("7"), "accepted");
  EXPECT_NE(message_of("{"), "accepted");
  EXPECT_NE(message_of(""), "accepted");
  EXPECT_NE(message_of(R"({"images": [], "images": [], "categories": [], "annotations": []})"),
            "accepted");
}

TEST(Annotations, EveryShortenedTextIsRefused) {
  const std::string whole = small_dataset().dump();
  ASSERT_EQ(message_of(whole), "accepted");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_NE(message_of(whole.substr(0, length)), "accepted") << "length " << length;
  }
}

}  // namespace
}  // namespace mrcnn
