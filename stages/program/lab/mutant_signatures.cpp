#include <sstream>

#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/sha256.hpp"
#include "common/io/temporary_folder.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/program/import/model_cache.hpp"
#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/limited_child.hpp"
#include "stages/program/lab/mutants.hpp"
#include "stages/program/lab/toolchain.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;
using Sources = std::map<fs::path, std::string>;

/// Compiles the parts of a lab with the mutated sources in front, and links them into the runner.
fs::path build_mutants(const Lab& lab, const Sources& sources, const Toolchain& toolchain,
                       const fs::path& work) {
  const fs::path shadow = work / "shadow";
  for (const auto& [file, text] : sources) {
    make_folder((shadow / file).parent_path());
    write_file(shadow / file, text);
  }
  std::vector<fs::path> objects;
  for (const LabPart& part : lab.parts) {
    const bool is_edited = sources.count(part.file) > 0;
    const fs::path source = (is_edited ? shadow : source_root()) / part.file;
    objects.push_back(work / concat("part_", objects.size(), ".o"));
    const Compiled compiled = toolchain.compile(source, objects.back(), shadow);
    if (!compiled.is_good) {
      throw InputError(
          concat("lab ", lab.number, ": the mutants do not compile: ", compiled.messages));
    }
  }
  const fs::path program = work / "mutants";
  const Compiled linked = toolchain.link(objects, program);
  if (!linked.is_good) {
    throw InputError(concat("lab ", lab.number, ": the mutants do not link: ", linked.messages));
  }
  return program;
}

/// Whatever the signatures depend on.
std::string key_of(const Sources& sources, const Lab& lab, const std::vector<LabCase>& cases,
                   const Toolchain& toolchain) {
  std::string text = toolchain.text();
  for (const char* file : {"common/tensor/view.hpp", "stages/program/lab/index_checks.hpp"}) {
    text += read_text(source_root() / file);
  }
  for (const auto& [file, source] : sources) {
    text += file.string() + source;
  }
  for (const fs::path& file : lab_sources(lab)) {
    text += read_text(source_root() / file);
  }
  for (const LabCase& row : cases) {
    text += row.call.operation->name + params_json(*row.call.operation, row.call.params).dump();
    for (const auto& [name, array] : row.call.inputs) {
      text += name + shape_text(array.shape);
      text += as_text(array.bytes);
    }
  }
  return sha256(std::as_bytes(std::span(text)));
}

std::vector<int> numbers_in(const std::string& name) {
  std::vector<int> numbers;
  std::istringstream parts(name);
  for (std::string part; std::getline(parts, part, '+');) {
    numbers.push_back(std::stoi(part));
  }
  return numbers;
}

MutantSignatures read_signatures(const fs::path& file) {
  MutantSignatures signatures;
  const Safetensors stored(file);
  for (const auto& [name, tensor] : stored.contents().tensors) {
    Signature& signature = signatures[numbers_in(name)];
    signature.resize(tensor.data.size() / sizeof(float));
    std::copy(tensor.data.begin(), tensor.data.end(),
              std::as_writable_bytes(std::span(signature)).begin());
  }
  return signatures;
}

}  // namespace

MutantSignatures mutant_signatures(const Lab& lab, const std::vector<Mutant>& mutants,
                                   const std::vector<LabCase>& cases) {
  return read_signatures(signature_file(lab, mutants, cases));
}

fs::path signature_file(const Lab& lab, const std::vector<Mutant>& mutants,
                        const std::vector<LabCase>& cases) {
  const fs::path ready = lab.folder / kSignatureName;
  if (fs::exists(ready)) {
    return ready;
  }
  const Toolchain toolchain;
  const Sources sources = mutated_sources(mutants);
  const fs::path file =
      cache_folder() / "labs" / (key_of(sources, lab, cases, toolchain) + ".safetensors");
  if (!fs::exists(file)) {
    make_folder(file.parent_path());
    const TemporaryFolder work;
    const fs::path program = build_mutants(lab, sources, toolchain, work.path());
    write_cases(work.path() / "in", cases);
    constexpr int kSeconds = 300;
    constexpr std::uint64_t kBytes = std::uint64_t{1} << 30U;
    const fs::path result = work.path() / "signatures.safetensors";
    const LimitedChild child = run_limited(
        {program, work.path() / "in", result, "--mutants", std::to_string(mutants.size())},
        work.path(), work.path(),
        {.seconds = kSeconds, .most_seconds = 2 * kSeconds, .output = kBytes});
    if (child.end != ChildEnd::exited || child.code != 0) {
      throw InputError(concat("lab ", lab.number, ": the mutants cannot be run: ", child.printed));
    }
    write_file(file, read_file(result, kBytes));
  }
  return file;
}

}  // namespace mrcnn
