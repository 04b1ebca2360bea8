#include "stages/program/python/network.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mrcnn/detector.hpp>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "common/enum_names.hpp"
#include "common/error.hpp"
#include "common/nn/compute_options.hpp"

#include "stages/program/python/numpy_arrays.hpp"

namespace mrcnn {
namespace {

namespace py = pybind11;

ConvMethod conv_named(const std::string& name) {
  const std::optional<ConvMethod> method = value_named<ConvMethod>(name);
  if (!method) {
    std::string known;
    for (const std::string& word : all_names<ConvMethod>()) {
      known += (known.empty() ? "" : " or ") + word;
    }
    throw UsageError("Detector: conv is '" + name + "', expected " + known);
  }
  return *method;
}

/// An image without a copy where its rows are R, G, B, R, G, B, ...
///
///   pixels  uint8 of any layout; must outlive the image
Image image_on(py::array& pixels) {
  if (pixels.ndim() != 3 || pixels.shape(2) != 3) {
    throw UsageError(concat("image: expected (height, width, 3) uint8, RGB, got ",
                            py::str(pixels.attr("shape")).cast<std::string>()));
  }
  constexpr py::ssize_t kLargestSide = 1 << 26;
  const py::ssize_t height = pixels.shape(0);
  const py::ssize_t width = pixels.shape(1);
  if (height < 1 || width < 1 || height > kLargestSide || width > kLargestSide) {
    throw UsageError(
        concat("image: has ", height, " rows of ", width, " pixels, expected 1 or more"));
  }
  const bool is_packed = pixels.strides(2) == 1 && (width == 1 || pixels.strides(1) == 3) &&
                         (height == 1 || pixels.strides(0) >= 3 * width);
  if (!is_packed) {
    pixels = py::array_t<std::uint8_t, py::array::c_style | py::array::forcecast>(pixels);
  }
  return image_view(static_cast<const std::uint8_t*>(pixels.data()), static_cast<int>(height),
                    static_cast<int>(width),
                    height == 1 ? 0 : static_cast<std::size_t>(pixels.strides(0)));
}

/// A Detector for any number of threads: they wait for each other.
class Network {
 public:
  Network(const std::filesystem::path& model, DetectorOptions options)
      : detector_(model, std::move(options)) {}

  py::list detect(py::array pixels, float min_score, Trace* trace) {
    const Image image = image_on(pixels);
    std::vector<Detection> found;
    Trace recorded;  // other threads may be reading the trace
    {
      const py::gil_scoped_release others_may_run;
      const std::scoped_lock lock(busy_);
      found = detector_.detect(
          image, {.min_score = min_score, .trace = trace == nullptr ? nullptr : &recorded});
    }
    if (trace != nullptr) {
      *trace = std::move(recorded);
    }
    py::list objects;
    for (Detection& d : found) {
      const py::array_t<float> box({4}, &d.box.x1);
      objects.append(
          py::make_tuple(d.class_name, d.label, d.score, box,
                         mask_to_numpy(std::move(d.mask.pixels), d.mask.height, d.mask.width)));
    }
    return objects;
  }

  [[nodiscard]] const std::vector<std::string>& class_names() const {
    return detector_.class_names();
  }

 private:
  Detector detector_;
  std::mutex busy_;
};

std::unique_ptr<Network> make_network(const std::filesystem::path& model, bool device, int threads,
                                      std::vector<std::string> overrides,
                                      const std::optional<std::string>& conv,
                                      const std::string& architecture) {
  DetectorOptions options{.place = device ? Place::device : Place::host,
                          .threads = threads,
                          .overrides = std::move(overrides),
                          .architecture = architecture};
  if (conv) {
    options.conv = conv_named(*conv);
  }
  const py::gil_scoped_release others_may_run;
  return std::make_unique<Network>(model, std::move(options));
}

}  // namespace

void add_network(py::module_& module) {
  py::class_<Network>(module, "Network")
      .def(py::init(&make_network))
      .def("detect", &Network::detect)
      .def("class_names", &Network::class_names);
  py::class_<Trace>(module, "TraceArrays")
      .def(py::init())
      .def("names", &Trace::names)
      .def("array",
           [](const Trace& trace, const std::string& name) { return to_numpy(trace.array(name)); })
      .def("write",
           [](const Trace& trace, const std::filesystem::path& folder) {
             const Trace now = trace;  // other threads may fill the trace anew
             const py::gil_scoped_release others_may_run;
             now.write(folder);
           })
      .def_static("read", &Trace::read, py::call_guard<py::gil_scoped_release>());
}

}  // namespace mrcnn
