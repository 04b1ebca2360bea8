#pragma once

namespace mrcnn {

struct CommandLine;

void add_eval_command(CommandLine& line);

}  // namespace mrcnn
