#include "viz/report/page_content.hpp"

#include "viz/report/content_builder.hpp"

namespace mrcnn {

PageContent page_content(const TraceFolder& trace, const std::vector<float>& anchor_sizes,
                         const std::vector<float>& aspect_ratios, const PageBudget& budget,
                         const std::map<int, Array>& laterals) {
  ContentBuilder builder{trace, budget, {}};
  add_image(builder);
  const std::vector<std::size_t> channels = add_features(builder, laterals);
  add_proposals(builder, anchor_sizes, aspect_ratios);
  add_regions(builder, channels);
  add_heads(builder);
  add_masks(builder);
  return std::move(builder.content);
}

}  // namespace mrcnn
