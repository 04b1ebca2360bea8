#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <mrcnn/box.hpp>
#include <mrcnn/conv_method.hpp>
#include <mrcnn/error.hpp>
#include <mrcnn/image.hpp>
#include <mrcnn/place.hpp>
#include <mrcnn/trace.hpp>

namespace mrcnn {

/// The pixels of one object, on the whole image.
struct Mask {
  int height = 0;
  int width = 0;
  std::vector<std::uint8_t> pixels = {};  // (height, width), row after row: 0 or 1

  /// 1 where the object is. Requires 0 <= y < height and 0 <= x < width.
  std::uint8_t operator()(int y, int x) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
};

/// One object.
struct Detection {
  std::string class_name;
  int label = 0;      // its index in Detector::class_names(); 0 is the background and never occurs
  float score = 0.F;  // probability of the class
  Box box = {};       // pixels of the image: (0, 0) is its top left corner, (width, height) the
                      // opposite one
  Mask mask;
};

struct DetectorOptions {
  Place place = Place::host;
  int threads = 0;  // at most this many; 0: as many as OpenMP uses
  ConvMethod conv = ConvMethod::fast;
  std::vector<std::string> overrides = {};  // "STAGE.KEY=VALUE", docs/model-file.md
  std::string architecture = {};            // of a model file without metadata, docs/model-file.md
};

struct DetectOptions {
  float min_score = 0.F;   // 0: all that the model keeps
  Trace* trace = nullptr;  // receives all arrays of the run
};

/// The path of the model that comes with the program and the library. Throws Error if it is not
/// installed.
std::filesystem::path bundled_model();

/// Mask R-CNN with the weights of one model file. Serves one thread at a time; other threads need
/// their own detectors.
class Detector {
 public:
  /// Throws Error if the file cannot be read or is not a model, or if there is no such device.
  explicit Detector(const std::filesystem::path& model, DetectorOptions options = {});
  Detector(Detector&& other) noexcept;
  Detector& operator=(Detector&& other) noexcept;
  ~Detector();

  /// The objects of an image, by descending score. Throws Error.
  std::vector<Detection> detect(const Image& image, const DetectOptions& options = {});

  /// The classes of the model, background first.
  [[nodiscard]] const std::vector<std::string>& class_names() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace mrcnn
