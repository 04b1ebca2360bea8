#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <hdf5.h>

namespace mrcnn {

/// One array of an HDF5 file.
struct Hdf5Dataset {
  std::string path;  // "/conv1/conv1/kernel:0"
  std::vector<std::size_t> shape;
};

/// An untrusted HDF5 file of float32 arrays. libhdf5 follows links into other files and allocates
/// as much memory as a file asks for; here links must be hard, values must lie inside the file,
/// plain or compressed with gzip, and the stored bytes must match the shape.
///
/// Every member throws InputError "FILE: reason". libhdf5 can still crash on a damaged file: call
/// it in a process that may die.
class Hdf5File {
 public:
  explicit Hdf5File(const std::filesystem::path& file);
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;
  ~Hdf5File();

  /// All arrays below `group`, checked as described above; "/" is the whole file.
  [[nodiscard]] std::vector<Hdf5Dataset> datasets(const std::string& group) const;

  /// Whether the root has a group of this name.
  [[nodiscard]] bool has_group(const std::string& name) const;

  /// The values of one of those arrays, row-major.
  [[nodiscard]] std::vector<float> read(const Hdf5Dataset& dataset) const;

 private:
  std::filesystem::path path_;
  std::uint64_t file_bytes_ = 0;
  hid_t file_ = H5I_INVALID_HID;
};

}  // namespace mrcnn
