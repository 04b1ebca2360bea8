#include <gtest/gtest.h>

#include "tests/report/small_page.hpp"

namespace mrcnn {
namespace {

TEST(SizeTable, AddsUp) {
  TinyTrace trace;
  const Page page = make_page(small_run(trace).folder(), plain_input());
  const nlohmann::ordered_json sizes = size_json(page);
  std::size_t bytes = 0;
  for (const auto& array : sizes["arrays"]) {
    bytes += array["packed"].get<std::size_t>();
  }
  EXPECT_EQ((bytes + 2) / 3 * 4, page.arrays_length);
  EXPECT_EQ(sizes["bytes"], page.html.size());
}

TEST(SizeTable, SaysWhatWasLeftOut) {
  Page page;
  page.reduced = {{"1_features/p2", "channels", 4, 8},
                  {"0_image/image", "pixels", 800, 1600},
                  {"2_proposals/deltas", "digits", 11, 23}};
  const std::string table = size_table(page);
  EXPECT_NE(table.find("reduced 1_features/p2: 4 of 8 channels"), std::string::npos) << table;
  EXPECT_NE(table.find("0_image/image: 800 of 1600 columns of pixels"), std::string::npos);
  EXPECT_NE(table.find("2_proposals/deltas: rounded to 11 of 23 bits"), std::string::npos);
  EXPECT_EQ(size_json(page)["thinned"][0]["of"], 8);
}

}  // namespace
}  // namespace mrcnn
