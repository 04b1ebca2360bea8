#include "common/io/temporary_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "common/error.hpp"

namespace mrcnn {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "mrcnn-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw OutputError(name + ": cannot be created: " + std::generic_category().message(errno));
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace mrcnn
