#include "stages/program/demo/demo_program.hpp"

#include <array>
#include <cstdio>
#include <exception>
#include <iostream>

#include "stages/pipeline/model/default_model.hpp"

namespace mrcnn {

std::filesystem::path demo_scene() {
  return bundled_scenes() / "scene_001314.png";
}

int main_of_demo(int argc, char** argv, const std::string& picture,
                 const std::function<void(const std::filesystem::path&)>& demo) {
  try {
    const std::filesystem::path file = argc > 1 ? argv[1] : picture;
    demo(file);
    std::cout << "\nThe picture is in " << file.string() << "\n";
    return 0;
  } catch (const std::exception& error) {
    std::cerr << argv[0] << ": " << error.what() << "\n";
    return 1;
  }
}

std::string column(double value, int decimals, int width) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%*.*f", width, decimals, value);
  return text.data();
}

}  // namespace mrcnn
