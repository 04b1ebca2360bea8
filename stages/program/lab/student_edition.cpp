#include "stages/program/lab/student_edition.hpp"

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/io/temporary_folder.hpp"

#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/limited_child.hpp"
#include "stages/program/lab/mutants.hpp"
#include "stages/program/lab/stub.hpp"
#include "stages/program/lab/toolchain.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// What a student's lab has in the place of its solution.
void write_stubs(const Lab& lab, const fs::path& folder) {
  make_folder(folder);
  for (const LabLanguage language : {LabLanguage::cpp, LabLanguage::python}) {
    write_file(folder / stub_name(language), stub_text(lab, language));
  }
  fs::copy_file(signature_file(lab, read_mutants(lab), read_cases(lab)), folder / kSignatureName);
}

}  // namespace

void write_student_edition(const fs::path& zip_file) {
  const fs::path edition = source_root() / "stages/program/lab/edition.py";
  if (!fs::exists(edition)) {
    throw InputError(path_text(edition) +
                     ": not found; these sources are a student edition already");
  }
  const TemporaryFolder work;
  for (const Lab& lab : read_labs()) {
    if (lab.is_graded()) {
      write_stubs(lab, work.path() / std::to_string(lab.number));
    }
  }
  const ChildLimits limits{.seconds = 300,
                           .most_seconds = 900,
                           .memory = std::uint64_t{8} << 30U,
                           .output = std::uint64_t{1} << 30U};
  const LimitedChild script =
      run_limited({"python3", "-B", edition, source_root(), Toolchain::build_tree(), work.path(),
                   fs::absolute(zip_file)},
                  work.path(), work.path(), limits);
  if (script.end != ChildEnd::exited || script.code != 0) {
    throw InputError("lab edition: " + script.printed);
  }
}

}  // namespace mrcnn
