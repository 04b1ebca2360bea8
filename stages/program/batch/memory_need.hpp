#pragma once
#include <string>

#include "common/types/image.hpp"

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// Bytes that the feature maps of one image take, about: a lower limit of what a run needs. It
/// grows with the size to which the image is resized, which a model file may set to anything.
double bytes_of_features(ImageSize original, const Config& config);

/// Throws OutputError "FILE: ..." with the number if the feature maps need more memory than there
/// is.
///
///   gigabytes  what there is; 0: the memory of the machine
void check_memory(const std::string& file, ImageSize original, const Config& config,
                  double gigabytes);

/// How many images of this size may be computed at once, at least 1: those that take half of the
/// memory.
///
///   keeps_everything  all arrays stay until the image is done, for its trace
std::size_t images_in_memory(double bytes_of_features, bool keeps_everything, double gigabytes);

}  // namespace mrcnn
