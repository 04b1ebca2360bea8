#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "common/weights/tensor_spec.hpp"

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// Writes a model of random weights that gives every step as much work as a trained one, for tests
/// and timings: activations stay finite and of order 1 over all blocks, the number of proposals
/// reaches its limit and they come from every level, detections are of many classes, and no
/// probability saturates. The detections have no meaning.
///
/// A value depends on (seed, tensor, element) only, so the file is the same everywhere. F32,
/// current names, full metadata. Throws OutputError "FILE: ...".
void write_random_model(const std::filesystem::path& file, const Config& config,
                        std::uint64_t seed);

/// The values of one tensor of such a model.
std::vector<float> random_weights(const TensorSpec& spec, const Config& config, std::uint64_t seed);

}  // namespace mrcnn
