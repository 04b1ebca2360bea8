#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/import/import_keras.hpp"

namespace mrcnn {

void import_keras(const std::string& file, std::ostream& /*out*/) {
  throw InputError(path_text(file) +
                   ": is an HDF5 file, which this build cannot read; install libhdf5-dev "
                   "(apt-get install libhdf5-dev) and build again");
}

}  // namespace mrcnn
