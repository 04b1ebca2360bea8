#include "stages/program/lab/toolchain.hpp"

#include <algorithm>
#include <sstream>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/io/temporary_folder.hpp"

#include "stages/program/lab/lab.hpp"
#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/limited_child.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

const fs::path kBuild = MRCNN_BUILD_TREE;
const fs::path kRecords = kBuild / "labs";

Words recorded(const std::string& name) {
  const fs::path file = kRecords / name;
  if (!fs::exists(file)) {
    throw InputError(path_text(file) +
                     ": not found; C++ needs the folder that mrcnn was built in: build it again, "
                     "or write the lab in Python");
  }
  std::istringstream lines(read_text(file));
  Words words;
  for (std::string word; std::getline(lines, word);) {
    words.push_back(word);
  }
  return words;
}

/// Removes `flag` and the word after it.
void drop_pair(Words& words, const std::string& flag) {
  const auto at = std::find(words.begin(), words.end(), flag);
  if (at != words.end() && at + 1 != words.end()) {
    words.erase(at, at + 2);
  }
}

Compiled run_tool(const Words& words) {
  constexpr int kSeconds = 300;
  constexpr std::uint64_t kMemory = std::uint64_t{8} << 30U;
  const TemporaryFolder unused;
  const LimitedChild child =
      run_limited(words, kBuild, unused.path(),
                  {.seconds = kSeconds, .most_seconds = 2 * kSeconds, .memory = kMemory});
  return {child.end == ChildEnd::exited && child.code == 0, child.printed};
}

}  // namespace

Toolchain::Toolchain() : compile_(recorded("compile.txt")), link_(recorded("link.txt")) {
  for (const char* flag : {"-o", "-c", "-MT", "-MF"}) {
    drop_pair(compile_, flag);
  }
  compile_.erase(std::remove(compile_.begin(), compile_.end(), "-MD"), compile_.end());
  drop_pair(link_, "-o");
  // Arrays are small: most of the time goes to compiling. Indices of views, tensors and vectors are
  // checked, and a wrong one has a line.
  const Words checks = {"-O1",
                        "-g1",
                        "-Werror=return-type",
                        "-DXTENSOR_ENABLE_ASSERT",
                        "-D_GLIBCXX_ASSERTIONS",
                        "-fdiagnostics-color=never",
                        "-include",
                        (source_root() / "stages/program/lab/index_checks.hpp").string()};
  compile_.insert(compile_.end(), checks.begin(), checks.end());
  link_.emplace_back("-no-pie");  // addresses are those of the file
}

Compiled Toolchain::compile(const fs::path& source, const fs::path& object,
                            const fs::path& shadow) const {
  Words words = compile_;
  if (!shadow.empty()) {
    words.insert(words.begin() + 1, "-I" + shadow.string());
  }
  words.insert(words.end(), {"-o", object.string(), "-x", "c++", "-c", source.string()});
  return run_tool(words);
}

Compiled Toolchain::link(const std::vector<fs::path>& objects, const fs::path& program) const {
  Words words = link_;
  const auto first_object =
      std::find_if(words.begin(), words.end(), [](const auto& w) { return w.ends_with(".o"); });
  words.insert(first_object, objects.begin(), objects.end());
  // names the members of archives that are used: build_student() reads them
  words.insert(words.end(), {"-Wl,-t,-t", "-o", program.string()});
  return run_tool(words);
}

fs::path Toolchain::build_tree() {
  return kBuild;
}

std::string Toolchain::text() const {
  return joined(compile_, " ") + "\n" + joined(link_, " ");
}

}  // namespace mrcnn
