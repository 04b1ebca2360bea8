#include "stages/program/cli/model_convert.hpp"

#include <csignal>
#include <cstring>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/weights/safetensors.hpp"
#include "common/weights/weight_store.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/program/cli/child_process.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// Whether the file begins with HDF5's signature, which a model in .safetensors cannot begin with.
bool is_hdf5(const fs::path& file) {
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
  const MappedFile mapped = MappedFile::open(file, std::numeric_limits<std::uint64_t>::max());
  const auto bytes = mapped.bytes();
  return bytes.size() >= kSignature.size() &&
         std::memcmp(bytes.data(), kSignature.data(), kSignature.size()) == 0;
}

/// The importer, a program beside this one.
fs::path importer_for(const fs::path& source) {
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  const fs::path beside = program.parent_path() / "mrcnn-import-keras";
  if (!fs::exists(beside, failure)) {
    throw InputError(path_text(source) + ": needs the program " + path_text(beside) +
                     ", which is built where libhdf5-dev is installed");
  }
  return beside;
}

/// The importer's error message without its name in front.
std::string message_of(const ChildResult& result) {
  constexpr std::string_view kName = "mrcnn-import-keras: ";
  std::string_view message = result.error;
  message.remove_prefix(message.starts_with(kName) ? kName.size() : 0);
  return std::string(message.substr(0, message.find('\n')));
}

/// Runs the importer; `out` then holds a .safetensors file.
void import_keras(const fs::path& source, const MemoryFile& out) {
  constexpr int kCannotWrite = 4;
  const ChildResult result = run_child(importer_for(source).string(), source.string(), out);
  if (result.exit_code == 0) {
    return;
  }
  if (result.signal == SIGXCPU || result.signal == SIGALRM || result.signal == SIGKILL) {
    throw InputError(path_text(source) +
                     ": cannot be read as HDF5 within the limits of time and memory");
  }
  const std::string message = message_of(result);
  if (result.signal != 0 || message.empty()) {
    throw InputError(path_text(source) + ": is damaged: the HDF5 library fails on it");
  }
  if (result.exit_code == kCannotWrite) {
    throw OutputError(path_text(source) + ": " + message);
  }
  throw InputError(message);
}

/// Writes the tensors of `store` as they are loaded, and the configuration.
void write_model(const WeightStore& store, const Config& config, const fs::path& target) {
  const std::vector<TensorSpec> specs = model_tensors(config);
  store.check(specs);
  std::vector<TensorValues> values;
  std::vector<TensorData> tensors;
  values.reserve(specs.size());
  for (const TensorSpec& spec : specs) {
    values.push_back(store.read(spec));
    tensors.push_back({spec, values.back().values()});
  }
  write_safetensors(target, tensors, {{"mrcnn.config", to_json(config).dump()}});
}

}  // namespace

Config convert_model(const fs::path& source, const fs::path& target,
                     const std::vector<std::string>& overrides,
                     const std::optional<std::string>& architecture) {
  const bool is_keras = is_hdf5(source);
  if (is_keras && architecture) {
    throw UsageError("--arch: " + path_text(source) +
                     " contains its architecture; change it with --set");
  }
  std::optional<MemoryFile> imported;
  if (is_keras) {
    import_keras(source, imported.emplace());
  }
  const WeightStore store =
      WeightStore::open(is_keras ? fs::path(imported->path()) : source, source);
  const Config config = config_of_file(store, overrides, architecture);
  write_model(store, config, target);
  return config;
}

}  // namespace mrcnn
