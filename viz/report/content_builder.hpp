#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/trace/array_tensor.hpp"
#include "common/types/image.hpp"

#include "viz/report/page_content.hpp"

namespace mrcnn {

/// What the parts of page_content share: the trace, how much may be taken, and what was.
struct ContentBuilder {
  const TraceFolder& trace;
  const PageBudget& budget;
  PageContent content;

  /// An array as docs/trace.md describes it, or nothing if the trace lacks it.
  std::optional<Array> find(const std::string& name, DType dtype, std::size_t rank) const {
    if (!trace.has(name)) {
      return std::nullopt;
    }
    Array array = trace.read(name);
    check_kind(array, dtype, rank, trace.path_of(name).string());
    return array;
  }

  /// Packs an array unchanged, if it exists.
  void copy(const std::string& name, DType dtype, std::size_t rank) {
    if (const std::optional<Array> array = find(name, dtype, rank)) {
      content.pack.add(name, *array);
    }
  }
};

/// Row or channel numbers as an array i32.
inline Array numbers(const std::vector<std::size_t>& values) {
  auto tensor = make_tensor<std::int32_t>({values.size()});
  std::transform(values.begin(), values.end(), tensor.begin(),
                 [](std::size_t v) { return static_cast<std::int32_t>(v); });
  return to_array(tensor);
}

void add_image(ContentBuilder& builder);

/// Returns the channels of P2..P6 that were chosen.
std::vector<std::size_t> add_features(ContentBuilder& builder,
                                      const std::map<int, Array>& laterals);

void add_proposals(ContentBuilder& builder, const std::vector<float>& anchor_sizes,
                   const std::vector<float>& aspect_ratios);
void add_regions(ContentBuilder& builder, const std::vector<std::size_t>& channels);
void add_heads(ContentBuilder& builder);
void add_masks(ContentBuilder& builder);

}  // namespace mrcnn
