#include "common/error.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"

#include "stages/3_roi_align/roi_align.hpp"
#include "stages/6_masks/masks.hpp"
#include "stages/cli/op/operation.hpp"

namespace mrcnn {
namespace {

constexpr int kLargestSampling = 1024;
constexpr std::size_t kLargestResult = std::size_t{1} << 34U;  // bytes

float positive(const OperationCall& call, const std::string& name) {
  const double value = call.real(name);
  if (!(value > 0.0)) {
    throw UsageError("op parameter " + name + "=" + call.word(name) +
                     ": expected a positive number");
  }
  return static_cast<float>(value);
}

OperationResult run_levels(const OperationCall& call) {
  RoiAlignParams params;
  params.canonical_size = positive(call, "canonical");
  params.canonical_level = call.integer("canonical_level", -100, 100);
  params.level_rule = call.choice<LevelRule>("rule", {"floor", "floor_inside", "nearest"});
  const int lowest = call.integer("min", 0, 30);
  const int highest = call.integer("max", lowest, 30);
  return {{"levels", to_array(roi_levels(call.boxes("boxes"), params, lowest, highest))}};
}

void check_result(const HostTensor<float, 3>& map, std::size_t boxes, ImageSize bins) {
  const std::size_t cells =
      static_cast<std::size_t>(bins.height) * static_cast<std::size_t>(bins.width);
  check_shape(boxes == 0 || map.shape(2) == 0 ||
                  cells <= kLargestResult / sizeof(float) / boxes / map.shape(2),
              "the result would exceed 16 GiB");
}

OperationResult run_roi_align(const OperationCall& call) {
  RoiAlignParams params;
  params.sampling_ratio = call.integer("sampling", -kLargestSampling, kLargestSampling);
  params.aligned = call.flag("aligned");
  const ImageSize bins = call.size("size");
  const HostTensor<float, 3> map = call.map("features");
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  check_result(map, boxes.size(), bins);
  return {{"regions", to_chw_array(roi_align_map(map, boxes, positive(call, "scale"), bins.height,
                                                 bins.width, params)
                                       .features)}};
}

OperationResult run_roi_pool(const OperationCall& call) {
  const ImageSize bins = call.size("size");
  const HostTensor<float, 3> map = call.map("features");
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  check_result(map, boxes.size(), bins);
  return {
      {"regions",
       to_chw_array(
           roi_pool_map(map, boxes, positive(call, "scale"), bins.height, bins.width).features)}};
}

OperationResult run_crop_and_resize(const OperationCall& call) {
  const ImageSize bins = call.size("size");
  const HostTensor<float, 3> map = call.map("features");
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  check_result(map, boxes.size(), bins);
  return {{"regions", to_chw_array(crop_map(map, boxes, bins.height, bins.width).features)}};
}

OperationResult run_paste(const OperationCall& call) {
  const auto rule = call.choice<PasteRule>("rule", {"torchvision", "matterport", "detectron2"});
  const auto masks = call.tensor<float, 3>("masks28");
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  const ImageSize canvas = call.size("canvas");
  check_shape(masks.shape(0) == boxes.size() && masks.shape(1) == masks.shape(2) &&
                  masks.shape(1) > 0 && masks.shape(1) <= 4096,
              "masks28 is (", masks.shape(0), ", ", masks.shape(1), ", ", masks.shape(2),
              "), expected (N, M, M) for ", boxes.size(), " boxes");
  const auto height = static_cast<std::size_t>(canvas.height);
  const auto width = static_cast<std::size_t>(canvas.width);
  check_shape(boxes.size() == 0 || height * width <= kLargestResult / sizeof(float) / boxes.size(),
              "the result would exceed 16 GiB");
  auto pasted = make_tensor<float>({boxes.size(), height, width});
  const std::size_t mask_cells = masks.shape(1) * masks.shape(2);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    paste_mask({masks.data() + i * mask_cells, mask_cells}, static_cast<int>(masks.shape(1)),
               boxes(i), canvas, {pasted.data() + i * height * width, height * width}, rule);
  }
  return {{"masks", to_array(pasted)}};
}

}  // namespace

std::vector<Operation> region_operations() {
  return {{.name = "levels",
           .about = "pyramid level that each of boxes (R,4) reads",
           .inputs = {"boxes"},
           .params = {{"min", "2"},
                      {"max", "5"},
                      {"canonical", "224"},
                      {"canonical_level", "4"},
                      {"rule", "floor"}},
           .run = run_levels},
          {.name = "roi_align",
           .about = "features (C,H,W) sampled in boxes (R,4): regions (R,C,h,w)",
           .inputs = {"features", "boxes"},
           .params = {{"size", "7"}, {"scale", "0.25"}, {"sampling", "2"}, {"aligned", "0"}},
           .run = run_roi_align},
          {.name = "roi_pool",
           .about = "features (C,H,W), largest cell of the bins of boxes (R,4): regions (R,C,h,w)",
           .inputs = {"features", "boxes"},
           .params = {{"size", "7"}, {"scale", "0.25"}},
           .run = run_roi_pool},
          {.name = "crop_and_resize",
           .about = "features (C,H,W) sampled in boxes (R,4), fractions: regions (R,C,h,w)",
           .inputs = {"features", "boxes"},
           .params = {{"size", "7"}},
           .run = run_crop_and_resize},
          {.name = "paste",
           .about = "masks28 (N,28,28) spread over boxes (N,4) of a canvas: masks (N,H,W), soft",
           .inputs = {"masks28", "boxes"},
           .params = {{"canvas", "?"}, {"rule", "torchvision"}},
           .run = run_paste}};
}

}  // namespace mrcnn
