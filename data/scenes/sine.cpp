#include "data/scenes/sine.hpp"

#include <array>
#include <cstddef>

namespace mrcnn {

namespace {

// A table and not libm, whose last bits differ from machine to machine. The first quarter turn.
constexpr std::array<int, kFullTurn / 4 + 1> kSineTable = {
    0,     402,   804,   1205,  1606,  2006,  2404,  2801,  3196,  3590,  3981,  4370,  4756,
    5139,  5520,  5897,  6270,  6639,  7005,  7366,  7723,  8076,  8423,  8765,  9102,  9434,
    9760,  10080, 10394, 10702, 11003, 11297, 11585, 11866, 12140, 12406, 12665, 12916, 13160,
    13395, 13623, 13842, 14053, 14256, 14449, 14635, 14811, 14978, 15137, 15286, 15426, 15557,
    15679, 15791, 15893, 15986, 16069, 16143, 16207, 16261, 16305, 16340, 16364, 16379, 16384,
};

}  // namespace

int sine(int angle) {
  constexpr int kHalfTurn = kFullTurn / 2;
  const int turned = ((angle % kFullTurn) + kFullTurn) % kFullTurn;
  const int in_half = turned % kHalfTurn;
  const int in_quarter = in_half <= kFullTurn / 4 ? in_half : kHalfTurn - in_half;
  const int value = kSineTable[static_cast<std::size_t>(in_quarter)];
  return turned < kHalfTurn ? value : -value;
}

int cosine(int angle) {
  return sine(angle + kFullTurn / 4);
}

Point polar(int length, int angle) {
  return rotated({length, 0}, angle);
}

Point rotated(Point point, int angle) {
  const std::int64_t c = cosine(angle);
  const std::int64_t s = sine(angle);
  return {static_cast<int>(floor_divide(point.x * c - point.y * s, kSineOne)),
          static_cast<int>(floor_divide(point.x * s + point.y * c, kSineOne))};
}

}  // namespace mrcnn
