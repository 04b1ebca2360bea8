#include "stages/program/cli/progress_bar.hpp"

#include <algorithm>
#include <iostream>

namespace mrcnn {
namespace {

constexpr std::size_t kWidth = 20;

}  // namespace

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
