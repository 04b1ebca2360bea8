#include <algorithm>
#include <utility>

#include <mrcnn/detector.hpp>

#include "common/error.hpp"
#include "common/io/bundled_files.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/tensor/keep_buffers.hpp"

#include "stages/pipeline/pipeline.hpp"
#include "stages/pipeline/run_inputs.hpp"
#include "stages/pipeline/trace_contents.hpp"
#include "stages/pipeline/trace_io.hpp"

namespace mrcnn {
namespace {

constexpr int kMostThreads = 1024;

/// For its lifetime the calling thread's parallel loops use at most `count` threads; 0 changes
/// nothing.
class ThreadLimit {
 public:
  explicit ThreadLimit(int count) : before_(thread_count()) { set_threads(count); }

  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

  ~ThreadLimit() { set_threads(before_); }

 private:
  int before_;
};

Model load(const std::filesystem::path& file, const DetectorOptions& options) {
  if (options.threads < 0 || options.threads > kMostThreads) {
    throw UsageError(
        concat("Detector: threads is ", options.threads, ", expected 0 (all) to ", kMostThreads));
  }
  const ThreadLimit limit(options.threads);
  return load_model(
      file, options.overrides,
      options.architecture.empty() ? std::nullopt : std::optional(options.architecture),
      method_at(options.place, options.conv) == ConvMethod::fast ? WeightForm::packed
                                                                 : WeightForm::plain);
}

InputImage<Host> packed(const Image& image) {
  // image_view() checks what a caller may have put into the struct
  const Image checked = image_view(image.pixels, image.height, image.width, image.row_bytes);
  const auto height = static_cast<std::size_t>(checked.height);
  const auto width = static_cast<std::size_t>(checked.width);
  InputImage<Host> input{make_tensor<std::uint8_t>({height, width, 3})};
  for (std::size_t y = 0; y < height; ++y) {
    std::copy_n(checked.pixels + y * checked.row_bytes, 3 * width,
                input.pixels.data() + y * 3 * width);
  }
  return input;
}

/// Those of at least `min_score`; the network's are sorted by descending score already.
std::vector<Detection> detections_of(const InstanceMasks<Host>& found,
                                     const std::vector<std::string>& classes, float min_score) {
  std::vector<Detection> detections;
  const std::size_t pixels = found.masks.shape(1) * found.masks.shape(2);
  for (std::size_t d = 0; d < found.scores.size() && found.scores(d) >= min_score; ++d) {
    const std::uint8_t* const mask = found.masks.data() + d * pixels;
    Detection detection;
    detection.label = found.labels(d);
    detection.class_name = classes[static_cast<std::size_t>(detection.label)];
    detection.score = found.scores(d);
    detection.box = found.boxes(d);
    detection.mask = {static_cast<int>(found.masks.shape(1)),
                      static_cast<int>(found.masks.shape(2)),
                      {mask, mask + pixels}};
    detections.push_back(std::move(detection));
  }
  return detections;
}

}  // namespace

class Detector::Implementation {
 public:
  Implementation(const std::filesystem::path& file, DetectorOptions options)
      : options_(std::move(options)),
        model_(load(file, options_)),
        pipeline_(options_.place, &model_) {}

  std::vector<Detection> detect(const Image& image, const DetectOptions& options) {
    const ThreadLimit limit(options_.threads);
    Trace::Contents run;
    set_image(run.state, packed(image), model_.config.image);
    const ComputeOptions compute{.conv = method_at(options_.place, options_.conv)};
    std::vector<StepCost> costs = pipeline_.run(
        run.state, model_.config,
        {.compute = compute, .keep = options.trace == nullptr ? Keep::results : Keep::everything});
    auto detections = detections_of(run.state.result, classes(), options.min_score);
    if (options.trace != nullptr) {
      run.config = model_.config;
      run.manifest = run_manifest(options_.place, &model_, model_.config, compute);
      run.manifest.program = MRCNN_PROGRAM;
      run.manifest.image = {image.name, 1};
      run.manifest.steps = std::move(costs);
      options.trace->contents_ = std::make_shared<const Trace::Contents>(std::move(run));
    }
    return detections;
  }

  [[nodiscard]] const std::vector<std::string>& classes() const { return model_.config.classes; }

 private:
  KeepBuffers keep_buffers_;
  DetectorOptions options_;
  Model model_;
  Pipeline pipeline_;
};

std::filesystem::path bundled_model() {
  return default_model();
}

Detector::Detector(const std::filesystem::path& model, DetectorOptions options)
    : implementation_(std::make_unique<Implementation>(model, std::move(options))) {}

Detector::Detector(Detector&& other) noexcept = default;
Detector& Detector::operator=(Detector&& other) noexcept = default;
Detector::~Detector() = default;

std::vector<Detection> Detector::detect(const Image& image, const DetectOptions& options) {
  return implementation_->detect(image, options);
}

const std::vector<std::string>& Detector::class_names() const {
  return implementation_->classes();
}

}  // namespace mrcnn
