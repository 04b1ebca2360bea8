#pragma once
#include <string>
#include <vector>

namespace mrcnn {

/// One page of a folder: LABEL.html, beside the picture LABEL.png.
struct PageCard {
  std::string label;  // "3_street": letters that need no escape in a link
  std::string text;   // what the run found, or nothing; any characters
};

/// An HTML file for the folder of the pages: their pictures, each a link to its page.
std::string page_index(const std::vector<PageCard>& cards);

}  // namespace mrcnn
