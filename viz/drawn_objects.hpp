#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"

#include "viz/colors.hpp"

namespace mrcnn {

/// Pictures show objects that are more likely there than not; arrays hold all of them.
inline constexpr float kLeastScoreDrawn = 0.5F;
/// And no more objects than there are colours.
inline constexpr std::size_t kMostObjectsDrawn = kObjectColors.size();

/// How many of the detections a picture shows: the first ones, since scores descend. If none is
/// likely, the three best.
std::size_t objects_drawn(const HostTensor<float, 1>& scores);

/// An object has the colour of its row among stage 4's detections in every picture, also when
/// stage 5 has left out rows before it. These are the rows that stage 5 kept.
///
///   keep  (D) 0 or 1
std::vector<std::size_t> rows_kept(const HostTensor<std::uint8_t, 1>& keep);

/// numbers[d], or d itself if the objects have no numbers.
std::size_t number_of(const std::vector<std::size_t>& numbers, std::size_t d);

/// "circle", or "class 7" if the list does not have it.
std::string name_of_class(const std::vector<std::string>& classes, std::int32_t label);

}  // namespace mrcnn
