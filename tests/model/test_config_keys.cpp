#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "stages/pipeline/model/config_keys.hpp"
#include "stages/pipeline/model/conventions.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

/// A value that the key accepts and that is not its default.
json another_value(const ConfigKey& key) {
  json value = key.write(Config{});
  if (value.is_array() && value.front().is_string()) {
    value.back() = "other";
  } else if (value.is_array()) {
    std::swap(value.front(), value.back());
    value.front() = value.front() == 2 ? 3 : 2;
  } else if (value.is_boolean()) {
    value = !value.get<bool>();
  } else if (value.is_string()) {  // the last of "one" or "other"
    const std::size_t end = key.expected.rfind('"');
    const std::size_t begin = key.expected.rfind('"', end - 1) + 1;
    value = key.expected.substr(begin, end - begin);
  } else if (value.is_number_integer()) {
    value = value.get<int>() + 1;
  } else {
    value = 0.5 * value.get<double>();  // exact, so the shortest decimals stay equal
  }
  return value;
}

/// Exactly what docs/model-file.md has between its markers.
std::string documented_keys() {
  const auto row = [](const ConfigKey& key) {
    const json value = key.write(Config{});
    const auto other = [&](const char* conventions) {
      const json preset = key.write(config_of_conventions(conventions));
      return preset == value ? std::string() : "`" + preset.dump() + "`";
    };
    const std::string standard =
        key.name == "classes" ? "COCO's 91 slots" : "`" + value.dump() + "`";
    return "| `" + key.path() + "` | " + standard + " | " + other("matterport") + " | " +
           other("detectron2") + " | " + key.expected + " | " + key.unit + " | " + key.meaning +
           " |\n";
  };
  std::string table =
      "| key | default | matterport | detectron2 | accepts | unit | meaning |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const ConfigKey& key : config_keys()) {
    table += row(key);
  }
  return table;
}

TEST(ConfigKeys, EveryKeyThatIsSetComesBackFromJson) {
  for (const ConfigKey& key : config_keys()) {
    const json value = another_value(key);
    json object = to_json(Config{});
    (key.stage.empty() ? object : object[key.stage])[key.name] = value;
    ASSERT_NE(object, to_json(Config{})) << key.path();
    const json again = to_json(config_from_json(object, "F"));
    EXPECT_EQ(again, object) << key.path();
  }
}

TEST(ConfigKeys, EveryKeyChangesItsOwnField) {
  std::set<std::string> seen;
  for (const ConfigKey& key : config_keys()) {
    Config config;
    ASSERT_TRUE(key.read(config, another_value(key))) << key.path();
    EXPECT_TRUE(seen.insert(to_json(config).dump()).second) << key.path();
  }
}

TEST(ConfigKeys, EveryKeyRefusesNull) {
  for (const ConfigKey& key : config_keys()) {
    Config config;
    EXPECT_FALSE(key.read(config, json())) << key.path();
    EXPECT_EQ(to_json(config), to_json(Config{})) << key.path();
  }
}

TEST(ModelFilePage, ListsEveryKeyAsTheTableHasIt) {
  std::ifstream file(MRCNN_SOURCE_DIR "/docs/model-file.md");
  std::stringstream page;
  page << file.rdbuf();
  EXPECT_NE(page.str().find("<!-- keys -->\n" + documented_keys() + "<!-- /keys -->"),
            std::string::npos)
      << "docs/model-file.md should have, between the marks <!-- keys --> and <!-- /keys -->:\n"
      << documented_keys();
}

}  // namespace
}  // namespace mrcnn
