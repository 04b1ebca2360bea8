// mrcnn-import-keras FILE.h5 >MODEL.safetensors: the weights of matterport's Mask R-CNN, renamed
// and permuted.
//
// A separate program because libhdf5 can crash on a damaged file. `mrcnn model convert` starts it,
// checks its output and reports its errors. It limits its own memory and time before it opens the
// file.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <new>

#include <sys/resource.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/program/cli/import_keras/keras_network.hpp"

namespace {

using namespace mrcnn;

enum ExitCode { kDone = 0, kWrongUsage = 2, kBadInput = 3, kCannotWrite = 4 };

/// Lowers a limit; a stricter one stays.
void limit(decltype(RLIMIT_CPU) resource, rlim_t most) {
  rlimit both{};
  getrlimit(resource, &both);
  both.rlim_max = std::min(both.rlim_max, most);
  both.rlim_cur = std::min(both.rlim_cur, most);
  setrlimit(resource, &both);
}

void limit_resources() {
  constexpr rlim_t kGigabyte = rlim_t{1} << 30U;
  constexpr rlim_t kSeconds = 120;
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, kSeconds);
  limit(RLIMIT_FSIZE, 4 * kGigabyte);
#if !defined(__SANITIZE_ADDRESS__)  // which reserves terabytes
  limit(RLIMIT_AS, 2 * kGigabyte);
#endif
  alarm(static_cast<unsigned>(2 * kSeconds));  // waiting costs no CPU time
}

void put(std::string_view bytes) {
  if (!std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    throw OutputError("standard output: cannot be written");
  }
}

void convert(const std::string& name) {
  const Hdf5File file(name);
  const bool is_nested = file.has_group("model_weights");  // what model.save() writes
  const KerasArrays arrays =
      arrays_by_layer(file.datasets(is_nested ? "/model_weights" : "/"), name);
  const Config config = keras_config(arrays, name);
  const std::vector<KerasTensor> tensors = keras_tensors(config);
  check_arrays(arrays, tensors, name);

  std::vector<TensorSpec> targets;
  for (const KerasTensor& tensor : tensors) {
    targets.push_back(tensor.target);
  }
  put(safetensors_header(targets, {{"mrcnn.config", to_json(config).dump()}}));
  for (const KerasTensor& tensor : tensors) {
    const std::vector<float> values = to_target(file.read(arrays.at(tensor.array)), tensor);
    put({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
  }
  std::cout.flush();
  put("");
}

int report(ExitCode code, const std::string& message) {
  std::cerr << "mrcnn-import-keras: " << one_line(message) << "\n";
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || isatty(STDOUT_FILENO) == 1) {
    return report(kWrongUsage, "expected: mrcnn-import-keras FILE.h5 >MODEL.safetensors");
  }
  limit_resources();
  std::signal(SIGXFSZ, SIG_IGN);
  setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);  // read-only places cannot be locked
  try {
    convert(argv[1]);
    return kDone;
  } catch (const OutputError& error) {
    return report(kCannotWrite, error.what());
  } catch (const std::bad_alloc&) {
    return report(kCannotWrite, "out of memory");
  } catch (const std::exception& error) {
    return report(kBadInput, error.what());
  }
}
