#pragma once
#include <string>

namespace mrcnn {

enum ExitCode { kWrongUsage = 2, kBadInput = 3, kCannotWrite = 4, kInternalError = 70 };

/// "mrcnn: MESSAGE" on standard error: one line of a sensible length, whatever the message holds.
void print_error(const std::string& message);

}  // namespace mrcnn
