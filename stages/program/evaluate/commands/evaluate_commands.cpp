#include "stages/program/evaluate/commands/evaluate_commands.hpp"

namespace mrcnn {

void add_evaluate_commands(CommandLine& line) {
  add_eval_command(line);
  add_anchors_command(line);
  add_why_command(line);
  add_why_not_command(line);
}

}  // namespace mrcnn
