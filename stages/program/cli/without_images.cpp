#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/run_pictures.hpp"

#include "viz/image_io.hpp"

namespace mrcnn {

// What takes the place of viz and of run_pictures.cpp in a build with MRCNN_MINIMAL.

bool can_draw() {
  return false;
}

DecodedImage read_image_file(const std::filesystem::path& path) {
  throw InputError(path_text(path) + ": this build reads no images, go on from a trace: --resume");
}

void write_png(const std::filesystem::path& path, const HostTensor<std::uint8_t, 3>& /*rgb*/) {
  throw OutputError(path_text(path) + ": this build draws no pictures");
}

void write_overlay(const std::filesystem::path& /*folder*/, const RunJob& /*job*/,
                   const FinishedRun& /*run*/, std::int64_t /*position*/) {}

void write_pictures(const std::filesystem::path& /*folder*/, const RunJob& /*job*/,
                    const FinishedRun& /*run*/) {}

void load_for_pictures(const TraceFolder& /*trace*/, PipelineState<Host>& /*state*/) {}

}  // namespace mrcnn
