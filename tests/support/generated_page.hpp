#pragma once
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "common/io/file.hpp"

namespace mrcnn {

/// Expects `text` in docs/PAGE between the marks "<!-- generated: NAME -->" and
/// "<!-- /generated -->". With MRCNN_WRITE_DOCS set in the environment it is written there instead.
inline void expect_on_page(const std::string& page_name, const std::string& name,
                           const std::string& text) {
  const std::string file = MRCNN_SOURCE_DIR "/docs/" + page_name;
  const std::vector<std::byte> bytes = read_file(file, 1U << 20U);
  std::string page(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string mark = "<!-- generated: " + name + " -->\n";
  const std::size_t begin = page.find(mark);
  ASSERT_NE(begin, std::string::npos) << file << " has no mark " << mark;
  const std::size_t first = begin + mark.size();
  const std::size_t last = page.find("<!-- /generated -->", first);
  ASSERT_NE(last, std::string::npos) << file << ": the mark " << mark << " has no end";
  if (std::getenv("MRCNN_WRITE_DOCS") != nullptr) {
    write_file(file, page.replace(first, last - first, text));
    return;
  }
  EXPECT_EQ(page.substr(first, last - first), text)
      << file << " is not what the program says: run this test once with MRCNN_WRITE_DOCS=1";
}

}  // namespace mrcnn
