#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/trace/trace_folder.hpp"
#include "common/types/box.hpp"

#include "viz/report/page_content.hpp"

namespace mrcnn {

/// The inputs of a page besides the trace.
struct PageInput {
  nlohmann::json config;                 // of the run, all sections (docs/model-file.md)
  Box image_box;                         // of the image, in the frame of the boxes
  Box clip;                              // the area of that frame that proposals are clipped to
  nlohmann::ordered_json comparison;     // report_json of the trace against another one, or null
  const TraceFolder* against = nullptr;  // that other one
  const PagePack* heads = nullptr;       // weights of both heads: the page runs them on any box
  std::string no_heads;                  // one word: why it does not
  std::map<int, Array> laterals;         // (C, h, w) by level: what FPN adds on the way down
  nlohmann::ordered_json answers;        // {"why": [text], "why_not": [text]}, by row
};

/// A page and where its bytes went.
struct Page {
  std::string html;
  std::vector<PagePart> parts;
  std::size_t arrays_length = 0;  // characters of all arrays in the page
  std::vector<Reduced> reduced;
};

/// One HTML file to explore a run: template, style and scripts of viz/report/page with the trace's
/// arrays inside. It loads nothing and may be opened from a disk. Equal traces give equal pages.
///
/// If the page would be larger than the budget says, fewer channels are taken. Heads, and the maps
/// that they read in all channels, come on top; the page unpacks them when they are asked for.
///
/// Throws InputError for what page_content refuses.
Page make_page(const TraceFolder& trace, const PageInput& input, PageBudget budget = {});

/// The same page for the results of `mrcnn eval`, with panels of its own and no arrays.
///
///   evaluation  {"name", "accuracy": evaluation.json, "curves": curves.json, "errors":
///   errors.json,
///               "proposals": of anchors.json, "folder": where the pages of images are, seen from
///               this page}; curves, errors and proposals may be null
std::string make_evaluation_page(const nlohmann::ordered_json& evaluation);

/// For a terminal: what the arrays of each stage weigh, and what was reduced.
std::string size_table(const Page& page);

/// The same for programs: {"bytes", "arrays": [{"name", "bytes", "packed"}], "thinned": [...]}.
nlohmann::ordered_json size_json(const Page& page);

}  // namespace mrcnn
