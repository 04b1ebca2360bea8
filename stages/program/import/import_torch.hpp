#pragma once
#include <iosfwd>
#include <string>

namespace mrcnn {

/// Writes the tensors of a file of torch.save or of a pickle of NumPy arrays as float32, under
/// their own names. The metadata "mrcnn.import" say where in the file they were, and what a whole
/// module says beside its tensors. `place`: of the network to take if there are several; may be
/// empty. Throws InputError "FILE: reason".
void import_torch(const std::string& file, const std::string& place, std::ostream& out);

}  // namespace mrcnn
