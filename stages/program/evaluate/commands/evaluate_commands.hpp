#pragma once

namespace mrcnn {

struct CommandLine;

/// Everything about accuracy.
void add_evaluate_commands(CommandLine& line);

void add_eval_command(CommandLine& line);
void add_anchors_command(CommandLine& line);
void add_why_command(CommandLine& line);
void add_why_not_command(CommandLine& line);

}  // namespace mrcnn
