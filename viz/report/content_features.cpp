#include <algorithm>

#include "common/error.hpp"
#include "common/trace/array.hpp"

#include "viz/report/content_builder.hpp"
#include "viz/report/reduction.hpp"

namespace mrcnn {
namespace {

struct NamedMap {
  std::string name;
  Array map;
};

std::vector<NamedMap> maps_named(const ContentBuilder& builder, const std::string& prefix,
                                 int lowest, int highest) {
  std::vector<NamedMap> maps;
  for (int level = lowest; level <= highest; ++level) {
    const std::string name = prefix + std::to_string(level);
    if (std::optional<Array> map = builder.find(name, DType::f32, 3)) {
      maps.push_back({name, std::move(*map)});
    }
  }
  return maps;
}

void note_channels(ContentBuilder& builder, const NamedMap& map, std::size_t kept) {
  if (kept < map.map.shape[0]) {
    builder.content.reduced.push_back({map.name, "channels", kept, map.map.shape[0]});
  }
}

}  // namespace

void add_image(ContentBuilder& builder) {
  constexpr const char* kImage = "0_image/image";
  if (!builder.trace.has(kImage)) {
    throw InputError(builder.trace.path_of(kImage).string() +
                     ": is missing, but a page shows every step on the image");
  }
  const Array image = *builder.find(kImage, DType::u8, 3);
  const std::size_t side = std::max({image.shape[0], image.shape[1], std::size_t{1}});
  const std::size_t factor = (side + builder.budget.photo_side - 1) / builder.budget.photo_side;
  const Array shown = factor > 1 ? shrunk_picture(image, factor) : image;
  if (factor > 1) {
    builder.content.reduced.push_back({kImage, "pixels", shown.shape[1], image.shape[1]});
  }
  builder.content.pack.add(kImage, shown, PageCoding::left);
  builder.copy("0_image/resized_size", DType::i32, 1);
}

std::vector<std::size_t> add_features(ContentBuilder& builder,
                                      const std::map<int, Array>& laterals) {
  const std::vector<NamedMap> pyramid = maps_named(builder, "1_features/p", 2, 6);
  std::vector<Array> arrays;
  for (const NamedMap& map : pyramid) {
    arrays.push_back(map.map);
  }
  // one choice for all levels: the heads read them with the same weights, so a channel means the
  // same on each
  std::vector<std::size_t> channels = most_varying_channels(arrays, builder.budget.channels);
  if (!pyramid.empty()) {
    builder.content.pack.add("1_features/channels", numbers(channels));
  }
  for (const NamedMap& map : pyramid) {
    builder.content.pack.add(map.name, channels_of(map.map, channels));
    builder.content.pack.add(map.name + "_mean",
                             rounded(mean_magnitude(map.map), builder.budget.rounded_bits));
    note_channels(builder, map, channels.size());
  }
  for (const auto& [level, map] : laterals) {
    builder.content.pack.add("1_features/lateral" + std::to_string(level),
                             channels_of(map, channels));
  }
  for (const NamedMap& map : maps_named(builder, "1_features/c", 2, 5)) {
    const std::vector<std::size_t> own =
        most_varying_channels({map.map}, builder.budget.backbone_channels);
    builder.content.pack.add(map.name + "_channels", numbers(own));
    builder.content.pack.add(map.name,
                             rounded(channels_of(map.map, own), builder.budget.rounded_bits));
    builder.content.pack.add(map.name + "_mean",
                             rounded(mean_magnitude(map.map), builder.budget.rounded_bits));
    note_channels(builder, map, own.size());
    builder.content.reduced.push_back({map.name, "digits", builder.budget.rounded_bits + 1U, 24});
  }
  return channels;
}

}  // namespace mrcnn
