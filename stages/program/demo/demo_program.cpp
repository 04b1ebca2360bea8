#include "stages/program/demo/demo_program.hpp"

#include <exception>
#include <iostream>

namespace mrcnn {

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

}  // namespace mrcnn
