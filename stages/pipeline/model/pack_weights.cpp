#include "stages/pipeline/model/pack_weights.hpp"

#include "common/nn/deconv2x2.hpp"

namespace mrcnn {

void pack(FeaturesWeights<Host>& weights) {
  pack(weights.stem);
  for (std::size_t stage = 0; stage < weights.stages.size(); ++stage) {
    for (Bottleneck<Host>& block : weights.stages[stage]) {
      pack(block.reduce);
      pack(block.conv, block.conv_stride);
      pack(block.expand);
      if (block.has_projection) {
        pack(block.project);
      }
    }
    pack(weights.lateral[stage]);
    pack(weights.output[stage]);
  }
}

void pack(RpnWeights<Host>& weights) {
  pack(weights.conv);
  pack(weights.objectness);
  pack(weights.deltas);
}

void pack(BoxHeadWeights<Host>& weights) {
  for (LinearWeights<Host>* layer :
       {&weights.fc6, &weights.fc7, &weights.classes, &weights.deltas}) {
    pack(*layer);
  }
}

void pack(MaskHeadWeights<Host>& weights) {
  for (Conv2dWeights<Host>& conv : weights.convs) {
    pack(conv);
  }
  pack_deconv2x2(weights.upsample);
  // of the logits only one class is computed, from the kernel as it is
}

}  // namespace mrcnn
