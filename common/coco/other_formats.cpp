#include "common/coco/other_formats.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/error.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

/// A format is known by the keys that it has and COCO has not.
struct Format {
  std::array<const char*, 2> keys;
  const char* text;
};

constexpr const char* kViaText =
    "a VGG Image Annotator file; export it there as COCO (Annotation > Export Annotations)";

constexpr std::array kFormatsOfObjects = {
    Format{{"shapes", "imagePath"},
           "a LabelMe file of one image; labelme2coco FOLDER makes one COCO file of all"},
    Format{{"_via_img_metadata", "_via_settings"}, kViaText},
    Format{{"items", "categories"}, "a Datumaro file; export it as COCO (datum convert -f coco)"},
    Format{{"objects", "size"}, "a Supervisely file of one image; export the project as COCO"},
    Format{{"features", "type"}, "a GeoJSON file, whose shapes are not in pixels"},
};

constexpr std::array kFormatsOfLists = {
    Format{{"score", "category_id"},
           "a list of results; what they are compared with is needed here"},
    Format{{"image", "annotations"}, "a CreateML file; export the annotations as COCO"},
    Format{{"data", "annotations"}, "a Label Studio file; export the project as COCO"},
};

/// By a signature among the first bytes.
constexpr std::size_t kLongestStart = 10;
constexpr std::array<std::pair<std::string_view, const char*>, 8> kBinaryFormats = {
    {{"PK\x03\x04", "a zip archive; unpack it"},
     {"\x1f\x8b", "compressed with gzip; unpack it: gzip -d"},
     {"\x89PNG", "an image (PNG); images come without an option"},
     {"\xff\xd8\xff", "an image (JPEG); images come without an option"},
     {"\x89HDF", "an HDF5 file; weights come behind --model"},
     {"\x93NUMPY", "a NumPy array"},
     {"%YAML", "YAML text; export the annotations as COCO"},
     {std::string_view("\0\0\0\0{", 5), "a model file; it comes behind --model"}}};

template <std::size_t N>
std::optional<std::string> text_of(const std::array<Format, N>& formats, const json& value) {
  for (const Format& format : formats) {
    if (value.contains(format.keys[0]) && value.contains(format.keys[1])) {
      return format.text;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> format_of_text(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (start == std::string_view::npos) {
    return "empty";
  }
  if (text[start] == '<') {
    return "XML or a web page; export the annotations as COCO";
  }
  for (const auto& [signature, format] : kBinaryFormats) {
    if (text.substr(0, kLongestStart).find(signature) != std::string_view::npos) {
      return format;
    }
  }
  return std::nullopt;
}

std::optional<std::string> format_of_json(const json& document) {
  if (document.is_array()) {
    const auto known = text_of(kFormatsOfLists, document.empty() ? json() : document[0]);
    return known ? *known : "a list";
  }
  if (document.is_object() && document.contains("images") && document.contains("annotations")) {
    return std::nullopt;
  }
  const bool is_via = document.is_object() && !document.empty() &&
                      text_of<1>({Format{{"filename", "regions"}, kViaText}}, *document.begin());
  return is_via ? kViaText : text_of(kFormatsOfObjects, document);
}

void throw_not_coco(const std::string& name, const std::string& format) {
  throw InputError(name + ": is " + format +
                   "; expected COCO instances, an object with images, categories, annotations");
}

}  // namespace mrcnn
