#include "common/coco/polygon.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "common/error.hpp"

namespace mrcnn {

namespace {

constexpr int kGrid = 5;  // outline points per pixel

constexpr std::int64_t kMaxOutlinePoints = std::int64_t{1} << 24;

/// A point on the fine grid: kGrid steps per pixel.
struct GridPoint {
  int x, y;
};

/// Truncation toward zero, not floor, is part of the definition.
int to_grid(double coordinate) {
  return static_cast<int>(kGrid * coordinate + 0.5);
}

double to_pixels(double grid_coordinate) {
  return (grid_coordinate + 0.5) / kGrid - 0.5;
}

std::vector<GridPoint> grid_corners(const Polygon& polygon, const std::string& name) {
  if (polygon.size() < 6 || polygon.size() % 2 != 0) {
    throw InputError(concat(name, ": polygon of ", polygon.size(),
                            " numbers, expected an even number, at least 6"));
  }
  for (const double value : polygon) {
    if (!(std::abs(value) <= kMaxCoordinate)) {
      throw InputError(concat(name, ": polygon coordinate ", value, ", expected at most ",
                              static_cast<std::int64_t>(kMaxCoordinate), " pixels"));
    }
  }
  std::vector<GridPoint> corners;
  for (std::size_t i = 0; i < polygon.size(); i += 2) {
    corners.push_back({to_grid(polygon[i]), to_grid(polygon[i + 1])});
  }
  corners.push_back(corners.front());
  return corners;
}

std::int64_t edge_steps(GridPoint from, GridPoint to) {
  return std::max(std::abs(std::int64_t{to.x} - from.x), std::abs(std::int64_t{to.y} - from.y));
}

void check_length(const std::vector<GridPoint>& corners, const std::string& name) {
  std::int64_t points = 0;
  for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
    points += edge_steps(corners[i], corners[i + 1]) + 1;
    if (points > kMaxOutlinePoints) {
      throw InputError(
          concat(name, ": polygon outline longer than ", kMaxOutlinePoints / kGrid, " pixels"));
    }
  }
}

/// Calls visit(GridPoint) for every point from one corner to the next, both included. Both
/// directions give the same points, since rounding always starts at the end that is lower on the
/// longer axis.
template <class Visit>
void walk_edge(GridPoint from, GridPoint to, const Visit& visit) {
  const int steps = static_cast<int>(edge_steps(from, to));
  const bool along_x = std::abs(to.x - from.x) >= std::abs(to.y - from.y);
  const bool reversed = along_x ? from.x > to.x : from.y > to.y;
  const GridPoint low = reversed ? to : from;
  const GridPoint high = reversed ? from : to;
  const double slope =
      steps == 0 ? 0.0 : static_cast<double>(along_x ? high.y - low.y : high.x - low.x) / steps;
  for (int step = 0; step <= steps; ++step) {
    const int t = reversed ? steps - step : step;
    if (along_x) {
      visit(GridPoint{low.x + t, static_cast<int>(low.y + slope * t + 0.5)});
    } else {
      visit(GridPoint{static_cast<int>(low.x + slope * t + 0.5), low.y + t});
    }
  }
}

/// Where the outline, going from one point to the next, crosses the middle of a column: the
/// position (column-major) of the first pixel below.
std::optional<std::uint32_t> crossing(GridPoint before, GridPoint after, ImageSize size) {
  if (after.x == before.x) {
    return std::nullopt;
  }
  const double column = to_pixels(after.x < before.x ? after.x : after.x - 1);
  if (std::floor(column) != column || column < 0 || column > size.width - 1) {
    return std::nullopt;
  }
  const double y = to_pixels(std::min(before.y, after.y));
  const double row = std::ceil(std::clamp(y, 0.0, static_cast<double>(size.height)));
  return static_cast<std::uint32_t>(column) * static_cast<std::uint32_t>(size.height) +
         static_cast<std::uint32_t>(row);
}

/// Runs between the sorted positions where the mask changes; two changes at one position cancel.
std::vector<std::int64_t> runs_between(const std::vector<std::uint32_t>& changes,
                                       std::int64_t pixels) {
  std::vector<std::int64_t> places;
  for (const std::int64_t change : changes) {
    if (!places.empty() && places.back() == change) {
      places.pop_back();
    } else {
      places.push_back(change);
    }
  }
  if (places.empty() || places.back() != pixels) {
    places.push_back(pixels);
  }
  std::vector<std::int64_t> runs;
  std::int64_t start = 0;
  for (const std::int64_t place : places) {
    runs.push_back(place - start);
    start = place;
  }
  return runs;
}

}  // namespace

Rle rasterize(const Polygon& polygon, ImageSize size, const std::string& name) {
  check_image_size(size, name);
  const std::vector<GridPoint> corners = grid_corners(polygon, name);
  check_length(corners, name);

  std::vector<std::uint32_t> changes;
  std::optional<GridPoint> previous;
  for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
    walk_edge(corners[i], corners[i + 1], [&](GridPoint point) {
      if (previous) {
        const std::optional<std::uint32_t> change = crossing(*previous, point, size);
        if (change) {
          changes.push_back(*change);
        }
      }
      previous = point;
    });
  }
  std::sort(changes.begin(), changes.end());
  return rle_from_counts(runs_between(changes, std::int64_t{size.height} * size.width), size, name);
}

std::int64_t rasterizing_steps(const Polygon& polygon, ImageSize size) {
  double length = 0;
  double left = size.width, right = 0, top = size.height, bottom = 0;
  for (std::size_t i = 0; i + 1 < polygon.size(); i += 2) {
    const std::size_t next = (i + 2) % polygon.size();
    length += std::max(std::abs(polygon[next] - polygon[i]),
                       std::abs(polygon[next + 1] - polygon[i + 1]));
    left = std::min(left, std::max(polygon[i], 0.0));
    right = std::max(right, std::min<double>(polygon[i], size.width));
    top = std::min(top, std::max(polygon[i + 1], 0.0));
    bottom = std::max(bottom, std::min<double>(polygon[i + 1], size.height));
  }
  const double area = std::max(right - left, 0.0) * std::max(bottom - top, 0.0);
  return static_cast<std::int64_t>(kGrid * length + static_cast<double>(polygon.size()) + area);
}

}  // namespace mrcnn
