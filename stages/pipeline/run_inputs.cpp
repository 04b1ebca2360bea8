#include "stages/pipeline/run_inputs.hpp"

#include <utility>

#include "stages/pipeline/array_records.hpp"
#include "stages/pipeline/box_frames.hpp"

namespace mrcnn {

void set_image(PipelineState<Host>& state, InputImage<Host> image, const ImageParams& params) {
  state.input.original = {static_cast<int>(image.pixels.shape(0)),
                          static_cast<int>(image.pixels.shape(1))};
  state.input.resized = resized_size(state.input.original, params);
  state.image = std::move(image);
  for (const char* name : {"0_image/image", "0_image/resized_size", "0_image/original_size"}) {
    record_as_made(*find_array(name), state);
  }
}

void set_truth(PipelineState<Host>& state, const GroundTruth<Host>& truth,
               HostTensor<std::uint8_t, 3> masks, const Config& config) {
  state.truth = {to_box_frame(truth.boxes, state.input.original, state.input.resized, config),
                 truth.labels};
  state.truth_masks = std::move(masks);
  for (const ArrayRow& row : array_table()) {
    if (!row.made_by && row.traits.needs_truth) {
      record_as_made(row, state);
    }
  }
}

}  // namespace mrcnn
