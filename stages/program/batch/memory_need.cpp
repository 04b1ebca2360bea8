#include "stages/program/batch/memory_need.hpp"

#include <algorithm>

#include <sys/resource.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/image/preprocess.hpp"
#include "common/io/number_text.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

constexpr double kGigabyte = 1e9;

double gigabytes_of_machine() {
  return static_cast<double>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<double>(::sysconf(_SC_PAGESIZE)) / kGigabyte;
}

/// What the process may have in all, as `ulimit -v` sets it; at most the memory of the machine.
double gigabytes_of_process() {
  struct rlimit limit {};

  const bool is_limited = ::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return is_limited
             ? std::min(static_cast<double>(limit.rlim_cur) / kGigabyte, gigabytes_of_machine())
             : gigabytes_of_machine();
}

}  // namespace

double bytes_of_features(ImageSize original, const Config& config) {
  const ImageSize padded = input_place(resized_size(original, config.image), config.image).padded;
  const double stem = config.features.base_channels;
  const double pyramid = config.features.fpn_channels;
  // Per pixel of the input: its three values; the stem at half the size; C2, which is four times as
  // wide at a quarter, with what the block before left; P2 and the map it comes from.
  const double floats = 3 + stem / 4 + 2 * 4 * stem / 16 + 2 * pyramid / 16;
  return static_cast<double>(sizeof(float)) * static_cast<double>(cells_of(padded)) * floats;
}

std::size_t images_in_memory(double bytes_of_features, bool keeps_everything, double gigabytes) {
  const double need = (keeps_everything ? 4.0 : 2.0) * bytes_of_features / kGigabyte;
  const double available = (gigabytes > 0 ? gigabytes : gigabytes_of_process()) / 2;
  return need > available ? 1 : static_cast<std::size_t>(available / need);
}

void check_memory(const std::string& file, ImageSize original, const Config& config,
                  double gigabytes) {
  const double available = gigabytes > 0 ? gigabytes : gigabytes_of_machine();
  const double needed = bytes_of_features(original, config) / kGigabyte;
  if (needed > available) {
    throw OutputError(concat(one_line(file), ": needs about ", fixed_decimals(needed, 0),
                             " GB of memory at image.min_size=", config.image.min_size,
                             " and max_size=", config.image.max_size, ", expected at most ",
                             fixed_decimals(available, 0), "; set them lower, or --memory GB"));
  }
}

}  // namespace mrcnn
