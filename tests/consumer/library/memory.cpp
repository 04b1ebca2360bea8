// memory IMAGE PLACE: detects 60 times and prints by how many KiB the process grew after the tenth.
#include <cstddef>
#include <fstream>
#include <iostream>
#include <string>

#include "scene.hpp"

/// KiB of memory that are in use.
long resident() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long kib = 0;
  while (status >> word) {
    if (word == "VmRSS:") {
      status >> kib;
    }
  }
  return kib;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    return 2;
  }
  mrcnn::Detector detector(mrcnn::bundled_model(), {.place = place_of(argv[2])});
  const mrcnn::Image image = mrcnn::read_image(argv[1]);
  long settled = 0;
  for (int i = 1; i <= 60; ++i) {
    if (detector.detect(image).empty()) {
      return 1;
    }
    settled = i == 10 ? resident() : settled;
  }
  std::cout << resident() - settled << '\n';
}
