// process IMAGE PLACE: fails if linking the library, making a Detector or detect() changes the
// process.
#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <locale>
#include <map>
#include <sstream>
#include <string>

#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scene.hpp"

extern "C" {
int omp_get_max_threads();
int openblas_get_num_threads();
}

using Snapshot = std::map<std::string, std::string>;

std::string environment_now() {
  std::string all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    all += std::string(*entry) + '\n';
  }
  return all;
}

/// What the process was started with.
std::string environment_at_start() {
  std::ifstream file("/proc/self/environ");
  std::string entry;
  std::string all;
  while (std::getline(file, entry, '\0')) {
    all += entry + '\n';
  }
  return all;
}

std::string signal_handlers() {
  std::ostringstream all;
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action {};

    if (sigaction(signal, nullptr, &action) == 0) {
      all << signal << ' ' << reinterpret_cast<const void*>(action.sa_handler) << ' '
          << action.sa_flags << '\n';
    }
  }
  return all.str();
}

/// glibc maps blocks above a threshold that it adjusts itself, up to 32 MiB.
std::string where_large_blocks_come_from() {
  const std::size_t before = mallinfo2().hblks;
  void* volatile block = std::malloc(std::size_t{40} << 20);
  const bool is_mapped = mallinfo2().hblks > before;
  std::free(block);
  return is_mapped ? "the system" : "the heap";
}

std::string file_mode_mask() {
  const mode_t mask = umask(0);
  umask(mask);
  return std::to_string(mask);
}

Snapshot snapshot() {
  return {{"environment", environment_now()},
          {"signal handlers", signal_handlers()},
          {"C locale", std::setlocale(LC_ALL, nullptr)},
          {"C++ locale", std::locale().name()},
          {"rounding", std::to_string(std::fegetround())},
          {"large blocks come from", where_large_blocks_come_from()},
          {"file mode mask", file_mode_mask()},
          {"OpenMP threads", std::to_string(omp_get_max_threads())},
          {"OpenBLAS threads", std::to_string(openblas_get_num_threads())}};
}

bool is_unchanged(const Snapshot& before, const char* when) {
  bool same = true;
  for (const auto& [name, value] : snapshot()) {
    if (value != before.at(name)) {
      std::cout << name << " " << when << ":\n"
                << value << "\nbefore:\n"
                << before.at(name) << '\n';
      same = false;
    }
  }
  return same;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    return 2;
  }
  const Snapshot before = snapshot();
  bool same = true;
  if (before.at("environment") != environment_at_start()) {
    std::cout << "linking the library changed the environment:\n" << before.at("environment");
    same = false;
  }
  if (before.at("large blocks come from") != "the system") {
    std::cout << "linking the library changed malloc\n";
    same = false;
  }
  mrcnn::Detector detector(mrcnn::bundled_model(), {.place = place_of(argv[2]), .threads = 1});
  same = is_unchanged(before, "after construction") && same;
  same = !detector.detect(mrcnn::read_image(argv[1])).empty() && same;
  same = is_unchanged(before, "after detect()") && same;
  return same ? 0 : 1;
}
