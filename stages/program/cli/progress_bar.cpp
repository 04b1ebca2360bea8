#include "stages/program/cli/progress_bar.hpp"

#include <algorithm>
#include <iostream>

#include <unistd.h>

namespace mrcnn {
namespace {

constexpr std::size_t kWidth = 20;

}  // namespace

bool shows_progress(const CommonOptions& common) {
  return !common.quiet && !common.json && isatty(STDERR_FILENO) == 1;
}

ProgressBar::ProgressBar(const CommonOptions& common) : visible_(shows_progress(common)) {}

ProgressBar::~ProgressBar() {
  clear();
}

void ProgressBar::clear() const {
  if (visible_) {
    std::cerr << kClearLine << std::flush;
  }
}

void ProgressBar::show(std::size_t done, std::size_t of, const std::string& what) const {
  if (visible_) {
    const std::size_t filled = kWidth * std::min(done, of) / std::max<std::size_t>(of, 1);
    std::cerr << std::string(kClearLine) + "[" + std::string(filled, '#') +
                     std::string(kWidth - filled, '.') + "] " + what
              << std::flush;
  }
}

}  // namespace mrcnn
