#pragma once
#include <array>
#include <string>
#include <string_view>

namespace mrcnn {

/// Weights that their authors publish. Their parameters are torchvision's defaults with these
/// settings, which no file says.
struct PublishedWeights {
  std::string_view name;
  std::string_view address;
  std::string_view sha256;  // its first digits, which torchvision writes into the file's name
  std::string_view size;    // about
  std::string_view licence;
  std::string_view settings;  // "STAGE.KEY=VALUE"
};

inline constexpr std::array kPublishedWeights{
    PublishedWeights{"coco-r50",
                     "https://download.pytorch.org/models/maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth",
                     "bf2d0c1e", "170 MB", "BSD-3-Clause, trained on COCO", "features.bn_eps=0"},
};

/// Throws UsageError, which lists the names, for an unknown one.
const PublishedWeights& published_weights(const std::string& name);

/// The digits that a file's name says its SHA-256 begins with ("net-0123abcd.pth"), else those of
/// the table.
std::string expected_hash(const std::string& file, const PublishedWeights& weights);

}  // namespace mrcnn
