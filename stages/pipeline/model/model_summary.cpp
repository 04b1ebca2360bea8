#include "stages/pipeline/model/model_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "common/weights/float_formats.hpp"

namespace mrcnn {

namespace {

constexpr float kLargestF16 = 65504.0F;

template <class Stored, class Convert>
ValueStatistics statistics_of(std::span<const std::byte> data, Convert convert) {
  ValueStatistics statistics;
  for (std::size_t offset = 0; offset < data.size(); offset += sizeof(Stored)) {
    Stored stored;
    std::memcpy(&stored, data.data() + offset, sizeof(Stored));
    statistics.add(convert(stored));
  }
  return statistics;
}

ValueStatistics statistics_of(const StoredTensor& tensor) {
  if (tensor.dtype == "F32") {
    return statistics_of<float>(tensor.data, [](float value) { return value; });
  }
  if (tensor.dtype == "F16") {
    return statistics_of<std::uint16_t>(tensor.data, float_from_f16);
  }
  if (tensor.dtype == "BF16") {
    return statistics_of<std::uint16_t>(tensor.data, float_from_bf16);
  }
  return {};
}

std::string stage_of(const std::string& name) {
  constexpr std::array<std::pair<const char*, const char*>, 4> kPrefixes = {
      {{"backbone.", "features"},
       {"rpn.", "proposals"},
       {"roi_heads.box_", "box_head"},
       {"roi_heads.mask_", "masks"}}};
  for (const auto& [prefix, stage] : kPrefixes) {
    if (name.rfind(prefix, 0) == 0) {
      return stage;
    }
  }
  return "other";
}

}  // namespace

void ValueStatistics::add(float value) {
  ++count;
  if (!std::isfinite(value)) {
    ++non_finite;
    return;
  }
  min = std::min(min, value);
  max = std::max(max, value);
  sum += value;
  sum_of_squares += static_cast<double>(value) * value;
}

void ValueStatistics::add(const ValueStatistics& other) {
  count += other.count;
  non_finite += other.non_finite;
  min = std::min(min, other.min);
  max = std::max(max, other.max);
  sum += other.sum;
  sum_of_squares += other.sum_of_squares;
}

double ValueStatistics::deviation() const {
  const auto finite = static_cast<double>(count - non_finite);
  if (finite == 0.0) {
    return 0.0;
  }
  const double mean = sum / finite;
  return std::sqrt(std::max(0.0, sum_of_squares / finite - mean * mean));
}

std::string TensorSummary::flag() const {
  const bool is_at_end_of_f16 =
      dtype == "F16" && (values.max >= kLargestF16 || values.min <= -kLargestF16);
  if (is_counter || values.count == 0) {
    return "";
  }
  if (values.non_finite > 0 || is_at_end_of_f16) {
    return "overflow";
  }
  return values.min == 0.0F && values.max == 0.0F ? "dead" : "";
}

std::vector<TensorSummary> summarize_tensors(const SafetensorsContents& contents) {
  std::vector<std::pair<const std::byte*, const std::string*>> by_place;
  for (const auto& [name, tensor] : contents.tensors) {
    by_place.emplace_back(tensor.data.data(), &name);
  }
  std::stable_sort(by_place.begin(), by_place.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });

  std::vector<TensorSummary> summaries;
  for (const auto& [place, name] : by_place) {
    const StoredTensor& tensor = contents.tensors.at(*name);
    TensorSummary summary;
    summary.name = *name;
    summary.stage = stage_of(*name);
    summary.dtype = tensor.dtype;
    summary.shape = tensor.shape;
    summary.bytes = tensor.data.size();
    summary.is_counter = name->find("num_batches_tracked") != std::string::npos;
    summary.values = statistics_of(tensor);
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

void StageSummary::add(const TensorSummary& tensor) {
  ++tensors;
  bytes += tensor.bytes;
  values.add(tensor.values);
}

std::vector<StageSummary> summarize_stages(const std::vector<TensorSummary>& tensors) {
  std::vector<StageSummary> rows = {{.name = "total"}};
  for (const TensorSummary& tensor : tensors) {
    auto row = std::find_if(rows.begin(), rows.end() - 1,
                            [&](const StageSummary& known) { return known.name == tensor.stage; });
    if (row->name != tensor.stage) {
      row = rows.insert(row, StageSummary{.name = tensor.stage});
    }
    row->add(tensor);
    rows.back().add(tensor);
  }
  return rows;
}

}  // namespace mrcnn
