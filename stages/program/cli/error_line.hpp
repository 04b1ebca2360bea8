#pragma once
#include <string>

namespace mrcnn {

enum ExitCode { kWrongUsage = 2, kBadInput = 3, kCannotWrite = 4, kInternalError = 70 };

/// "mrcnn: MESSAGE" on standard error: one line of a sensible length, whatever the message holds.
void print_error(const std::string& message);

/// "mrcnn: warning: MESSAGE" on standard error, as one piece from any thread. The message is
/// printable already.
void print_warning(const std::string& message);

}  // namespace mrcnn
