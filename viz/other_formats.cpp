#include "viz/other_formats.hpp"

#include <array>
#include <string_view>

#include "common/io/file.hpp"

namespace mrcnn {

namespace {

using namespace std::string_view_literals;

/// What helps; FILE stands for the name.
constexpr const char* kImage = "ImageMagick converts it: convert FILE FILE.png";
constexpr const char* kVideo = "take its frames: ffmpeg -i FILE frame_%04d.png";
constexpr const char* kModel = "a model comes behind --model: mrcnn run IMAGE --model FILE";
constexpr const char* kJson = "ground truth comes behind --truth: mrcnn run IMAGE --truth FILE";
constexpr const char* kArray = "arrays of a run lie in a trace: mrcnn run --resume TRACE";
constexpr const char* kPointer = "fetch the file itself: git lfs pull --include FILE";
constexpr const char* kOther = "";

struct Format {
  std::size_t place;
  std::string_view signature;
  const char* name;
  const char* help;
};

constexpr std::array kFormats = {
    Format{0, "BM", "a BMP image", kImage},
    Format{0, "GIF8", "a GIF image", kImage},
    Format{0, "II*", "a TIFF image", kImage},
    Format{0, "MM\0*"sv, "a TIFF image", kImage},
    Format{8, "WEBP", "a WebP image", kImage},
    Format{8, "isom", "an MP4 video", kVideo},
    Format{8, "iso2", "an MP4 video", kVideo},
    Format{8, "mp4", "an MP4 video", kVideo},
    Format{8, "qt  ", "a QuickTime video", kVideo},
    Format{8, "AVI ", "an AVI video", kVideo},
    Format{0, "\x1a\x45\xdf\xa3", "a Matroska or WebM video", kVideo},
    Format{4, "ftyp", "a HEIC or AVIF image", kImage},
    Format{4, "jP  ", "a JPEG 2000 image", kImage},
    Format{4, "JXL ", "a JPEG XL image", kImage},
    Format{0, "\xff\x0a", "a JPEG XL image", kImage},
    Format{0, "8BPS", "a Photoshop image", kImage},
    Format{0, "\x76\x2f\x31\x01", "an OpenEXR image", kImage},
    Format{0, "#?RADIANCE", "a Radiance HDR image", kImage},
    Format{0, "P1", "a black-and-white PBM image", kImage},
    Format{0, "P2", "a grey PGM image", kImage},
    Format{0, "P3", "a PPM image in text", kImage},
    Format{0, "P4", "a black-and-white PBM image", kImage},
    Format{0, "P5", "a grey PGM image", kImage},
    Format{0, "P7", "a PAM image", kImage},
    Format{128, "DICM", "a DICOM image", kImage},
    Format{0, "%PDF", "a PDF document", kImage},
    Format{0, "version https://git-lfs", "a pointer of Git LFS", kPointer},
    Format{0, "\x93NUMPY", "a NumPy array", kArray},
    Format{0, "\x89HDF", "an HDF5 file, as Keras writes weights", kModel},
    Format{0, "PK\3\4", "a zip archive, as PyTorch writes weights", kModel},
    Format{0, "\x80\2", "a pickle, as PyTorch writes weights", kModel},
    Format{4, "\0\0\0\0{"sv, "a model file (.safetensors)", kModel},
    Format{0, "\x1f\x8b", "compressed with gzip", kOther},
    Format{0, "{", "JSON text", kJson},
    Format{0, "[", "JSON text", kJson},
    Format{0, "<svg", "an SVG drawing", kImage},
    Format{0, "<", "a web page or XML", kOther},
};

/// "; HELP" with the file's name.
std::string advice(std::string help, const std::string& name) {
  constexpr std::string_view kFile = "FILE";
  for (std::size_t at = help.find(kFile); at != std::string::npos;
       at = help.find(kFile, at + name.size())) {
    help.replace(at, kFile.size(), name);
  }
  return help.empty() ? "" : "; " + help;
}

}  // namespace

std::string other_format(std::span<const std::byte> bytes, const std::string& name) {
  const std::string expected = ", expected a PNG, JPEG or PPM (P6) image";
  if (bytes.empty()) {
    return "is empty" + expected;
  }
  const std::string_view text = as_text(bytes);
  for (const Format& format : kFormats) {
    if (text.size() > format.place && text.substr(format.place).starts_with(format.signature)) {
      return std::string("is ") + format.name + expected + advice(format.help, name);
    }
  }
  return "unknown format" + expected;
}

}  // namespace mrcnn
