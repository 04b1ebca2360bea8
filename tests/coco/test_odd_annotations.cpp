#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/coco/truth.hpp"
#include "common/error.hpp"

#include "tests/support/message.hpp"

// What annotation tools write, and how it is read.
namespace mrcnn {
namespace {

using nlohmann::json;

/// An image of 6x8 pixels (height x width) with a circle of 4x4 and a square of 2x2.
json two_objects() {
  return json::parse(R"({
    "images": [{"id": 1, "file_name": "a.png", "height": 6, "width": 8}],
    "categories": [{"id": 1, "name": "circle"}, {"id": 2, "name": "square"}],
    "annotations": [
      {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 1, 4, 4], "area": 16, "iscrowd": 0,
       "segmentation": [[0, 1, 4, 1, 4, 5, 0, 5]]},
      {"id": 2, "image_id": 1, "category_id": 2, "bbox": [5, 2, 2, 2], "area": 4, "iscrowd": 0,
       "segmentation": [[5, 2, 7, 2, 7, 4, 5, 4]]}
    ]})");
}

ImageTruth read(const std::string& text) {
  return find_truth(parse_coco(text, "t.json"), "/data/a.png", {6, 8},
                    {"background", "circle", "square"}, "t.json");
}

std::string refusal(const std::string& text) {
  return message_of<InputError>([&] { read(text); });
}

/// Pixels of each mask.
std::vector<int> areas(const ImageTruth& truth) {
  std::vector<int> sums;
  for (std::size_t g = 0; g < truth.boxes.size(); ++g) {
    const auto* first = truth.masks.data() + g * 48;
    sums.push_back(static_cast<int>(std::count(first, first + 48, 1)));
  }
  return sums;
}

struct Oddity {
  const char* name;
  const char* patch;                 // RFC 6902, applied to two_objects()
  std::vector<int> areas = {16, 4};  // of the masks that are read
};

void PrintTo(const Oddity& oddity, std::ostream* out) {
  *out << oddity.patch;
}

class OddAnnotations : public testing::TestWithParam<Oddity> {};

TEST_P(OddAnnotations, AreReadAsTheyAreMeant) {
  const std::string text = two_objects().patch(json::parse(GetParam().patch)).dump();
  ASSERT_EQ(refusal(text), "accepted");
  const ImageTruth truth = read(text);
  EXPECT_EQ(areas(truth), GetParam().areas);
  ASSERT_GE(truth.boxes.size(), 1U);
  EXPECT_EQ(truth.boxes(truth.boxes.size() - 1), (Box{5, 2, 7, 4}));
  EXPECT_EQ(truth.labels(truth.boxes.size() - 1), 2);
}

std::string name_of(const testing::TestParamInfo<Oddity>& test) {
  return test.param.name;
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, OddAnnotations,
    testing::Values(
        Oddity{"IdsAsText",
               R"([{"op":"replace","path":"/images/0/id","value":"7001"},
                   {"op":"replace","path":"/annotations/0/image_id","value":"7001"},
                   {"op":"replace","path":"/annotations/1/image_id","value":7001}])"},
        Oddity{"IdsAreNames",
               R"([{"op":"replace","path":"/images/0/id","value":"img_001"},
                   {"op":"replace","path":"/annotations/0/image_id","value":"img_001"},
                   {"op":"replace","path":"/annotations/1/image_id","value":"img_001"},
                   {"op":"replace","path":"/categories/0/id","value":"circle"},
                   {"op":"replace","path":"/annotations/0/category_id","value":"circle"}])"},
        Oddity{"OneOfAnUnknownImage",
               R"([{"op":"replace","path":"/annotations/0/image_id","value":"ten"}])",
               {4}},
        Oddity{"OneOfNoImage",
               R"([{"op":"replace","path":"/annotations/0/image_id","value":null}])",
               {4}},
        Oddity{"NameWithBlanks",
               R"([{"op":"replace","path":"/categories/1/name","value":"square \n"}])"},
        Oddity{"CountsAsReals",
               R"([{"op":"replace","path":"/annotations/0/segmentation",
                    "value":{"size":[6.0,8],"counts":[0.0,5.0,43.0]}}])",
               {5, 4}},
        Oddity{"IdsAsReals", R"([{"op":"replace","path":"/annotations/0/image_id","value":1.0},
                                 {"op":"replace","path":"/annotations/1/category_id","value":"2"}])"},
        Oddity{"SizeAsReals", R"([{"op":"replace","path":"/images/0/height","value":6.0}])"},
        Oddity{"NoSize", R"([{"op":"remove","path":"/images/0/height"},
                             {"op":"remove","path":"/images/0/width"}])"},
        Oddity{"SizeUnknown", R"([{"op":"replace","path":"/images/0/height","value":-1},
                                  {"op":"replace","path":"/images/0/width","value":-1}])"},
        Oddity{"CrowdAsBoolean",
               R"([{"op":"replace","path":"/annotations/0/iscrowd","value":false}])"},
        Oddity{"CrowdAsText", R"([{"op":"replace","path":"/annotations/0/iscrowd","value":"0"}])"},
        Oddity{"CrowdIsTrue",
               R"([{"op":"replace","path":"/annotations/0/iscrowd","value":true}])",
               {4}},
        Oddity{"NoIds", R"([{"op":"remove","path":"/annotations/0/id"}])"},
        Oddity{"SameIds", R"([{"op":"replace","path":"/annotations/0/id","value":2}])"},
        Oddity{"AreaNull", R"([{"op":"replace","path":"/annotations/0/area","value":null}])"},
        Oddity{"AreaNegative", R"([{"op":"replace","path":"/annotations/0/area","value":-3}])"},
        Oddity{"NothingButTheBox",
               R"([{"op":"remove","path":"/annotations/0/area"},
                                       {"op":"remove","path":"/annotations/0/iscrowd"},
                                       {"op":"remove","path":"/annotations/0/segmentation"}])",
               {0, 4}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Shapes, OddAnnotations,
    testing::Values(
        Oddity{"SegmentationNull",
               R"([{"op":"replace","path":"/annotations/0/segmentation","value":null}])",
               {0, 4}},
        Oddity{"SegmentationEmptyText",
               R"([{"op":"replace","path":"/annotations/0/segmentation","value":""}])",
               {0, 4}},
        Oddity{"SegmentationEmptyPart",
               R"([{"op":"replace","path":"/annotations/0/segmentation","value":[[]]}])",
               {0, 4}},
        Oddity{
            "SegmentationFlat",
            R"([{"op":"replace","path":"/annotations/0/segmentation","value":[0,1,4,1,4,5,0,5]}])"},
        Oddity{
            "SegmentationOfPairs",
            R"([{"op":"replace","path":"/annotations/0/segmentation","value":[[0,1],[4,1],[4,5],[0,5]]}])"},
        Oddity{
            "PartsOfPairs",
            R"([{"op":"replace","path":"/annotations/0/segmentation","value":[[[0,1],[4,1],[4,5],[0,5]]]}])"},
        Oddity{"PartWithTwoCorners",
               R"([{"op":"add","path":"/annotations/0/segmentation/-","value":[1,1,3,1]}])"},
        Oddity{"SegmentationIsABox",
               R"([{"op":"replace","path":"/annotations/0/segmentation","value":[[0,1,4,4]]}])"},
        Oddity{
            "RunLengths",
            R"([{"op":"replace","path":"/annotations/0/segmentation","value":{"size":[6,8],"counts":[0,6,42]}}])",
            {6, 4}},
        Oddity{"NoBox", R"([{"op":"remove","path":"/annotations/1/bbox"}])"},
        Oddity{"EmptyBox", R"([{"op":"replace","path":"/annotations/1/bbox","value":[]}])"},
        Oddity{"BoxNull", R"([{"op":"replace","path":"/annotations/1/bbox","value":null}])"},
        Oddity{"BeyondTheImage",
               R"([{"op":"replace","path":"/annotations/0/bbox","value":[-5,1,200,4]},
                                     {"op":"replace","path":"/annotations/0/segmentation","value":[[-9,1,4,1,4,9,-9,9]]}])",
               {20, 4}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Entries, OddAnnotations,
    testing::Values(
        Oddity{"OtherImageIsBad",
               R"([{"op":"add","path":"/images/-","value":{"id":2,"file_name":"b.png","height":-7}},
                                      {"op":"add","path":"/annotations/-","value":{"image_id":2,"bbox":"none","category_id":[]}}])"},
        Oddity{
            "NoSuchImage",
            R"([{"op":"add","path":"/annotations/-","value":{"id":9,"image_id":77,"category_id":2,"bbox":[1,1,3,3]}}])"},
        Oddity{"ImageWithoutName",
               R"([{"op":"add","path":"/images/-","value":{"id":2,"file_name":null}}])"},
        Oddity{
            "ImageTwice",
            R"([{"op":"add","path":"/images/-","value":{"id":1,"file_name":"b.png","height":6,"width":8}}])"},
        Oddity{"UnknownClassElsewhere",
               R"([{"op":"add","path":"/categories/-","value":{"id":9,"name":"person"}}])"},
        Oddity{"CategoryWithoutName", R"([{"op":"add","path":"/categories/-","value":{"id":9}}])"},
        Oddity{"BackgroundIsACategory",
               R"([{"op":"add","path":"/categories/0","value":{"id":0,"name":"_background_"}}])"},
        Oddity{"CategoryCalledByANumber",
               R"([{"op":"add","path":"/categories/-","value":{"id":5,"name":5}},
                   {"op":"add","path":"/categories/-","value":{"id":6,"name":null}}])"},
        Oddity{"CategoriesFromZero", R"([{"op":"replace","path":"/categories/0/id","value":0},
                                         {"op":"replace","path":"/annotations/0/category_id","value":0}])"},
        Oddity{"OtherFields", R"([{"op":"add","path":"/info","value":{"year":2020}},
                                  {"op":"add","path":"/annotations/0/keypoints","value":[]}])"},
        Oddity{"AddressInsteadOfAName",  // LVIS
               R"([{"op":"remove","path":"/images/0/file_name"},
                   {"op":"add","path":"/images/0/coco_url","value":"http://images.org/x/a.png"}])"},
        Oddity{"NameWithALineEnd",
               R"([{"op":"replace","path":"/images/0/file_name","value":" a.png\r"}])"},
        Oddity{"AbsolutePath",
               R"([{"op":"replace","path":"/images/0/file_name","value":"/upload/4/a.png"}])"},
        Oddity{"PathUpwards",
               R"([{"op":"replace","path":"/images/0/file_name","value":"../images/a.png"}])"}),
    name_of);

struct Mistake {
  const char* patch;
  const char* message;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.patch;
}

class WrongAnnotations : public testing::TestWithParam<Mistake> {};

TEST_P(WrongAnnotations, OfTheImageAreRefused) {
  const std::string text = two_objects().patch(json::parse(GetParam().patch)).dump();
  EXPECT_EQ(refusal(text), std::string("t.json: ") + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    OfEachKind, WrongAnnotations,
    testing::Values(
        Mistake{
            R"([{"op":"replace","path":"/annotations/0/bbox","value":[4,5,-4,-4]}])",
            "annotations[0] (id 1): bbox: expected x, y, width >= 0, height >= 0, got [4,5,-4,-4]"},
        Mistake{R"([{"op":"replace","path":"/annotations/0/bbox","value":["0","1","4","4"]}])",
                "annotations[0] (id 1): bbox[0]: expected a number from -16777216.0 to 16777216.0, "
                "got \"0\""},
        Mistake{
            R"([{"op":"replace","path":"/annotations/0/segmentation","value":{"size":[8,6],"counts":[0,48]}}])",
            "annotation 1: segmentation: size: expected the image's [6,8], got [8,6]"},
        Mistake{R"([{"op":"replace","path":"/images/0/height","value":8},
                    {"op":"replace","path":"/images/0/width","value":6}])",
                "image 1 is 8x6 (height x width), expected 6x8 like a.png; if it has an EXIF "
                "orientation, which is ignored here: mogrify -auto-orient a.png"},
        Mistake{R"([{"op":"replace","path":"/categories/0/name","value":"Circle"}])",
                "annotation 1: class \"Circle\" is unknown to the model, expected one of circle, "
                "square; \"circle\" is near"},
        Mistake{R"([{"op":"remove","path":"/categories/0"}])",
                "annotation 1: category_id 1 is not the id of a category"}));

TEST(WrongAnnotations, FilesOfOtherProgramsAreNamed) {
  const std::vector<std::pair<std::string, const char*>> files = {
      {R"({"version": "5", "shapes": [], "imagePath": "a.png"})", "a LabelMe file"},
      {R"({"a.png821": {"filename": "a.png", "size": 821, "regions": []}})", "VGG Image Annotator"},
      {R"({"_via_settings": {}, "_via_img_metadata": {}})", "VGG Image Annotator"},
      {R"([{"image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1], "score": 0.9}])",
       "a list of results"},
      {R"({"imgHeight": 9, "imgWidth": 9, "objects": []})", "a Cityscapes file"},
      {R"({"metainfo": {}, "data_list": []})", "mmdetection's own format"},
      {R"([{"filename": "a.png", "width": 9, "ann": {}}])", "mmdetection's own format"},
      {R"([{"name": "a.png", "labels": []}])", "Scalabel"},
      {R"([{"image": "a.png", "label": []}])", "Label Studio"},
      {R"({"images": [{"id": 1}], "categories": []})", "a COCO file without annotations"},
      {R"({"images": [], "annotations": [{"image_id": 1, "id": 1, "caption": "a cat"}]})",
       "a COCO captions file"},
      {R"({"images": [], "categories": [], "annotations": [{"image_id": 1, "segments_info": []}]})",
       "a COCO panoptic file"},
      {R"([{"image": "a.png", "annotations": []}])", "a CreateML file"},
      {R"([{"file_name": "a.png", "image_id": 1, "annotations": []}])",
       "a list of detectron2's dicts"},
      {"image,x1,y1,x2,y2,class\na.png,1,2,3,4,star\n", "separated by commas"},
      {"ImageID,Source,LabelName\n", "separated by commas"},
      {"#filename,file_size,region_count\n", "separated by commas"},
      {"\"image\",\"x\"\n", "separated by commas"},
      {"1,-1,794.2,47.5,71.2,174.8\n", "separated by commas"},
      {"0 0.5 0.5 0.2 0.2\n1 0.1 0.1 0.1 0.1\n", "as YOLO has them"},
      {"Car 0.00 0 -1.58 587.01 173.33 614.12 200.12\n", "neither a JSON object nor a list"},
      {"\xef\xbb\xbfnames:\n  - cat\n", "neither a JSON object nor a list"},
      {"{\"id\": 1}\r\n{\"id\": 2}\r\n", "is JSON lines"},
      {std::string("\xff\xfe{\0\"\0", 6), "is UTF-16 text; save it as UTF-8: iconv"},
      {std::string("{\0\"\0i\0", 6), "is UTF-16 text"},
      {"\n<annotation><folder/></annotation>", "XML"},
      {"\x89PNG\r\n", "is an image (PNG)"},
      {"", "empty"}};
  for (const auto& [text, said] : files) {
    EXPECT_NE(refusal(text).find(said), std::string::npos) << refusal(text);
  }
}

// Python's json module writes and reads NaN; other programs cannot.
TEST(OddAnnotations, NaNIsReadAsMissing) {
  const std::string text = two_objects().dump();
  const auto with = [&](const std::string& what, const std::string& instead) {
    return std::string(text).replace(text.find(what), what.size(), instead);
  };
  EXPECT_EQ(areas(read(with("\"area\":16", "\"area\":NaN"))), (std::vector<int>{16, 4}));
  EXPECT_EQ(areas(read(with("\"area\":16", "\"area\":-Infinity"))), (std::vector<int>{16, 4}));
  EXPECT_NE(refusal(with("[0,1,4,4]", "[0,1,NaN,4]")), "accepted");
  const std::string named = with("\"circle\"", "\"a \\\"NaN\\\" b\"");
  EXPECT_EQ(parse_coco(named, "t.json").categories[0].name, "a \"NaN\" b");
}

TEST(OddAnnotations, AByteOrderMarkAndWindowsLineEndsAreAccepted) {
  EXPECT_EQ(refusal("\xef\xbb\xbf" + two_objects().dump()), "accepted");
  std::string text = two_objects().dump(2);
  for (std::size_t i = text.find('\n'); i != std::string::npos; i = text.find('\n', i + 2)) {
    text.insert(i, "\r");
  }
  EXPECT_EQ(refusal(text), "accepted");
  text.insert(text.rfind('}'), ",");
  EXPECT_NE(refusal(text), "accepted") << "a comma after the last field";
}

}  // namespace
}  // namespace mrcnn
