#pragma once
#include <array>
#include <vector>

#include "data/scenes/random.hpp"

namespace mrcnn {

/// Red, green, blue, 0..255 each.
using Colour = std::array<int, 3>;

/// Hues run from 0 to kHues around the colour circle: red, yellow, green, cyan, blue, magenta.
constexpr int kHues = 1536;

/// The usual cone: hue (any integer), saturation and value 0..255.
Colour colour_of_hue(int hue, int saturation, int value);

/// The sum of the three absolute differences, 0..765.
int colour_distance(const Colour& a, const Colour& b);

/// (a (whole - part) + b part) / whole, a mixture of two colours. Requires 0 <= part <= whole.
Colour mixture(const Colour& a, const Colour& b, int part, int whole);

/// The colours of one scene: a few hues that go together, drawn around one base hue.
class Palette {
 public:
  explicit Palette(Random random);

  /// The two ends of the background, close in hue, either dark or pale.
  const Colour& ground(int end) const { return ground_[static_cast<std::size_t>(end)]; }

  /// A colour for an object or a line, at least `contrast` away from each colour in `from`; of
  /// sixteen draws the best one where none is far enough.
  Colour draw(Random& random, const std::vector<Colour>& from, int contrast) const;

 private:
  int base_hue_;
  int harmony_;  // the step between the hues of the scene
  std::array<Colour, 2> ground_;
};

}  // namespace mrcnn
