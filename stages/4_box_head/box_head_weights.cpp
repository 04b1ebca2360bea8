#include "stages/4_box_head/box_head_weights.hpp"

#include "common/weights/layer_weights.hpp"

namespace mrcnn {
namespace {

constexpr const char* kFc6 = "roi_heads.box_head.fc6";
constexpr const char* kFc7 = "roi_heads.box_head.fc7";
constexpr const char* kNorm6 = "roi_heads.box_head.bn6";
constexpr const char* kNorm7 = "roi_heads.box_head.bn7";
constexpr const char* kClasses = "roi_heads.box_predictor.cls_score";
constexpr const char* kDeltas = "roi_heads.box_predictor.bbox_pred";

}  // namespace

std::vector<TensorSpec> box_head_tensors(const BoxHeadNetwork& network, const HeadShape& shape) {
  std::vector<TensorSpec> specs;
  add_linear_tensors(specs, kFc6, shape.channels * network.pool * network.pool, network.hidden);
  add_linear_tensors(specs, kFc7, network.hidden, network.hidden);
  if (network.batch_norm) {
    add_norm_tensors(specs, kNorm6, network.hidden);
    add_norm_tensors(specs, kNorm7, network.hidden);
  }
  add_linear_tensors(specs, kClasses, network.hidden, shape.classes);
  add_linear_tensors(specs, kDeltas, network.hidden, 4 * shape.classes);
  return specs;
}

BoxHeadWeights<Host> load_box_head_weights(const WeightStore& store, const BoxHeadNetwork& network,
                                           const HeadShape& shape) {
  BoxHeadWeights<Host> weights{
      load_linear_on_map(store, kFc6, shape.channels, network.pool, network.hidden),
      load_linear(store, kFc7, network.hidden, network.hidden),
      load_linear(store, kClasses, network.hidden, shape.classes),
      load_linear(store, kDeltas, network.hidden, 4 * shape.classes)};
  if (network.batch_norm) {
    fold_norm(store, kNorm6, network.bn_eps, weights.fc6);
    fold_norm(store, kNorm7, network.bn_eps, weights.fc7);
  }
  return weights;
}

}  // namespace mrcnn
