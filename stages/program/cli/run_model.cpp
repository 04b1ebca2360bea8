#include <algorithm>
#include <cmath>
#include <iostream>

#include "common/error.hpp"
#include "common/io/bundled_files.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/import/model_cache.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

bool needs_model(const RunPlan& plan) {
  bool needed = !plan.model.empty();
  for (Step step = plan.from; step <= plan.to;
       step = static_cast<Step>(static_cast<int>(step) + 1)) {
    needed |= info_of(step).has_weights;
  }
  return needed;
}

/// A trace may come from another machine, where the same file lies elsewhere.
fs::path file_of(const RunPlan& plan, const std::optional<Manifest>& source) {
  if (!plan.model.empty()) {
    return plan.model;
  }
  const fs::path bundled = default_model();
  const fs::path recorded = source ? fs::path(source->model.file) : fs::path();
  std::error_code ignored;
  if (recorded.is_absolute() && fs::is_regular_file(recorded, ignored)) {
    return recorded;
  }
  if (!recorded.empty() && recorded.filename() != bundled.filename()) {
    throw UsageError("the trace was made with " + one_line(recorded.string()) +
                     ", which is not here: give --model FILE");
  }
  if (recorded.empty() && !plan.trace.empty()) {
    print_warning(path_text(plan.trace) +
                  ": does not say which model made it; the bundled one is taken, --model FILE "
                  "chooses another");
  }
  return bundled;
}

void warn_of_another_model(const Manifest& source, const Model& model) {
  if (!source.model.sha256.empty() && source.model.sha256 != model.sha256) {
    print_warning(path_text(model.shown_as) + ": is not the model that made the trace (" +
                  one_line(source.model.file) + ")");
  }
}

/// Pixel values are divided before the mean is subtracted: a mean of the other scale leaves hardly
/// any contrast, a deviation of the other scale far too much.
void warn_of_scale(const ImageParams& image) {
  constexpr float kLargestPixel = 255.0F;
  const float white = kLargestPixel / image.divisor;
  for (std::size_t c = 0; c < image.mean.size(); ++c) {
    const float farthest = std::max(std::abs(image.mean[c]), std::abs(white - image.mean[c]));
    if (image.mean[c] > white || farthest / image.std[c] > kLargestPixel) {
      print_warning(concat("image.mean=", image.mean[c], " and image.std=", image.std[c],
                           ": pixel values lie between 0 and ", white, " after image.divisor=",
                           image.divisor, "; expected mean and deviation on that scale"));
      return;
    }
  }
}

}  // namespace

std::optional<Config> recorded_config(const TraceFolder& trace) {
  const std::optional<Manifest> manifest = trace.manifest();
  if (!manifest || manifest->config.empty()) {
    return std::nullopt;
  }
  return config_from_json(manifest->config,
                          (trace.directory() / "manifest.json").string() + ": config");
}

ConfiguredModel configured_model(const RunPlan& plan, const std::optional<TraceFolder>& source) {
  const std::vector<std::string>& overrides = plan.common.set;
  std::optional<Config> config = source ? recorded_config(*source) : std::nullopt;
  if (!config && !needs_model(plan)) {
    config.emplace();
  }
  if (config) {
    apply_overrides(*config, overrides);
  }
  if (!needs_model(plan)) {
    return {*config, std::nullopt};
  }
  const std::optional<Manifest> manifest = source ? source->manifest() : std::nullopt;
  const fs::path given = file_of(plan, manifest);
  const fs::path file =
      loadable_model(given, overrides, plan.architecture, plan.common.quiet ? nullptr : &std::cerr);
  Model model = config ? load_model(file, *config, plan.weights, given)
                       : load_model(file, overrides, plan.architecture, plan.weights, given);
  if (manifest) {
    warn_of_another_model(*manifest, model);
  }
  if (!source) {  // a trace has its input
    warn_of_scale(model.config.image);
  }
  return {model.config, std::move(model)};
}

}  // namespace mrcnn
