#include "common/error.hpp"

#include "stages/3_roi_align/alternatives/crop_and_resize.hpp"
#include "stages/3_roi_align/alternatives/roi_pool.hpp"
#include "stages/3_roi_align/roi_levels.hpp"
#include "stages/6_masks/paste_masks.hpp"
#include "stages/program/op/on_place.hpp"
#include "stages/program/op/operation.hpp"

namespace mrcnn {
namespace {

using Kind = ParameterKind;

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

/// Runs one of the three kinds of pooling, pool(map, boxes, bins).
template <class Place, class Pool>
OperationResult pooled(const OperationCall& call, const Pool& pool) {
  const HostTensor<float, 3> map = call.map("features");
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  const ImageSize bins = call.size("size");
  check_result_size(boxes.size(), static_cast<std::size_t>(bins.height) *
                                      static_cast<std::size_t>(bins.width) * map.shape(2));
  return {{"regions", to_chw_array(pool(on<Place>(map), on<Place>(boxes), bins).features)}};
}

template <class Place>
OperationResult run_roi_align(const OperationCall& call) {
  RoiAlignParams params;
  params.sampling_ratio = call.integer("sampling", -kLargestSampling, kLargestSampling);
  params.aligned = call.flag("aligned");
  const float scale = call.positive("scale");
  return pooled<Place>(call, [&](const auto& map, const auto& boxes, ImageSize bins) {
    return roi_align_map(map, boxes, scale, bins.height, bins.width, params);
  });
}

template <class Place>
OperationResult run_roi_pool(const OperationCall& call) {
  const float scale = call.positive("scale");
  return pooled<Place>(call, [&](const auto& map, const auto& boxes, ImageSize bins) {
    return roi_pool_map(map, boxes, scale, bins.height, bins.width);
  });
}

template <class Place>
OperationResult run_crop_and_resize(const OperationCall& call) {
  return pooled<Place>(call, [](const auto& map, const auto& boxes, ImageSize bins) {
    return crop_and_resize_map(map, boxes, bins.height, bins.width);
  });
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
  return {{"levels",
           "pyramid level that each box is pooled from",
           {{"boxes", "(R,4)"}},
           {{"min", Kind::whole, "2"},
            {"max", Kind::whole, "5"},
            {"canonical", Kind::number, "224"},
            {"canonical_level", Kind::whole, "4"},
            {"rule", Kind::choice, "floor"}},
           {{"levels", "(R)", DType::i32}},
           run_levels<Host>,
           run_levels<Device>},
          {"roi_align",
           "features sampled in boxes",
           {{"features", "(C,H,W)"}, {"boxes", "(R,4)"}},
           {{"size", Kind::size, "7"},
            {"scale", Kind::number, "0.25"},
            {"sampling", Kind::whole, "2"},
            {"aligned", Kind::flag, "0"}},
           {{"regions", "(R,C,h,w)"}},
           run_roi_align<Host>,
           run_roi_align<Device>},
          {"roi_pool",
           "maximum of features over the bins of boxes",
           {{"features", "(C,H,W)"}, {"boxes", "(R,4)"}},
           {{"size", Kind::size, "7"}, {"scale", Kind::number, "0.25"}},
           {{"regions", "(R,C,h,w)"}},
           run_roi_pool<Host>,
           run_roi_pool<Device>},
          {"crop_and_resize",
           "features sampled in boxes given as fractions: 0 is the first cell's centre, 1 the last "
           "one's",
           {{"features", "(C,H,W)"}, {"boxes", "(R,4)"}},
           {{"size", Kind::size, "7"}},
           {{"regions", "(R,C,h,w)"}},
           run_crop_and_resize<Host>,
           run_crop_and_resize<Device>},
          {"paste",
           "masks28 pasted into boxes of a canvas: probabilities",
           {{"masks28", "(N,28,28)"}, {"boxes", "(N,4)"}},
           {{"canvas", Kind::size}, {"rule", Kind::choice, "torchvision"}},
           {{"masks", "(N,H,W)"}},
           run_paste<Host>,
           run_paste<Device>}};
}

}  // namespace mrcnn
