// mrcnn-import FILE [PLACE] >MODEL.safetensors: the tensors of a file of torch.save, of a pickle of
// NumPy arrays or of Keras. PLACE: which network, if the file holds several.
//
// A separate program because libhdf5 can crash on a damaged file, and readers of foreign formats
// are where a hostile file would strike. `mrcnn model convert` starts it, checks its output and
// reports its errors. It limits its own memory and time before it opens the file.
#include <algorithm>
#include <csignal>
#include <iostream>
#include <new>

#include <sys/resource.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/known_files.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/import/import_keras.hpp"
#include "stages/program/import/import_torch.hpp"

namespace {

using namespace mrcnn;

enum ExitCode { kDone = 0, kWrongUsage = 2, kBadInput = 3, kCannotWrite = 4 };

/// Lowers a limit; a stricter one stays.
void limit(decltype(RLIMIT_CPU) resource, rlim_t most) {
  rlimit both{};
  getrlimit(resource, &both);
  both.rlim_max = std::min(both.rlim_max, most);
  both.rlim_cur = std::min(both.rlim_cur, most);
  setrlimit(resource, &both);
}

void limit_resources() {
  constexpr rlim_t kGigabyte = rlim_t{1} << 30U;
  constexpr rlim_t kSeconds = 120;
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, kSeconds);
  limit(RLIMIT_FSIZE, 4 * kGigabyte);
#if !defined(__SANITIZE_ADDRESS__)  // which reserves terabytes
  limit(RLIMIT_AS, 2 * kGigabyte);
#endif
  alarm(static_cast<unsigned>(2 * kSeconds));  // waiting costs no CPU time
}

void import_file(const std::string& name, const std::string& place) {
  const std::optional<KnownKind> known = known_file(std::filesystem::path(name));
  const std::string kind = known ? known->kind : "";
  if (kind == "hdf5" && place.empty()) {
    import_keras(name, std::cout);
  } else if (kind == "zip" || kind == "pickle") {
    import_torch(name, place, std::cout);
  } else if (kind == "hdf5") {
    throw InputError(path_text(name) + ": a Keras file holds one network, which has no name");
  } else {
    throw InputError(known ? known->message(name)
                           : path_text(name) + ": is neither of torch.save nor of Keras");
  }
  std::cout.flush();
  if (!std::cout) {
    throw OutputError("standard output: cannot be written");
  }
}

int report(ExitCode code, const std::string& message) {
  std::cerr << "mrcnn-import: " << one_line(message) << "\n";
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3 || isatty(STDOUT_FILENO) == 1) {
    return report(kWrongUsage, "expected: mrcnn-import FILE [PLACE] >MODEL.safetensors");
  }
  limit_resources();
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    import_file(argv[1], argc > 2 ? argv[2] : "");
    return kDone;
  } catch (const OutputError& error) {
    return report(kCannotWrite, error.what());
  } catch (const std::bad_alloc&) {
    return report(kCannotWrite, "out of memory");
  } catch (const std::exception& error) {
    return report(kBadInput, error.what());
  }
}
