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

}  // namespace mrcnn
