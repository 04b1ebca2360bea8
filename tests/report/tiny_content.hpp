#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "viz/report/page_content.hpp"

#include "tests/compare/tiny_trace.hpp"
#include "tests/report/unpacked.hpp"

namespace mrcnn {

inline const std::vector<float> kSizes = {4};
inline const std::vector<float> kRatios = {1};

/// An image of 2 x 2 pixels and nothing else.
inline TinyTrace& with_image(TinyTrace& trace) {
  return trace.put<std::uint8_t>("0_image/image", {2, 2, 3}, std::vector<std::uint8_t>(12, 9));
}

inline PageContent content_of(const TinyTrace& trace, const PageBudget& budget = {}) {
  return page_content(trace.folder(), kSizes, kRatios, budget);
}

/// What the page leaves out of an array by one rule, or nothing.
inline const Reduced* reduced(const PageContent& content, const std::string& array,
                              const std::string& rule) {
  for (const Reduced& t : content.reduced) {
    if (t.array == array && t.rule == rule) {
      return &t;
    }
  }
  return nullptr;
}

}  // namespace mrcnn
