#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/run_writers.hpp"

#include "viz/image_io.hpp"

namespace mrcnn {

// Replaces viz and run_pictures.cpp in a build with MRCNN_MINIMAL.

DecodedImage read_image_file(const std::filesystem::path& path) {
  throw InputError(path_text(path) +
                   ": this build cannot read images; start from a trace with --resume");
}

ImageSize read_image_size(const std::filesystem::path& path) {
  throw InputError(path_text(path) + ": this build cannot read images");
}

void write_png(const std::filesystem::path& path, const HostTensor<std::uint8_t, 3>& /*rgb*/) {
  throw OutputError(path_text(path) + ": this build cannot draw pictures");
}

RunWriter picture_writer(const Executor& /*executor*/,
                         const std::shared_ptr<DrawingTime>& /*time*/) {
  return {};
}

}  // namespace mrcnn
