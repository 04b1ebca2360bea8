#pragma once
#include "data/scenes/fixed_point.hpp"

namespace mrcnn {

/// Angles are integers too: 256 to a full turn, any value allowed.
constexpr int kFullTurn = 256;

/// What sine() returns for a quarter turn.
constexpr int kSineOne = 1 << 14;

/// kSineOne times the sine of the angle, rounded to the nearest integer.
int sine(int angle);
int cosine(int angle);

/// The point `length` away from the origin in the direction of `angle` (0 is +x, a quarter is +y).
Point polar(int length, int angle);

/// `point` turned about the origin.
Point rotated(Point point, int angle);

}  // namespace mrcnn
