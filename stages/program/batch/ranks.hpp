#pragma once
#include <string>
#include <vector>

namespace mrcnn {

// The processes that mpirun started, which share the images out. Without mpirun, and in a build
// without MRCNN_MPI, there is one.

struct Ranks {
  int rank = 0;
  int count = 1;
};

/// This process among the others. The first call starts MPI, if mpirun started this process.
Ranks ranks();

/// Waits until all ranks are here.
void wait_for_all_ranks();

/// Sends a text of any length to rank 0, which gets those of all ranks by rank. The others get
/// nothing.
std::vector<std::string> gather_texts(const std::string& text);

/// The last call of a process.
///
///   failed  an exception ends it: the others, which may wait for it, end too, with `code`
void leave_ranks(int code, bool failed);

/// For a handler of the signal by which mpirun ends a rank when another has died: writes one line
/// to stderr, unless a rank of this machine has already said why the run ends. Nothing without
/// mpirun.
void say_that_ranks_end() noexcept;

}  // namespace mrcnn
