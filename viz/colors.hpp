#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace mrcnn {

struct Color {
  std::uint8_t red, green, blue;

  friend bool operator==(const Color&, const Color&) = default;
};

/// Ground truth, in every picture.
inline constexpr Color kTruthColor{255, 255, 255};

/// What stage 5 rejected, in every picture.
inline constexpr Color kRejectedColor{190, 190, 190};

/// The hues of Okabe and Ito without black ("Color universal design", 2008), then lighter and
/// darker relatives that keep their distance for colour-blind eyes too. Neighbours differ in
/// lightness.
inline constexpr std::array<Color, 12> kObjectColors = {{
    {86, 180, 233},   // sky blue
    {213, 94, 0},     // vermillion
    {240, 228, 66},   // yellow
    {0, 158, 115},    // bluish green
    {204, 121, 167},  // reddish purple
    {0, 114, 178},    // blue
    {230, 159, 0},    // orange
    {136, 34, 85},    // wine
    {170, 220, 190},  // mint
    {90, 60, 160},    // indigo
    {245, 190, 200},  // rose
    {125, 110, 30},   // olive
}};

/// Pyramid levels P2..P6, fine to coarse: five steps of viridis, which darkens evenly, so that no
/// level looks like an object.
inline constexpr std::array<Color, 5> kLevelColors = {{
    {253, 231, 37},
    {94, 201, 98},
    {33, 145, 140},
    {59, 82, 139},
    {68, 1, 84},
}};

/// The colour of level 2..6; the nearest one's for any other number.
constexpr Color color_of_level(int level) {
  const int index = level < 2 ? 0 : level > 6 ? 4 : level - 2;
  return kLevelColors[static_cast<std::size_t>(index)];
}

/// The colour of object (or class) number `index` in every picture and page.
constexpr Color color_of(std::size_t index) {
  return kObjectColors[index % kObjectColors.size()];
}

/// Black or white, whichever is easier to read on `background` (Rec. 709 luma).
constexpr Color text_color_on(Color background) {
  const double luma =
      0.2126 * background.red + 0.7152 * background.green + 0.0722 * background.blue;
  return luma > 128 ? Color{0, 0, 0} : Color{255, 255, 255};
}

}  // namespace mrcnn
