#pragma once
#include <iosfwd>
#include <string>

namespace mrcnn {

/// Writes the weights of matterport's Mask R-CNN as a model file, renamed and permuted, with their
/// "mrcnn.config". What was left out, like the anchors that a port saves, is listed in the metadata
/// "mrcnn.import". Throws InputError "FILE: reason"; without HDF5 in this build, one that says what
/// to install.
void import_keras(const std::string& file, std::ostream& out);

}  // namespace mrcnn
