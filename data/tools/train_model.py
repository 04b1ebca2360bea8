"""The bundled architecture made trainable, and its way back into a model file."""
import json

import torch
from torch import nn
from torchvision.models.resnet import Bottleneck
from torchvision.ops import FrozenBatchNorm2d

from safetensors_file import read_safetensors, write_safetensors
from torchvision_model import build, complete_config

# ResNet-101 + FPN at a quarter of its width, for scenes of about 256 x 256.
CONFIG = {
    "conventions": "torchvision",
    "classes": ["background", "circle", "square", "triangle", "star", "ring", "cross"],
    "image": {"min_size": 256, "max_size": 256},
    "features": {"blocks": [3, 4, 23, 3], "base_channels": 16, "fpn_channels": 64},
    "proposals": {"anchor_sizes": [16, 32, 64, 128, 192], "pre_nms_top_n": 500, "post_nms_top_n": 300},
    "box_head": {"hidden": 256, "detections_per_image": 50},
    "masks": {"hidden": 64},
}

# Fewer samples per image than torchvision takes: a scene has eight objects at most, and a step is cheaper.
TRAIN_PRE_NMS, TRAIN_POST_NMS = 500, 256
TRAIN_ANCHORS, TRAIN_PROPOSALS = 128, 64


def trainable_model(path=None):
    """(model, config text), with the weights of the model file `path` or, without one, fresh ones."""
    tensors, metadata = read_safetensors(path) if path else ({}, {"mrcnn.config": json.dumps(CONFIG)})
    text = metadata["mrcnn.config"]
    model = _with_live_batch_norm(build(complete_config(text)))
    if path:
        weights = {name: torch.from_numpy(values.copy()) for name, values in tensors.items()}
        # strict, but for num_batches_tracked, which model files leave out
        missing, extra = model.load_state_dict(weights, strict=False)
        wrong = [name for name in missing if not name.endswith("num_batches_tracked")] + extra
        if wrong:
            raise ValueError(f"{path}: missing or unknown tensor {wrong[0]}")
    else:
        _initialise(model.backbone.body)
    rpn, sampler = model.rpn, model.roi_heads.fg_bg_sampler
    rpn._pre_nms_top_n["training"], rpn._post_nms_top_n["training"] = TRAIN_PRE_NMS, TRAIN_POST_NMS
    rpn.fg_bg_sampler.batch_size_per_image, sampler.batch_size_per_image = TRAIN_ANCHORS, TRAIN_PROPOSALS
    return model, text


def set_training(model, live_statistics):
    """Training mode; without live statistics, batch norms use what they have gathered and still learn their scales."""
    model.train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.train(live_statistics)


def export(model, config_text, path):
    """Writes a model file: matrices and kernels as F16, vectors as F32."""
    tensors = {}
    for name, value in model.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            tensors[name] = ("F16" if value.dim() >= 2 else "F32", value.float().numpy())
    write_safetensors(path, tensors, {"mrcnn.config": config_text})


def _with_live_batch_norm(module):
    for name, child in module.named_children():
        if isinstance(child, FrozenBatchNorm2d):
            setattr(module, name, nn.BatchNorm2d(child.weight.numel(), eps=child.eps, momentum=0.05))
        else:
            _with_live_batch_norm(child)
    return module


def _initialise(body):
    for module in body.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    for module in body.modules():
        if isinstance(module, Bottleneck):  # 33 blocks start close to the identity, or the loss explodes
            nn.init.constant_(module.bn3.weight, 0.2)
