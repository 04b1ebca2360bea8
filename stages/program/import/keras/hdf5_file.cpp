#include "stages/program/import/keras/hdf5_file.hpp"

#include <array>
#include <utility>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/shape.hpp"

namespace mrcnn {
namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t{4} << 30U;
constexpr std::size_t kMostObjects = 20'000;
constexpr std::size_t kDeepest = 8;
constexpr int kMostAxes = 4;
constexpr std::uint64_t kLargestChunk = std::uint64_t{256} << 20U;
constexpr std::uint64_t kMostOfGzip = 1100;  // deflate makes 1032 bytes of one at best
constexpr std::size_t kShownBytes = 120;

/// Closes an identifier of the library when it goes out of scope.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle(hid_t id, Close close) : id_(id), close_(close) {}

  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  ~Handle() {
    if (id_ >= 0) {
      close_(id_);
    }
  }

  [[nodiscard]] hid_t id() const { return id_; }

  [[nodiscard]] bool is_open() const { return id_ >= 0; }

 private:
  hid_t id_;
  Close close_;
};

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& path,
                         const std::string& reason) {
  throw InputError(concat(path_text(file), ": ", path.empty() ? "" : one_line(path, kShownBytes),
                          path.empty() ? "" : ": ", reason));
}

/// Turns a return code of the library into an InputError if it reports a failure.
template <class Result>
Result require(Result result, const std::filesystem::path& file, const std::string& path,
               const char* what) {
  if (result < 0) {
    refuse(file, path, concat("is damaged: ", what, " cannot be read"));
  }
  return result;
}

/// Finds the arrays of one file and checks how they are stored.
class Walk {
 public:
  Walk(const std::filesystem::path& file, std::uint64_t file_bytes)
      : file_(file), file_bytes_(file_bytes) {}

  void enter(hid_t group, const std::string& path, std::size_t depth) {
    if (depth > kDeepest) {
      refuse(file_, path, concat("is nested too deeply, expected at most ", kDeepest, " groups"));
    }
    H5G_info_t info{};
    require(H5Gget_info(group, &info), file_, path, "its list of members");
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      if (++objects_ > kMostObjects) {
        refuse(file_, "", concat("has too many objects, expected at most ", kMostObjects));
      }
      visit(group, path, i, depth);
    }
  }

  std::vector<Hdf5Dataset> found;

 private:
  void visit(hid_t group, const std::string& parent, hsize_t position, std::size_t depth) {
    std::array<char, 256> name{};
    const ssize_t length =
        require(H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, position, name.data(),
                                   name.size(), H5P_DEFAULT),
                file_, parent, "the name of a member");
    if (static_cast<std::size_t>(length) >= name.size()) {
      refuse(file_, parent, "has a member with a name of more than 255 bytes");
    }
    const std::string path = parent + (parent == "/" ? "" : "/") + name.data();
    if (path == "/optimizer_weights") {  // of training, beside the network's
      return;
    }
    H5L_info_t link{};
    require(H5Lget_info(group, name.data(), &link, H5P_DEFAULT), file_, path, "its link");
    if (link.type != H5L_TYPE_HARD) {
      refuse(file_, path, "is a link to elsewhere, expected an object of this file");
    }
    const Handle object(H5Oopen(group, name.data(), H5P_DEFAULT), H5Oclose);
    require(object.id(), file_, path, "the object");
    const H5I_type_t type = H5Iget_type(object.id());
    if (type == H5I_GROUP) {
      enter(object.id(), path, depth + 1);
    } else if (type == H5I_DATASET) {
      found.push_back({path, checked_shape(object.id(), path)});
    } else {
      refuse(file_, path, "is neither a group nor an array");
    }
  }

  std::vector<std::size_t> checked_shape(hid_t dataset, const std::string& path) {
    const Handle type(H5Dget_type(dataset), H5Tclose);
    if (H5Tget_class(require(type.id(), file_, path, "its type")) != H5T_FLOAT ||
        H5Tget_size(type.id()) != sizeof(float)) {
      refuse(file_, path, "has the wrong type, expected float32");
    }
    const std::vector<std::size_t> shape = shape_of(dataset, path);
    const auto count = checked_element_count(shape);
    if (!count || *count > kLargestFile) {
      refuse(file_, path, concat("is too large, got ", shape_text(shape)));
    }
    check_storage(dataset, path, *count * sizeof(float));
    return shape;
  }

  std::vector<std::size_t> shape_of(hid_t dataset, const std::string& path) {
    const Handle space(H5Dget_space(dataset), H5Sclose);
    const int axes = H5Sget_simple_extent_ndims(require(space.id(), file_, path, "its shape"));
    if (axes < 1 || axes > kMostAxes) {
      refuse(file_, path, concat("has ", axes, " axes, expected 1 to ", kMostAxes));
    }
    std::array<hsize_t, kMostAxes> extents{};
    require(H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr), file_, path,
            "its shape");
    return {extents.begin(), extents.begin() + axes};
  }

  /// `bytes`: what the shape needs.
  void check_storage(hid_t dataset, const std::string& path, std::uint64_t bytes) {
    const Handle creation(H5Dget_create_plist(dataset), H5Pclose);
    const hid_t plan = require(creation.id(), file_, path, "its storage");
    const H5D_layout_t layout = H5Pget_layout(plan);
    if (layout == H5D_VIRTUAL || H5Pget_external_count(plan) != 0) {
      refuse(file_, path, "has its values in another file, which is not read");
    }
    const int filters = require(H5Pget_nfilters(plan), file_, path, "its filters");
    for (int i = 0; i < filters; ++i) {
      unsigned flags = 0;
      std::size_t parameters = 0;
      const H5Z_filter_t filter = H5Pget_filter2(plan, static_cast<unsigned>(i), &flags,
                                                 &parameters, nullptr, 0, nullptr, nullptr);
      if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE) {
        refuse(file_, path, concat("is packed with filter ", filter, ", expected gzip or none"));
      }
    }
    if (layout == H5D_CHUNKED) {
      check_chunk(plan, path);
    }
    const std::uint64_t stored = H5Dget_storage_size(dataset);
    const bool fits = filters == 0 ? stored >= bytes : stored >= bytes / kMostOfGzip;
    if (!fits || (bytes > 0 && stored == 0) || stored > file_bytes_ + kLargestChunk) {
      refuse(file_, path,
             concat("has too few values, expected ", bytes, " bytes, got ", stored,
                    filters == 0 ? "" : " packed"));
    }
  }

  void check_chunk(hid_t plan, const std::string& path) {
    std::array<hsize_t, kMostAxes> sides{};
    const int axes =
        require(H5Pget_chunk(plan, kMostAxes, sides.data()), file_, path, "its chunks");
    const auto count =
        checked_element_count({sides.begin(), sides.begin() + std::min(axes, kMostAxes)});
    if (!count || *count > kLargestChunk / sizeof(float)) {
      refuse(file_, path,
             concat("has chunks that are too large, expected at most ", kLargestChunk, " bytes"));
    }
  }

  const std::filesystem::path& file_;
  std::uint64_t file_bytes_;
  std::size_t objects_ = 0;
};

}  // namespace

Hdf5File::Hdf5File(const std::filesystem::path& file) : path_(file) {
  file_bytes_ = size_of_file(file, kLargestFile);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // no lines of its own on stderr
  H5PLset_loading_state(0);                     // no filters from shared libraries
  file_ = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file_ < 0) {
    refuse(path_, "", "is not an HDF5 file, or is damaged");
  }
}

Hdf5File::~Hdf5File() {
  if (file_ >= 0) {
    H5Fclose(file_);
  }
}

bool Hdf5File::has_group(const std::string& name) const {
  H5L_info_t link{};
  if (H5Lget_info(file_, name.c_str(), &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD) {
    return false;
  }
  const Handle object(H5Oopen(file_, name.c_str(), H5P_DEFAULT), H5Oclose);
  return object.is_open() && H5Iget_type(object.id()) == H5I_GROUP;
}

std::vector<Hdf5Dataset> Hdf5File::datasets(const std::string& group) const {
  const Handle start(H5Gopen2(file_, group.c_str(), H5P_DEFAULT), H5Gclose);
  require(start.id(), path_, group, "the group");
  Walk walk(path_, file_bytes_);
  walk.enter(start.id(), group, 0);
  return std::move(walk.found);
}

std::vector<float> Hdf5File::read(const Hdf5Dataset& dataset) const {
  const Handle opened(H5Dopen2(file_, dataset.path.c_str(), H5P_DEFAULT), H5Dclose);
  require(opened.id(), path_, dataset.path, "the array");
  std::vector<float> values(*checked_element_count(dataset.shape));
  require(H5Dread(opened.id(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
          path_, dataset.path, "its values");
  return values;
}

}  // namespace mrcnn
