#include "viz/report/page.hpp"

#include <filesystem>
#include <string_view>

#include "common/error.hpp"
#include "common/trace/npy.hpp"

#include "viz/colors.hpp"
#include "viz/report/page_template.hpp"

namespace mrcnn {
namespace {

/// JSON that is safe inside a script element: it cannot end the element or begin a comment.
std::string script_safe(const nlohmann::ordered_json& json) {
  const std::string dumped =
      json.dump(-1, ' ', /*ensure_ascii=*/true, nlohmann::ordered_json::error_handler_t::replace);
  std::string safe;
  for (const char c : dumped) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

nlohmann::ordered_json json_of(Color color) {
  return {color.red, color.green, color.blue};
}

nlohmann::ordered_json json_of(const Box& box) {
  return {box.x1, box.y1, box.x2, box.y2};
}

nlohmann::ordered_json palette() {
  nlohmann::ordered_json colors = nlohmann::ordered_json::array();
  for (const Color& color : kObjectColors) {
    colors.push_back(json_of(color));
  }
  return colors;
}

/// Every array of the trace: type and shape, whether the page holds it or not.
nlohmann::ordered_json arrays_of_trace(const TraceFolder& trace) {
  nlohmann::ordered_json arrays = nlohmann::ordered_json::array();
  for (const std::string& name : trace.arrays()) {
    const NpyHeader header = read_npy_header(trace.path_of(name));
    arrays.push_back({{"name", name}, {"dtype", name_of(header.dtype)}, {"shape", header.shape}});
  }
  return arrays;
}

nlohmann::ordered_json origin_of(const TraceFolder& trace) {
  const Manifest m = trace.manifest().value_or(Manifest{});
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  for (const StepCost& step : m.steps) {
    steps.push_back({{"name", step.name}, {"ms", step.ms}, {"gflop", step.gflop}, {"mb", step.mb}});
  }
  const std::string model = std::filesystem::path(m.model.file).filename().string();
  return {{"program", m.program},   {"model", model},
          {"about", m.model.about}, {"image", m.image.file},
          {"backend", m.backend},   {"device", m.device},
          {"conv", m.conv},         {"math", m.math},
          {"threads", m.threads},   {"openblas_core", m.openblas_core},
          {"steps", steps},         {"edited", m.edited}};
}

/// What the comparison panel draws of the other run.
void add_other_detections(const TraceFolder& trace, PagePack& pack) {
  for (const char* name : {"4_box_head/boxes", "4_box_head/scores", "4_box_head/labels"}) {
    if (trace.has(name)) {
      pack.add(std::string("against/") + name, trace.read(name));
    }
  }
}

/// What the heads read and compute with; empty if the page does not run them.
PagePack live_pack(const TraceFolder& trace, const PageInput& input) {
  if (input.heads == nullptr) {
    return {};
  }
  PagePack pack = *input.heads;
  for (const char* map : {"p2", "p3", "p4", "p5"}) {
    pack.add(std::string("live/") + map, trace.read(std::string("1_features/") + map));
  }
  return pack;
}

nlohmann::ordered_json header_of(const TraceFolder& trace, const PageInput& input,
                                 const PageContent& content, const PagePack& live) {
  nlohmann::ordered_json reduced = nlohmann::ordered_json::array();
  for (const Reduced& t : content.reduced) {
    reduced.push_back({{"array", t.array}, {"rule", t.rule}, {"kept", t.kept}, {"of", t.of}});
  }
  return {
      {"format", "mrcnn-page-1"},
      {"origin", origin_of(trace)},
      {"config", input.config},
      {"image_box", json_of(input.image_box)},
      {"clip", json_of(input.clip)},
      {"palette", palette()},
      {"rejected", json_of(kRejectedColor)},
      {"trace", arrays_of_trace(trace)},
      {"regular_anchors", content.anchors_are_regular},
      {"reduced", reduced},
      {"answers", input.answers},
      {"comparison", input.comparison},
      {"against", input.against == nullptr ? nlohmann::ordered_json() : origin_of(*input.against)},
      {"arrays", content.pack.index()},
      {"live", live.index()},
      {"page_bytes", kPageHtml.size() + kPageStyle.size() + kPageScripts.size()},
      {"no_live", input.no_heads}};
}

/// Everything up to `mark` goes to `out`, the mark goes, the rest stays in `rest`.
void copy_until(std::string_view mark, std::string_view& rest, std::string& out) {
  const std::size_t place = rest.find(mark);
  check_shape(place != std::string_view::npos, "page template: ", mark, " is missing");
  out += rest.substr(0, place);
  rest.remove_prefix(place + mark.size());
}

std::string fill_template(const std::string& header, const std::string& data,
                          const std::string& live) {
  std::string html;
  html.reserve(kPageHtml.size() + kPageStyle.size() + kPageScripts.size() + header.size() +
               data.size() + live.size());
  std::string_view rest = kPageHtml;
  copy_until("<!-- style -->", rest, html);
  html += kPageStyle;
  copy_until("<!-- header -->", rest, html);
  html += header;
  copy_until("<!-- data -->", rest, html);
  html += data;
  copy_until("<!-- live -->", rest, html);
  html += live;
  copy_until("<!-- scripts -->", rest, html);
  html += kPageScripts;
  html += rest;
  return html;
}

std::vector<float> floats_of(const nlohmann::json& config, const char* key) {
  const nlohmann::json& section = config.value("proposals", nlohmann::json::object());
  return section.value(key, std::vector<float>{});
}

}  // namespace

std::string make_evaluation_page(const nlohmann::ordered_json& evaluation) {
  const nlohmann::ordered_json header = {{"format", "mrcnn-page-1"},
                                         {"evaluation", evaluation},
                                         {"palette", palette()},
                                         {"rejected", json_of(kRejectedColor)}};
  return fill_template(script_safe(header), "", "");
}

Page make_page(const TraceFolder& trace, const PageInput& input, PageBudget budget) {
  const std::vector<float> sizes = floats_of(input.config, "anchor_sizes");
  const std::vector<float> ratios = floats_of(input.config, "aspect_ratios");
  const PagePack live = live_pack(trace, input);
  while (true) {
    PageContent content = page_content(trace, sizes, ratios, budget, input.laterals);
    if (input.against != nullptr) {
      add_other_detections(*input.against, content.pack);
    }
    const std::string header = script_safe(header_of(trace, input, content, live));
    const std::size_t size = kPageHtml.size() + kPageStyle.size() + kPageScripts.size() +
                             header.size() + content.pack.text_length();
    if (size <= budget.most_bytes || budget.channels <= 1) {
      Page page{.html = fill_template(header, content.pack.data(), live.data()),
                .parts = content.pack.parts(),
                .arrays_length = content.pack.text_length() + live.text_length(),
                .reduced = std::move(content.reduced)};
      page.parts.insert(page.parts.end(), live.parts().begin(), live.parts().end());
      return page;
    }
    budget.channels /= 2;
    budget.backbone_channels = (budget.backbone_channels + 1) / 2;
  }
}

}  // namespace mrcnn
