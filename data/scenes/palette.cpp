#include "data/scenes/palette.hpp"

#include <algorithm>
#include <cstdlib>

namespace mrcnn {

Colour colour_of_hue(int hue, int saturation, int value) {
  const int turned = ((hue % kHues) + kHues) % kHues;
  Colour colour{};
  for (int channel = 0; channel < 3; ++channel) {
    // Distance on the circle to the channel's own hue: full within 256, nothing beyond 512.
    const int away = std::abs(turned - channel * (kHues / 3));
    const int distance = std::min(away, kHues - away);
    const int pure = std::clamp(512 - distance, 0, 255);
    colour[static_cast<std::size_t>(channel)] =
        value * (255 * 255 - saturation * (255 - pure)) / (255 * 255);
  }
  return colour;
}

int colour_distance(const Colour& a, const Colour& b) {
  return std::abs(a[0] - b[0]) + std::abs(a[1] - b[1]) + std::abs(a[2] - b[2]);
}

Colour mixture(const Colour& a, const Colour& b, int part, int whole) {
  Colour colour{};
  for (std::size_t channel = 0; channel < 3; ++channel) {
    colour[channel] = (a[channel] * (whole - part) + b[channel] * part) / whole;
  }
  return colour;
}

Palette::Palette(Random random) {
  constexpr std::array<int, 4> kHarmonies = {kHues / 12, kHues / 6, kHues / 3, kHues / 2};
  base_hue_ = random.below(kHues);
  harmony_ = kHarmonies[static_cast<std::size_t>(random.below(4))];
  const bool dark = random.chance(45);
  const int saturation = random.between(10, dark ? 190 : 110);
  for (Colour& end : ground_) {
    const int value = dark ? random.between(20, 130) : random.between(150, 250);
    end = colour_of_hue(base_hue_ + random.between(-kHues / 8, kHues / 8), saturation, value);
  }
}

Colour Palette::draw(Random& random, const std::vector<Colour>& from, int contrast) const {
  Colour best{};
  int best_distance = -1;
  for (int attempt = 0; attempt < 16 && best_distance < contrast; ++attempt) {
    const int hue = base_hue_ + random.below(4) * harmony_ + random.between(-90, 90);
    const Colour colour = colour_of_hue(hue, random.between(80, 240), random.between(70, 255));
    int distance = 3 * 255;
    for (const Colour& other : from) {
      distance = std::min(distance, colour_distance(colour, other));
    }
    if (distance > best_distance) {
      best = colour;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace mrcnn
