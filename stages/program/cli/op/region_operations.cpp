#include "common/error.hpp"

#include "stages/3_roi_align/crop_and_resize.hpp"
#include "stages/3_roi_align/roi_levels.hpp"
#include "stages/3_roi_align/roi_pool.hpp"
#include "stages/6_masks/paste_masks.hpp"
#include "stages/program/cli/op/on_place.hpp"
#include "stages/program/cli/op/operation.hpp"

namespace mrcnn {
namespace {

constexpr int kLargestSampling = 1024;
constexpr std::size_t kLargestMask = 4096;

template <class Place>
OperationResult run_levels(const OperationCall& call) {
  RoiAlignParams params;
  params.canonical_size = call.positive("canonical");
  params.canonical_level = call.integer("canonical_level", -100, 100);
  params.level_rule = call.choice<LevelRule>("rule");
  const int lowest = call.integer("min", 0, 30);
  const int highest = call.integer("max", lowest, 30);
  const auto boxes = on<Place>(call.boxes("boxes"));
  return {{"levels", to_array(roi_levels(boxes, params, lowest, highest))}};
}

/// Refuses a result of `rows` rows with `row_size` floats each that is too large.
void check_result_size(std::size_t rows, std::size_t row_size) {
  constexpr std::size_t kMostFloats = (std::size_t{1} << 34U) / sizeof(float);
  check_shape(rows == 0 || row_size <= kMostFloats / rows, "the result would have ", rows,
              " rows of ", row_size, " floats, expected at most 16 GiB");
}

/// The inputs that the three kinds of pooling share.
struct MapAndBoxes {
  HostTensor<float, 3> map;
  HostTensor<Box, 1> boxes;
  ImageSize bins;
};

MapAndBoxes map_and_boxes(const OperationCall& call) {
  MapAndBoxes in{call.map("features"), call.boxes("boxes"), call.size("size")};
  const std::size_t cells =
      static_cast<std::size_t>(in.bins.height) * static_cast<std::size_t>(in.bins.width);
  check_result_size(in.boxes.size(), cells * in.map.shape(2));
  return in;
}

template <class Place>
OperationResult run_roi_align(const OperationCall& call) {
  RoiAlignParams params;
  params.sampling_ratio = call.integer("sampling", -kLargestSampling, kLargestSampling);
  params.aligned = call.flag("aligned");
  const float scale = call.positive("scale");
  const auto [map, boxes, bins] = map_and_boxes(call);
  const auto regions =
      roi_align_map(on<Place>(map), on<Place>(boxes), scale, bins.height, bins.width, params);
  return {{"regions", to_chw_array(regions.features)}};
}

template <class Place>
OperationResult run_roi_pool(const OperationCall& call) {
  const float scale = call.positive("scale");
  const auto [map, boxes, bins] = map_and_boxes(call);
  const auto regions =
      roi_pool_map(on<Place>(map), on<Place>(boxes), scale, bins.height, bins.width);
  return {{"regions", to_chw_array(regions.features)}};
}

template <class Place>
OperationResult run_crop_and_resize(const OperationCall& call) {
  const auto [map, boxes, bins] = map_and_boxes(call);
  const auto regions =
      crop_and_resize_map(on<Place>(map), on<Place>(boxes), bins.height, bins.width);
  return {{"regions", to_chw_array(regions.features)}};
}

template <class Place>
OperationResult run_paste(const OperationCall& call) {
  const auto rule = call.choice<PasteRule>("rule");
  const auto masks = call.tensor<float, 3>("masks28");
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  const ImageSize canvas = call.size("canvas");
  check_shape(masks.shape(1) <= kLargestMask, "masks28 has masks of ", masks.shape(1),
              " rows, expected at most ", kLargestMask);
  check_result_size(boxes.size(), static_cast<std::size_t>(canvas.height) *
                                      static_cast<std::size_t>(canvas.width));
  const auto pasted = paste_masks(on<Place>(masks), on<Place>(boxes), canvas, rule);
  return {{"masks", to_array(pasted)}};
}

}  // namespace

std::vector<Operation> region_operations() {
  return {{.name = "levels",
           .about = "pyramid level that each of boxes (R,4) is pooled from",
           .inputs = {{"boxes"}},
           .params = {{"min", "2"},
                      {"max", "5"},
                      {"canonical", "224"},
                      {"canonical_level", "4"},
                      {"rule", "floor"}},
           .run = run_levels<Host>,
           .run_on_device = run_levels<Device>},
          {.name = "roi_align",
           .about = "features (C,H,W) sampled in boxes (R,4): regions (R,C,h,w)",
           .inputs = {{"features"}, {"boxes"}},
           .params = {{"size", "7"}, {"scale", "0.25"}, {"sampling", "2"}, {"aligned", "0"}},
           .run = run_roi_align<Host>,
           .run_on_device = run_roi_align<Device>},
          {.name = "roi_pool",
           .about = "features (C,H,W), maximum over the bins of boxes (R,4): regions (R,C,h,w)",
           .inputs = {{"features"}, {"boxes"}},
           .params = {{"size", "7"}, {"scale", "0.25"}},
           .run = run_roi_pool<Host>,
           .run_on_device = run_roi_pool<Device>},
          {.name = "crop_and_resize",
           .about = "features (C,H,W) sampled in boxes (R,4) given as fractions: regions (R,C,h,w)",
           .inputs = {{"features"}, {"boxes"}},
           .params = {{"size", "7"}},
           .run = run_crop_and_resize<Host>,
           .run_on_device = run_crop_and_resize<Device>},
          {.name = "paste",
           .about = "masks28 (N,28,28) pasted into boxes (N,4) of a canvas: probabilities (N,H,W)",
           .inputs = {{"masks28"}, {"boxes"}},
           .params = {{"canvas"}, {"rule", "torchvision"}},
           .run = run_paste<Host>,
           .run_on_device = run_paste<Device>}};
}

}  // namespace mrcnn
