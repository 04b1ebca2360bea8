#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

// What our own programs ask of their process, linked into programs and never into the library: a
// library leaves such choices to the program that uses it (docs/library.md, "What to set for
// speed").

namespace {

// The constructor runs before that of GCC's OpenMP runtime, which reads the environment.
//
// Waiting threads sleep: GCC's OpenMP lets them spin by default, and on a machine that is busy,
// every parallel loop would then wait for the end of a spinning thread's time slice. Measured on
// two busy cores, the bundled model: 75 ms sleeping, 300 to 2300 ms spinning.
//
// Freed memory stays with the program: fresh pages from the system cost more than many a loop that
// fills them. All threads share one heap, so that what one frees serves the others, and many images
// need no more than few.
//
// Standard files that the caller closed are occupied, so that no other file gets their numbers;
// reading and writing them fails as before.
__attribute__((constructor(101))) void set_up_process() {
  for (const int standard_file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(standard_file, F_GETFD) < 0) {
      open("/dev/null", standard_file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
  }
  constexpr int kKeepTheCallersChoice = 0;
  setenv("OMP_WAIT_POLICY", "passive", kKeepTheCallersChoice);
  constexpr int kKept = 1 << 30;  // bytes
  mallopt(M_MMAP_THRESHOLD, kKept);
  mallopt(M_TRIM_THRESHOLD, kKept);
  mallopt(M_ARENA_MAX, 1);
}

}  // namespace

extern "C" {

// OpenCV loads a shared OpenBLAS. Before main begins it asks its function of this name for the
// number of its threads, and the loader finds ours first. Nothing uses these threads, and without
// the memory for them it hangs.
int openblas_num_threads_env() {
  return 1;
}

// GCC's OpenMP calls gomp_fatal when it gets no thread or no memory; the linker puts this function
// in its place (cmake/targets.cmake), because that one ends with the exit code 1.
[[noreturn]] void leave_without_threads(const char* format, ...) asm("__wrap_gomp_fatal");

void leave_without_threads(const char* format, ...) {
  constexpr int kOutOfMemory = 4;  // docs/limits.md
  std::fprintf(stderr, "%s: out of memory: ", program_invocation_short_name);
  std::va_list values;
  va_start(values, format);
  std::vfprintf(stderr, format, values);
  va_end(values);
  std::fputc('\n', stderr);
  _exit(kOutOfMemory);  // other threads may use what std::exit() would destroy
}
}
