#pragma once
#include <string>

namespace mrcnn {

/// Catches what C libraries print to the standard error while this object lives. libpng and libjpeg
/// have no other way to say what is wrong with a file.
///
/// It redirects file descriptor 2 of the whole process, so lines of other threads are caught too:
/// keep it short. Where that is impossible (no descriptors left) it does nothing.
class StderrCapture {
 public:
  StderrCapture();
  StderrCapture(const StderrCapture&) = delete;
  StderrCapture& operator=(const StderrCapture&) = delete;
  ~StderrCapture();

  /// Ends the capture and returns the text, cut to its first 4096 bytes.
  std::string finish();

 private:
  int original_ = -1;  // the real standard error while the capture lasts
  int file_ = -1;
};

}  // namespace mrcnn
