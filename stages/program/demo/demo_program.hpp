#pragma once
#include <filesystem>
#include <functional>
#include <string>

namespace mrcnn {

/// The bundled scene that the demos of all stages and the lessons look at.
std::filesystem::path demo_scene();

/// The main() of a stage's demo.
///
///   picture  the file the demo draws into; the program's argument names another one
///   demo     gets that file
///   returns  0, or 1 after one line on the standard error
int main_of_demo(int argc, char** argv, const std::string& picture,
                 const std::function<void(const std::filesystem::path&)>& demo);

/// A number with so many digits behind the point, padded on the left: for columns of a demo.
std::string column(double value, int decimals, int width = 8);

}  // namespace mrcnn
