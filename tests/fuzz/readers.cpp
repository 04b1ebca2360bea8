#include "tests/fuzz/readers.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>
#include <vector>

#include "common/coco/annotations.hpp"
#include "common/coco/polygon.hpp"
#include "common/coco/rle.hpp"
#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/trace/manifest.hpp"
#include "common/trace/npy.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/pipeline/model/config.hpp"

#include "viz/image_header.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

using Bytes = std::span<const std::byte>;

std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Of drawing an outline: longer ones draw the same pixels more often.
constexpr std::int64_t kFewSteps = 1 << 16;

/// A refusal is an answer.
template <class Read>
void try_to(const Read& read) {
  try {
    read();
  } catch (const InputError&) {
  }
}

void read_coco(Bytes bytes) {
  try_to([&] {
    const CocoDataset dataset = parse_coco(text_of(bytes), "f");
    for (const CocoAnnotation& annotation : dataset.annotations) {
      const ImageSize size{24, 32};
      std::vector<std::uint8_t> mask(24 * 32);
      if (drawing_steps(annotation.segmentation, size) < kFewSteps) {
        try_to([&] { draw_segmentation(annotation.segmentation, mask, size, "f"); });
      }
    }
  });
}

void read_image(Bytes bytes) {
  constexpr std::int64_t kSmall = 1 << 16;  // cells; decoders need no more to go wrong
  try_to([&] {
    if (cells_of(check_image_file(bytes, "f").size) <= kSmall) {
      decode_image(bytes, "f");
    }
  });
}

void read_polygon(Bytes bytes) {
  Polygon polygon(bytes.size() / sizeof(double));
  if (!polygon.empty()) {
    std::memcpy(polygon.data(), bytes.data(), polygon.size() * sizeof(double));
  }
  const ImageSize size{24, 32};
  const bool is_polygon = polygon.size() % 2 == 0 && std::ranges::all_of(polygon, [](double c) {
                            return std::abs(c) <= kMaxCoordinate;
                          });
  if (!is_polygon || rasterizing_steps(polygon, size) < kFewSteps) {
    try_to([&] { rasterize(polygon, size, "f"); });
  }
}

}  // namespace

const std::map<std::string, FuzzedReader>& fuzzed_readers() {
  static const std::map<std::string, FuzzedReader> readers = {
      {"coco", read_coco},
      {"config",
       [](Bytes bytes) {
         try_to([&] { config_from_json(parse_json(text_of(bytes), "f"), "f"); });
       }},
      {"image", read_image},
      {"manifest",
       [](Bytes bytes) {
         try_to([&] { manifest_from_json(parse_json(text_of(bytes), "f"), "f"); });
       }},
      {"npy", [](Bytes bytes) { try_to([&] { parse_npy(bytes, "f"); }); }},
      {"polygon", read_polygon},
      {"rle",
       [](Bytes bytes) { try_to([&] {
                           rle_from_compressed(text_of(bytes), {24, 32}, "f");
                         }); }},
      {"safetensors", [](Bytes bytes) { try_to([&] { parse_safetensors(bytes, "f"); }); }}};
  return readers;
}

}  // namespace mrcnn
