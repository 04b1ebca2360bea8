#include "stages/program/lab/step_calls.hpp"

#include <cstring>

#include "common/error.hpp"
#include "common/io/number_text.hpp"
#include "common/trace/array_tensor.hpp"

#include "stages/3_roi_align/roi_levels.hpp"
#include "stages/pipeline/box_frames.hpp"

namespace mrcnn {
namespace {

using Words = std::map<std::string, std::string>;

/// Enough digits to read a float back exactly.
template <class... Values>
std::string words_of(Values... values) {
  constexpr int kDigits = 17;
  std::string text;
  ((text += (text.empty() ? "" : ",") + significant_digits(values, kDigits)), ...);
  return text;
}

ImageSize size_in(const TraceFolder& run, const std::string& name) {
  const auto size = to_tensor<std::int32_t, 1>(run.read(name), name);
  return {size(0), size(1)};
}

StepCalls proposals_calls(const TraceFolder& run, const Config& config) {
  const ProposalsParams& p = config.proposals;
  // torchvision's image lies at the origin
  const Box clip = proposals_frame(size_in(run, "0_image/resized_size"), config).image;
  const CoderWeights& w = p.coder_weights;
  OperationCase call{&operation_named("proposals"), {}, {}};
  call.params = {{"clip", words_of(clip.y2, clip.x2)},
                 {"pre", std::to_string(p.pre_nms_top_n)},
                 {"post", std::to_string(p.post_nms_top_n)},
                 {"iou", words_of(p.nms_iou)},
                 {"min_size", words_of(p.min_size)},
                 {"weights", words_of(w.x, w.y, w.w, w.h)},
                 {"max_log_scale", words_of(p.conventions.max_log_scale)}};
  call.inputs = {{"anchors", run.read("2_proposals/anchors")},
                 {"levels", run.read("2_proposals/anchor_levels")},
                 {"objectness", run.read("2_proposals/objectness")},
                 {"deltas", run.read("2_proposals/deltas")}};
  return {{call}, [](const std::vector<CallResult>& results) -> CallResult {
            return {{"2_proposals/boxes", results[0].at("boxes")},
                    {"2_proposals/scores", results[0].at("scores")}};
          }};
}

/// Copies rows between arrays: target[to[i]] = source[from[i]].
void copy_row(const Array& source, std::size_t from, Array& target, std::size_t to) {
  const std::size_t bytes = elements_per_row(source) * size_of(source.dtype);
  std::memcpy(target.bytes.data() + to * bytes, source.bytes.data() + from * bytes, bytes);
}

/// One call a level: every box reads the level that fits its size.
StepCalls roi_align_calls(const TraceFolder& run, const Config& config) {
  const Array boxes = run.read("2_proposals/boxes");
  const auto levels = roi_levels(to_tensor<Box, 1>(boxes, "2_proposals/boxes"), config.roi_align);
  const Array regions = run.read("3_roi_align/regions");
  StepCalls step;
  std::vector<std::vector<std::size_t>> rows_of_call;
  for (int level = kLowestLevel; level <= kHighestRoiLevel; ++level) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < levels.size(); ++row) {
      if (levels(row) == level) {
        rows.push_back(row);
      }
    }
    Array boxes_of_level{DType::f32, {rows.size(), 4}, {}};
    boxes_of_level.bytes.resize(rows.size() * sizeof(Box));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      copy_row(boxes, rows[i], boxes_of_level, i);
    }
    step.calls.push_back(
        {&operation_named("roi_align"),
         {{"size", std::to_string(regions.shape[2])},
          {"scale", words_of(1.0F / stride_of_level(level))},
          {"sampling", std::to_string(config.roi_align.sampling_ratio)},
          {"aligned", config.roi_align.aligned ? "1" : "0"}},
         {{"features", run.read(concat("1_features/p", level))}, {"boxes", boxes_of_level}}});
    rows_of_call.push_back(rows);
  }
  step.arrays = [regions, rows_of_call](const std::vector<CallResult>& results) -> CallResult {
    Array joined = regions;
    for (std::size_t call = 0; call < rows_of_call.size(); ++call) {
      for (std::size_t i = 0; i < rows_of_call[call].size(); ++i) {
        copy_row(results[call].at("regions"), i, joined, rows_of_call[call][i]);
      }
    }
    return {{"3_roi_align/regions", joined}};
  };
  return step;
}

StepCalls paste_calls(const TraceFolder& run, const Config& config) {
  const ImageSize original = size_in(run, "0_image/original_size");
  OperationCase call{&operation_named("paste"), {}, {}};
  call.params = {{"canvas", concat(original.height, ",", original.width)}};
  call.inputs = {{"masks28", run.read("6_masks/masks28")}, {"boxes", run.read("6_masks/boxes")}};
  const float threshold = config.paste.threshold;
  return {{call}, [threshold](const std::vector<CallResult>& results) -> CallResult {
            const Array& pasted = results[0].at("masks");
            Array masks{DType::u8, pasted.shape, {}};
            for (const float p : values_of<float>(pasted)) {
              masks.bytes.push_back(std::byte{p >= threshold});
            }
            return {{"6_masks/masks", masks}};
          }};
}

}  // namespace

StepCalls step_calls(const Lab& lab, const TraceFolder& run, const Config& config) {
  if (config.conventions != "torchvision") {
    throw UsageError("lab run: the model has the conventions of " + config.conventions +
                     ", expected torchvision's");
  }
  if (lab.step == "proposals") {
    return proposals_calls(run, config);
  }
  if (lab.step == "roi_align") {
    return roi_align_calls(run, config);
  }
  if (lab.step == "paste") {
    return paste_calls(run, config);
  }
  throw UsageError(
      concat("lab run ", lab.number, ": this lab is not a separate step of the pipeline"));
}

}  // namespace mrcnn
