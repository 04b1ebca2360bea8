#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/run_pictures.hpp"

#include "viz/image_io.hpp"

namespace mrcnn {

// Replaces viz and run_pictures.cpp in a build with MRCNN_MINIMAL.

bool can_draw() {
  return false;
}

DecodedImage read_image_file(const std::filesystem::path& path) {
  throw InputError(path_text(path) +
                   ": this build cannot read images; start from a trace with --resume");
}

void write_png(const std::filesystem::path& path, const HostTensor<std::uint8_t, 3>& /*rgb*/) {
  throw OutputError(path_text(path) + ": this build cannot draw pictures");
}

void write_overlay(const std::filesystem::path& /*file*/, const Config& /*config*/,
                   const ImageRun& /*run*/) {}

void write_step_pictures(const std::filesystem::path& /*folder*/, const Config& /*config*/,
                         const ImageRun& /*run*/) {}

}  // namespace mrcnn
