#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "common/weights/tensor_spec.hpp"

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// Writes a model of random weights that is busy at every step, for tests and timings where a
/// trained one is not at hand: activations stay finite and of order 1 over all blocks, the
/// proposals are as many as allowed and come from every level, detections are of many classes, and
/// no probability saturates. Its answers mean nothing.
///
/// A value depends on (seed, tensor, element) only: the same file everywhere. F32, new names, full
/// metadata. Throws OutputError "FILE: ...".
void write_random_model(const std::filesystem::path& file, const Config& config,
                        std::uint64_t seed);

/// The values of one tensor of such a model.
std::vector<float> random_weights(const TensorSpec& spec, const Config& config, std::uint64_t seed);

}  // namespace mrcnn
