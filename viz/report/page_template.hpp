#pragma once
#include <string_view>

namespace mrcnn {

// The files of viz/report/page, embedded when the program is built (embed.cmake).
extern const std::string_view kPageHtml;     // with the five marks <!-- style --> ... <!-- live -->
extern const std::string_view kPageStyle;    // CSS
extern const std::string_view kPageScripts;  // classic scripts, in the order they run

}  // namespace mrcnn
