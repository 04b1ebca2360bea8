#include <gtest/gtest.h>

#include "viz/report/page_template.hpp"

#include "tests/report/small_page.hpp"

namespace mrcnn {
namespace {

std::size_t count_of(const std::string& needle, const std::string& hay) {
  std::size_t count = 0;
  for (std::size_t at = hay.find(needle); at != std::string::npos; at = hay.find(needle, at + 1)) {
    ++count;
  }
  return count;
}

/// The header's JSON out of a page.
nlohmann::json header_of(const Page& page) {
  const std::string begin = "id=\"header\">";
  const std::size_t start = page.html.find(begin) + begin.size();
  return nlohmann::json::parse(page.html.substr(start, page.html.find("</script>", start) - start));
}

TEST(PageTemplate, ScriptsCannotEndTheirElement) {
  EXPECT_EQ(count_of("</script", std::string(kPageScripts)), 0U);
  EXPECT_EQ(count_of("<!--", std::string(kPageScripts)), 0U);
  EXPECT_EQ(count_of("</style", std::string(kPageStyle)), 0U);
}

TEST(PageTemplate, NothingIsLoadedFromAnywhere) {
  const std::string all =
      std::string(kPageHtml) + std::string(kPageStyle) + std::string(kPageScripts);
  constexpr const char* kNameOfSvg = "http://www.w3.org/2000/svg";  // no address: nothing is there
  EXPECT_EQ(count_of("http:", all) + count_of("https:", all), count_of(kNameOfSvg, all));
  EXPECT_EQ(count_of("src=", all) + count_of("@import", all) + count_of("url(", all), 0U);
  EXPECT_EQ(count_of("default-src 'none'", all), 1U);
}

TEST(Page, AllMarksAreFilled) {
  TinyTrace trace;
  const Page page = make_page(small_run(trace).folder(), plain_input());
  EXPECT_EQ(count_of("<!-- ", page.html), 0U);
  EXPECT_EQ(page.html.substr(0, 15), "<!DOCTYPE html>");
  EXPECT_EQ(page.html.substr(page.html.size() - 8), "</html>\n");
}

TEST(Page, EqualTracesGiveEqualPages) {
  TinyTrace a;
  TinyTrace b;
  EXPECT_EQ(make_page(small_run(a).folder(), plain_input()).html,
            make_page(small_run(b).folder(), plain_input()).html);
}

TEST(Page, NamesFromOutsideStayText) {
  TinyTrace trace;
  Manifest manifest;
  manifest.image.file = "</script><script>alert(1)</script>\xFF.png";
  small_run(trace).sign(manifest);
  const Page page = make_page(trace.folder(), plain_input());
  EXPECT_EQ(count_of("alert(1)", page.html), 1U);
  EXPECT_EQ(count_of("<script>alert", page.html), 0U);
  const std::string name = header_of(page)["origin"]["image"];
  EXPECT_EQ(name.substr(0, 34), "</script><script>alert(1)</script>");
}

TEST(Page, TheHeaderListsTheTraceAndWhatWasTaken) {
  TinyTrace trace;
  const nlohmann::json header = header_of(make_page(small_run(trace).folder(), plain_input()));
  EXPECT_EQ(header["trace"][1]["name"], "1_features/p2");
  EXPECT_EQ(header["trace"][1]["shape"], (nlohmann::json{8, 40, 40}));
  EXPECT_EQ(header["palette"][0], (nlohmann::json{86, 180, 233}));
  EXPECT_TRUE(header["comparison"].is_null());
}

TEST(Page, WhatTheModelSaysOfItselfIsPassedOn) {
  TinyTrace trace;
  Manifest manifest;
  manifest.model.about = "random weights";
  small_run(trace).sign(manifest);
  EXPECT_EQ(header_of(make_page(trace.folder(), plain_input()))["origin"]["about"],
            "random weights");
}

TEST(Page, ChannelsAreHalvedUntilThePageFits) {
  TinyTrace trace;
  const TraceFolder folder = small_run(trace).folder();
  const std::size_t whole = make_page(folder, plain_input()).html.size();
  PageBudget budget;
  budget.most_bytes = whole - 20'000;  // a channel is 7 kB: half of the eight have to go
  const Page page = make_page(folder, plain_input(), budget);
  EXPECT_LE(page.html.size(), budget.most_bytes);
  ASSERT_FALSE(page.reduced.empty());
  EXPECT_EQ(page.reduced[0].kept, 4U);
}

}  // namespace
}  // namespace mrcnn
