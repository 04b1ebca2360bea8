// [find_objects]
#include <iostream>

#include <mrcnn/mrcnn.hpp>

int main(int argc, char** argv) {
  mrcnn::Detector detector(mrcnn::bundled_model(), {.place = mrcnn::Place::host});
  const mrcnn::Image image = mrcnn::read_image(argc > 1 ? argv[1] : "image.png");
  for (const mrcnn::Detection& d : detector.detect(image, {.min_score = 0.7F})) {
    std::cout << d.class_name << ' ' << d.score << ' ' << d.box << '\n';
  }
}

// [/find_objects]
