#pragma once
#include <filesystem>

#include "stages/program/evaluate/anchor_fit.hpp"
#include "stages/program/evaluate/proposal_coverage.hpp"

namespace mrcnn {

/// Draws FOLDER/anchors.png: best IoU and level of every object; with objects in `coverage` also
/// the part of them that the best N boxes cover. A build with MRCNN_MINIMAL draws nothing.
void draw_anchors(const std::filesystem::path& folder, const AnchorFits& fits, const Config& config,
                  const ProposalCoverage& coverage);

}  // namespace mrcnn
