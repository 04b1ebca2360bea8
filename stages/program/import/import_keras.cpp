#include "stages/program/import/import_keras.hpp"

#include <cstdlib>
#include <ostream>

#include <nlohmann/json.hpp>

#include "common/io/one_line.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/program/import/keras/keras_network.hpp"

namespace mrcnn {

void import_keras(const std::string& name, std::ostream& out) {
  setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);  // read-only places cannot be locked
  const Hdf5File file(name);
  const bool is_nested = file.has_group("model_weights");  // what model.save() writes
  KerasArrays arrays = arrays_by_layer(file.datasets(is_nested ? "/model_weights" : "/"), name);
  const std::vector<std::string> left_out = leave_out_what_is_no_weight(arrays);
  const Config config = keras_config(arrays, name);
  const std::vector<KerasTensor> tensors = keras_tensors(config);
  check_arrays(arrays, tensors, name);

  std::vector<TensorSpec> targets;
  for (const KerasTensor& tensor : tensors) {
    targets.push_back(tensor.target);
  }
  const nlohmann::json about = {{"left_out", left_out}};
  out << safetensors_header(
      targets, {{"mrcnn.config", to_json(config).dump()}, {"mrcnn.import", about.dump()}});
  for (const KerasTensor& tensor : tensors) {
    const std::vector<float> values = to_target(file.read(arrays.at(tensor.array)), tensor);
    out.write(reinterpret_cast<const char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(float)));
  }
}

}  // namespace mrcnn
