#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <mpi.h>
#include <unistd.h>

#include "stages/program/batch/ranks.hpp"

namespace mrcnn {
namespace {

// An int counts the bytes of a message.
constexpr std::uint64_t kLongestMessage = std::uint64_t{1} << 28U;

/// mpirun of Open MPI, and of others, says so in the environment of what it starts.
bool was_started_by_mpirun() {
  return std::getenv("OMPI_COMM_WORLD_SIZE") != nullptr || std::getenv("PMI_SIZE") != nullptr;
}

bool is_running() {
  int started = 0;
  int ended = 0;
  MPI_Initialized(&started);
  MPI_Finalized(&ended);
  return started != 0 && ended == 0;
}

void send_text(const std::string& text) {
  const std::uint64_t length = text.size();
  MPI_Send(&length, 1, MPI_UINT64_T, 0, 0, MPI_COMM_WORLD);
  for (std::uint64_t sent = 0; sent < length; sent += kLongestMessage) {
    const auto count = static_cast<int>(std::min(kLongestMessage, length - sent));
    MPI_Send(text.data() + sent, count, MPI_CHAR, 0, 0, MPI_COMM_WORLD);
  }
}

std::string receive_text(int from) {
  std::uint64_t length = 0;
  MPI_Recv(&length, 1, MPI_UINT64_T, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  std::string text(length, '\0');
  for (std::uint64_t got = 0; got < length; got += kLongestMessage) {
    const auto count = static_cast<int>(std::min(kLongestMessage, length - got));
    MPI_Recv(text.data() + got, count, MPI_CHAR, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  }
  return text;
}

/// In memory that the ranks of one machine share: 1 when one of them has said why the run ends.
int* reason_is_said = nullptr;
MPI_Win shared_memory = MPI_WIN_NULL;

void share_memory() {
  MPI_Comm machine = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  int rank = 0;
  MPI_Comm_rank(machine, &rank);
  int* flag = nullptr;
  MPI_Aint bytes = rank == 0 ? sizeof *flag : 0;
  int unit = 1;
  MPI_Win_allocate_shared(bytes, unit, MPI_INFO_NULL, machine, &flag, &shared_memory);
  MPI_Win_shared_query(shared_memory, 0, &bytes, &unit, &flag);
  if (rank == 0) {
    *flag = 0;
  }
  MPI_Barrier(machine);
  reason_is_said = flag;
}

/// Whether this rank is the first of its machine to ask.
bool may_say_reason() noexcept {
  return reason_is_said != nullptr && std::atomic_ref(*reason_is_said).exchange(1) == 0;
}

}  // namespace

Ranks ranks() {
  if (!was_started_by_mpirun()) {
    return {};
  }
  if (!is_running()) {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    share_memory();
  }
  Ranks here;
  MPI_Comm_rank(MPI_COMM_WORLD, &here.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &here.count);
  return here;
}

void wait_for_all_ranks() {
  if (is_running()) {
    MPI_Barrier(MPI_COMM_WORLD);
  }
}

std::vector<std::string> gather_texts(const std::string& text) {
  const Ranks here = ranks();
  if (here.rank != 0) {
    send_text(text);
    return {};
  }
  std::vector<std::string> texts = {text};
  for (int from = 1; from < here.count; ++from) {
    texts.push_back(receive_text(from));
  }
  return texts;
}

void leave_ranks(int code, bool failed) {
  if (is_running() && failed) {
    may_say_reason();  // it was said: the others end in silence
    MPI_Abort(MPI_COMM_WORLD, code);
  }
  if (is_running()) {
    reason_is_said = nullptr;
    MPI_Win_free(&shared_memory);
    MPI_Finalize();
  }
}

void say_that_ranks_end() noexcept {
  constexpr std::string_view kLine =
      "mrcnn: another process of this run died, or mpirun was stopped; go on with --continue\n";
  if (may_say_reason()) {
    (void)!write(STDERR_FILENO, kLine.data(), kLine.size());
  }
}

}  // namespace mrcnn
