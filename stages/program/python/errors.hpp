#pragma once

namespace mrcnn {

/// Makes mrcnn_steps.InputError of our errors, with the same line, and OSError where a file cannot
/// be written.
void translate_errors();

}  // namespace mrcnn
