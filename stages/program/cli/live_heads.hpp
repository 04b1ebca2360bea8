#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/model/model.hpp"

#include "viz/report/page_pack.hpp"

namespace mrcnn {

/// A page with the weights of both heads and all channels of P2..P5 runs the heads itself, on any
/// box that its reader draws. These are the limits of what it holds for that, in bytes of float32:
/// by default, and when it was asked for.
inline constexpr std::size_t kSmallLiveBytes = 8'000'000;
inline constexpr std::size_t kMostLiveBytes = 64'000'000;

/// Size of both heads' weights and of the trace's P2..P5; 0 if a map is missing.
std::size_t live_bytes(const TraceFolder& run, const Config& config);

/// Why a page of this run cannot run the heads, in one word: "maps" (P2..P5 are missing), "pooling"
/// (the page knows RoIAlign only), "size" (more than `most` bytes). Empty if it can.
std::string live_obstacle(const TraceFolder& run, const Config& config, std::size_t most);

/// The weights of both heads as the page reads them: "live/fc6", "live/fc6_bias", ...
PagePack pack_heads(const Model& model);

/// The 1x1 convolutions of C2..C5, (C, h, w) by level: as the trace has them, else computed from
/// its C2..C5 as the run did. Empty if neither is possible.
///
///   model  may be null
std::map<int, Array> laterals_of(const TraceFolder& run, const Model* model);

/// Adds what one cell of P2..P5 is made of: its laterals ("live/lateral3") and the 3x3 convolutions
/// after the sums. Nothing if there are no laterals.
///
///   room  bytes; P2's lateral, larger than the others together, is added only if it fits
void pack_pyramid_sums(const std::map<int, Array>& laterals, const Model& model, PagePack& pack,
                       std::size_t room = 0);

/// The model that made a trace, if its file is here and unchanged; `file` overrides where it is.
std::optional<Model> model_of_trace(const TraceFolder& run, const Config& config,
                                    const std::filesystem::path& file);

}  // namespace mrcnn
