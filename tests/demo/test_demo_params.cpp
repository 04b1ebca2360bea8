// The parameters that stand in the demos are those of the bundled model.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/io/bundled_files.hpp"

#include "stages/pipeline/model/model.hpp"

namespace mrcnn {

// Defined in stages/N/demo.cpp.
ImageParams demo_image_params();
FeaturesParams demo_features_params();
ProposalsParams demo_proposals_params();
RoiAlignParams demo_roi_align_params();
BoxHeadNetwork demo_box_head_network();
DetectionsParams demo_detections_params();
std::vector<std::string> demo_box_head_classes();
IouFilterParams demo_iou_filter_params();
MaskHeadNetwork demo_mask_head_network();
PasteParams demo_paste_params();
std::vector<std::string> demo_masks_classes();

namespace {

const Config& bundled() {
  static const Config config = config_of_file(WeightStore::open(default_model()));
  return config;
}

/// The bundled configuration with one member replaced, as text.
template <class Member, class Value>
std::string with(Member Config::*member, const Value& value) {
  Config config = bundled();
  config.*member = value;
  return to_json(config).dump(1);
}

std::string expected() {
  return to_json(bundled()).dump(1);
}

TEST(DemoParams, OfStage1AreTheBundledModels) {
  EXPECT_EQ(with(&Config::image, demo_image_params()), expected());
  EXPECT_EQ(with(&Config::features, demo_features_params()), expected());
}

TEST(DemoParams, OfStage2AreTheBundledModels) {
  EXPECT_EQ(with(&Config::proposals, demo_proposals_params()), expected());
}

TEST(DemoParams, OfStage3AreTheBundledModels) {
  EXPECT_EQ(with(&Config::roi_align, demo_roi_align_params()), expected());
  EXPECT_EQ(bundled().pooling, Pooling::roi_align);
  EXPECT_EQ(bundled().box_head.pool, 7);  // the bins of the demo
}

TEST(DemoParams, OfStage4AreTheBundledModels) {
  EXPECT_EQ(with(&Config::box_head, demo_box_head_network()), expected());
  EXPECT_EQ(with(&Config::detections, demo_detections_params()), expected());
  EXPECT_EQ(demo_box_head_classes(), bundled().classes);
}

TEST(DemoParams, OfStage5AreTheBundledModels) {
  EXPECT_EQ(with(&Config::iou_filter, demo_iou_filter_params()), expected());
}

TEST(DemoParams, OfStage6AreTheBundledModels) {
  EXPECT_EQ(with(&Config::mask_head, demo_mask_head_network()), expected());
  EXPECT_EQ(with(&Config::paste, demo_paste_params()), expected());
  EXPECT_EQ(demo_masks_classes(), bundled().classes);
}

// The demos' frame is the whole image with exclusive corners.
TEST(DemoParams, BoxesOfTheBundledModelLiveOnTheImage) {
  EXPECT_EQ(bundled().proposals.conventions.corners, CornerRule::exclusive);
  EXPECT_EQ(bundled().proposals.conventions.clip, ClipArea::image);
  EXPECT_EQ(bundled().image.padding, Padding::bottom_right);
}

}  // namespace
}  // namespace mrcnn
