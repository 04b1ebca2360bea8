#pragma once

namespace mrcnn {

/// Runs `steps` rounds of independent multiplications and additions on registers, with the widest
/// vectors of this processor: what no program can exceed. Returns how many floating-point
/// operations that were.
double multiply_and_add(long steps);

}  // namespace mrcnn
