// trace IMAGE PLACE FOLDER: writes the trace of a run.
#include <cstddef>

#include "scene.hpp"

int main(int argc, char** argv) {
  if (argc != 4) {
    return 2;
  }
  mrcnn::Detector detector(mrcnn::bundled_model(), {.place = place_of(argv[2])});
  mrcnn::Trace trace;
  detector.detect(mrcnn::read_image(argv[1]), {.trace = &trace});
  trace.write(argv[3]);
}
