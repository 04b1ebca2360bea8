#include "viz/report/page_index.hpp"

#include "common/error.hpp"

namespace mrcnn {
namespace {

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>mrcnn: a page per run</title>
<style>
:root { --paper: #faf8f4; --card: #fff; --ink: #1f2733; --soft: #5d6673; --line: #e3dfd6; --accent: #0072b2; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16191d; --card: #1f2328; --ink: #e8e6e1; --soft: #b1b5bb; --line: #3a3f47; --accent: #6cb8e6; }
}
body { margin: 0; padding: 24px clamp(14px, 4vw, 48px) 40px; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
h1 { margin: 0 0 4px; font-size: 1.5em; }
p { margin: 0 0 20px; color: var(--soft); }
main { display: grid; gap: 18px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); }
a { display: block; overflow: hidden; border: 1px solid var(--line); border-radius: 12px; background: var(--card); color: inherit; text-decoration: none; }
a:hover, a:focus-visible { border-color: var(--accent); outline: 2px solid var(--accent); }
img { display: block; width: 100%; aspect-ratio: 4 / 3; object-fit: contain; background: #0002; }
span { display: block; padding: 10px 14px 12px; overflow-wrap: anywhere; }
</style>
<h1>mrcnn</h1>
<p>Every picture opens a page on which its run can be explored: features, anchors, NMS, RoIAlign, heads, masks.</p>
<main>
)";

std::string escaped(const std::string& text) {
  std::string html;
  for (const char c : text) {
    html += c == '<' ? "&lt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  }
  return html;
}

}  // namespace

std::string page_index(const std::vector<PageCard>& cards) {
  std::string html = kHead;
  for (const PageCard& card : cards) {
    html += concat("<a href=\"", card.label, ".html\"><img src=\"", card.label,
                   ".png\" alt=\"\" loading=\"lazy\"><span>",
                   escaped(card.text.empty() ? card.label : card.text), "</span></a>\n");
  }
  return html + "</main>\n</html>\n";
}

}  // namespace mrcnn
