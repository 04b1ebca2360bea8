#include "viz/stderr_capture.hpp"

#include <cstdio>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace mrcnn {

StderrCapture::StderrCapture() {
  std::fflush(stderr);
  file_ = memfd_create("stderr", MFD_CLOEXEC);
  original_ = file_ < 0 ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (original_ >= 0) {
    dup2(file_, STDERR_FILENO);
  }
}

StderrCapture::~StderrCapture() {
  finish();
}

std::string StderrCapture::finish() {
  std::string captured;
  if (original_ >= 0) {
    std::fflush(stderr);
    dup2(original_, STDERR_FILENO);
    close(original_);
    constexpr std::size_t kLimit = 4096;
    captured.resize(kLimit);
    const ssize_t size = pread(file_, captured.data(), kLimit, 0);
    captured.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  }
  if (file_ >= 0) {
    close(file_);
  }
  original_ = file_ = -1;
  return captured;
}

}  // namespace mrcnn
