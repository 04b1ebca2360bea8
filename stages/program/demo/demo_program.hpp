#pragma once
#include <filesystem>
#include <functional>
#include <string>

namespace mrcnn {

/// The main() of a stage's demo.
///
///   picture  the file the demo draws into; the program's argument names another one
///   demo     is called with that file
///   returns  0, or 1 after one line on standard error
int main_of_demo(int argc, char** argv, const std::string& picture,
                 const std::function<void(const std::filesystem::path&)>& demo);

}  // namespace mrcnn
