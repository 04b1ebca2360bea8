"""Builds torchvision's Mask R-CNN for a model file of ours: same tensors, same parameters, its own modules."""
import copy
import functools
import json
import math

import numpy as np
import torch
from torch import nn
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection._utils import BoxCoder
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.models.resnet import Bottleneck, ResNet
from torchvision.ops import FrozenBatchNorm2d, MultiScaleRoIAlign

from safetensors_file import read_safetensors

# What a key means when the file leaves it out: docs/model-file.md.
DEFAULTS = {
    "image": {"min_size": 800, "max_size": 1333, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225],
              "scale_rule": "double"},
    "features": {"blocks": [3, 4, 23, 3], "base_channels": 64, "fpn_channels": 256, "bn_eps": 1e-5},
    "proposals": {"anchor_sizes": [32, 64, 128, 256, 512], "aspect_ratios": [0.5, 1.0, 2.0],
                  "coder_weights": [1, 1, 1, 1], "pre_nms_top_n": 1000, "post_nms_top_n": 1000, "nms_iou": 0.7,
                  "min_size": 1e-3},
    "roi_align": {"sampling_ratio": 2, "canonical_size": 224, "canonical_level": 4},
    "box_head": {"pool": 7, "hidden": 1024, "coder_weights": [10, 10, 5, 5], "score_threshold": 0.05,
                 "nms_iou": 0.5, "min_size": 1e-2, "detections_per_image": 100},
    "iou_filter": {"min_iou": 0.5},
    "masks": {"pool": 14, "layers": 4, "hidden": 256, "threshold": 0.5},
}

# Keys that torchvision has only one value for.
FIXED = {
    "image": {"resampling": "repeat_edge", "padding": "bottom_right", "padding_color": "mean", "channel_order": "rgb",
              "divisor": 255},
    "features": {"stride_in_1x1": False, "conv_bias": False, "pool_padding": "symmetric"},
    "proposals": {"anchor_rounding": True, "anchor_stride": "grid", "corners": "exclusive", "logits_per_anchor": 1,
                  "max_log_scale": math.log(1000 / 16), "pre_nms_scope": "level", "nms_scope": "level",
                  "clip": "image", "pad_with_zeros": False},
    "roi_align": {"pooling": "roi_align", "level_rule": "floor", "aligned": False},
    "box_head": {"batch_norm": False, "max_log_scale": math.log(1000 / 16), "candidates": "every_class",
                 "score_rule": "above"},
    "masks": {"batch_norm": False, "paste_rule": "torchvision"},
}
UNUSED = {("proposals", "hidden"), ("box_head", "bn_eps"), ("masks", "bn_eps")}  # sizes that the tensors must have


def check_fixed(section, key, value):
    expected = FIXED[section][key]
    same = math.isclose(value, expected, rel_tol=1e-6) if isinstance(expected, float) else value == expected
    if not same:
        raise ValueError(f"mrcnn.config: {section}.{key}: {value}, torchvision knows only {expected}")


def complete_config(text):
    """The JSON of `mrcnn.config` with every default filled in. Raises ValueError for what torchvision cannot do."""
    given = json.loads(text)
    config = copy.deepcopy(DEFAULTS)
    config["classes"] = given["classes"]
    for section, values in given.items():
        if section in DEFAULTS:
            for key, value in values.items():
                if key in FIXED.get(section, {}):
                    check_fixed(section, key, value)
                elif key in DEFAULTS[section]:
                    config[section][key] = value
                elif (section, key) not in UNUSED:
                    raise ValueError(f"mrcnn.config: {section}: unknown key {key}")
        elif section not in ("classes", "conventions"):
            raise ValueError(f"mrcnn.config: unknown section {section}")
    if given.get("conventions", "torchvision") != "torchvision":
        raise ValueError(f"mrcnn.config: conventions {given['conventions']}, expected torchvision")
    if config["image"]["scale_rule"] not in ("double", "float32"):
        raise ValueError(f"mrcnn.config: image.scale_rule: {config['image']['scale_rule']}, expected double or float32")
    return config


class NarrowResNet(ResNet):
    """torchvision's bottleneck ResNet with a free width of the stem; 64 gives ResNet-50, -101, -152 themselves."""

    def __init__(self, blocks, base_channels, norm_layer):
        nn.Module.__init__(self)
        self._norm_layer = norm_layer
        self.inplanes, self.dilation, self.groups, self.base_width = base_channels, 1, 1, 64
        self.conv1 = nn.Conv2d(3, base_channels, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = norm_layer(base_channels)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        for stage, count in enumerate(blocks):
            stride = 1 if stage == 0 else 2
            setattr(self, f"layer{stage + 1}", self._make_layer(Bottleneck, base_channels << stage, count, stride))


def resized_size(height, width, image):
    """Rows and columns after resizing, by the rule of today's torchvision ("double") or of 0.14.1 ("float32")."""
    short, long = min(height, width), max(height, width)
    if image["scale_rule"] == "double":
        scale = min(image["min_size"] / short, image["max_size"] / long)
    else:
        one = np.float32(1)
        scale = float(min(one / np.float32(short) * np.float32(image["min_size"]),
                          one / np.float32(long) * np.float32(image["max_size"])))
    return math.floor(height * scale), math.floor(width * scale)


def resized(image, size):
    """torch's bilinear kernel with the coordinates of torch 1.13: double, from the float32 ratio of the sizes.

    Later releases compute coordinates in float32, which moves a pixel by up to 4e-4 of what it is normalised to.
    """
    scales = [1 / float(np.float32(before) / np.float32(after)) for before, after in zip(image.shape[-2:], size)]
    return torch.ops.aten.upsample_bilinear2d(image[None].double(), list(size), False, *scales)[0].to(image.dtype)


class Transform(GeneralizedRCNNTransform):
    """torchvision's preprocessing; sizes by `scale_rule`, pixels by resized()."""

    def __init__(self, image):
        super().__init__(image["min_size"], image["max_size"], image["mean"], image["std"])
        self.image_config = image

    def resize(self, image, target=None):
        return resized(image, resized_size(*image.shape[-2:], self.image_config)), target


def build(config):
    """An untrained model. Make one per image size: MultiScaleRoIAlign keeps the scales of its first call."""
    features, proposals, roi_align = config["features"], config["proposals"], config["roi_align"]
    box_head, masks = config["box_head"], config["masks"]
    width, channels, classes = features["base_channels"], features["fpn_channels"], len(config["classes"])

    body = NarrowResNet(features["blocks"], width, functools.partial(FrozenBatchNorm2d, eps=features["bn_eps"]))
    backbone = BackboneWithFPN(body, {f"layer{i + 1}": str(i) for i in range(4)},
                               [4 * width << i for i in range(4)], channels)

    def pooler(size):
        return MultiScaleRoIAlign(["0", "1", "2", "3"], size, roi_align["sampling_ratio"],
                                  canonical_scale=roi_align["canonical_size"],
                                  canonical_level=roi_align["canonical_level"])

    sizes = tuple((size,) for size in proposals["anchor_sizes"])
    model = MaskRCNN(
        backbone,
        rpn_anchor_generator=AnchorGenerator(sizes, (tuple(proposals["aspect_ratios"]),) * len(sizes)),
        rpn_pre_nms_top_n_test=proposals["pre_nms_top_n"], rpn_post_nms_top_n_test=proposals["post_nms_top_n"],
        rpn_nms_thresh=proposals["nms_iou"],
        box_roi_pool=pooler(box_head["pool"]),
        box_head=TwoMLPHead(channels * box_head["pool"] ** 2, box_head["hidden"]),
        box_predictor=FastRCNNPredictor(box_head["hidden"], classes),
        box_score_thresh=box_head["score_threshold"], box_nms_thresh=box_head["nms_iou"],
        box_detections_per_img=box_head["detections_per_image"], bbox_reg_weights=tuple(box_head["coder_weights"]),
        mask_roi_pool=pooler(masks["pool"]),
        mask_head=MaskRCNNHeads(channels, (masks["hidden"],) * masks["layers"], 1),
        mask_predictor=MaskRCNNPredictor(masks["hidden"], masks["hidden"], classes))
    model.transform = Transform(config["image"])
    model.rpn.min_size = proposals["min_size"]
    model.rpn.box_coder = BoxCoder(tuple(proposals["coder_weights"]))
    return model.eval()


def load(path):
    """Returns (model, config) of a .safetensors file. Missing or extra tensors raise RuntimeError."""
    tensors, metadata = read_safetensors(path)
    if "mrcnn.config" not in metadata:
        raise ValueError(f"{path}: no mrcnn.config in the metadata; write one with mrcnn model convert")
    config = complete_config(metadata["mrcnn.config"])
    model = build(config)
    model.load_state_dict({name: torch.from_numpy(values) for name, values in tensors.items()}, strict=True)
    return model, config
