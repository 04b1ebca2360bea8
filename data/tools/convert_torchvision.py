"""Writes a Mask R-CNN of torchvision that is in memory as a model file of ours, with everything its modules say.

    from convert_torchvision import convert
    convert(model, "model.safetensors", classes=["background", "cat", "dog"])

Anchors, image sizes, mean, thresholds and the eps of the batch norms are read off the modules: a file of torch.save holds
none of them, unless a whole module was saved. Such files need no Python: `mrcnn model convert model.pth -o
model.safetensors`.
"""
import json
import os
import pathlib

import numpy as np
import torch

from safetensors_file import write_safetensors

KNOWN_FILES = pathlib.Path(__file__).parents[2] / "common" / "io" / "known_files.json"
WRAPPERS = ("module", "_orig_mod", "model")  # DataParallel, torch.compile, Lightning


def detector_of(model):
    """The Mask R-CNN itself, or the one that a wrapper holds. Raises ValueError."""
    found = model
    while not hasattr(found, "roi_heads"):
        found = next((getattr(found, name) for name in WRAPPERS if isinstance(getattr(found, name, None), torch.nn.Module)),
                     None)
        if found is None:
            raise ValueError(f"{type(model).__name__}: holds no torchvision Mask R-CNN")
    return found


def the_only(values, what):
    """The value that all of them are."""
    different = sorted(set(values))
    if len(different) != 1:
        raise ValueError(f"{what}: {', '.join(map(str, different))}; expected one value")
    return different[0]


def check_layers(net, state):
    """Raises ValueError for a network that has other layers than ours."""
    for network in json.loads(KNOWN_FILES.read_text())["networks"]:
        if network["tensor"] in state:
            raise ValueError(network["is"])
    if getattr(net.roi_heads, "mask_predictor", None) is None:
        raise ValueError("has no mask head; save its state_dict, which mrcnn model convert reads")
    block = net.backbone.body.layer1[0]
    if not hasattr(block, "conv3"):
        raise ValueError("has a ResNet of basic blocks (18 or 34 layers); expected bottleneck blocks (50 or 101)")
    if block.conv2.groups != 1 or block.conv2.out_channels != net.backbone.body.conv1.out_channels:
        raise ValueError("has grouped or wide convolutions (ResNeXt, Wide ResNet); expected a ResNet")
    if list(net.roi_heads.box_roi_pool.featmap_names) != ["0", "1", "2", "3"]:
        raise ValueError(f"box_roi_pool reads {net.roi_heads.box_roi_pool.featmap_names}; expected the maps 0, 1, 2, 3")
    if getattr(net.rpn, "score_thresh", 0.0):
        raise ValueError(f"rpn.score_thresh is {net.rpn.score_thresh}; expected 0")


def eps_of(net):
    return the_only([m.eps for m in net.backbone.body.modules() if hasattr(m, "running_var")], "eps of the batch norms")


def anchors_of(net):
    generator = net.rpn.anchor_generator
    sizes = [the_only(level, "sizes of the anchors of one level") for level in generator.sizes]
    ratios = the_only([tuple(level) for level in generator.aspect_ratios], "aspect ratios of the levels")
    return {"anchor_sizes": sizes, "aspect_ratios": list(ratios)}


def side(size):
    return int(size[0]) if isinstance(size, (tuple, list)) else int(size)


def config_of(net, classes):
    """`mrcnn.config` of the modules."""
    body, rpn, heads, pool = net.backbone.body, net.rpn, net.roi_heads, net.roi_heads.box_roi_pool
    count = heads.box_predictor.cls_score.out_features
    if classes is None and count != 91:
        classes = ["background"] + [f"class {i}" for i in range(1, count)]
    if classes is not None and len(classes) != count:
        raise ValueError(f"classes: {len(classes)} names, expected {count}, background first")
    sizes = net.transform.min_size
    config = {
        "conventions": "torchvision",
        "image": {"min_size": int(sizes[-1] if isinstance(sizes, (tuple, list)) else sizes),
                  "max_size": int(net.transform.max_size), "mean": list(net.transform.image_mean),
                  "std": list(net.transform.image_std)},
        "features": {"blocks": [len(layer) for layer in (body.layer1, body.layer2, body.layer3, body.layer4)],
                     "base_channels": body.conv1.out_channels, "fpn_channels": net.backbone.out_channels,
                     "bn_eps": eps_of(net)},
        "proposals": {**anchors_of(net), "coder_weights": list(rpn.box_coder.weights),
                      "pre_nms_top_n": rpn._pre_nms_top_n["testing"], "post_nms_top_n": rpn._post_nms_top_n["testing"],
                      "nms_iou": rpn.nms_thresh, "min_size": rpn.min_size},
        "roi_align": {"sampling_ratio": pool.sampling_ratio, "canonical_size": pool.canonical_scale,
                      "canonical_level": pool.canonical_level},
        "box_head": {"pool": side(pool.output_size), "hidden": heads.box_head.fc7.out_features,
                     "coder_weights": list(heads.box_coder.weights), "score_threshold": heads.score_thresh,
                     "nms_iou": heads.nms_thresh, "detections_per_image": heads.detections_per_img},
        "masks": {"pool": side(heads.mask_roi_pool.output_size), "layers": sum(1 for _ in heads.mask_head),
                  "hidden": heads.mask_predictor.conv5_mask.in_channels},
    }
    if classes is not None:
        config["classes"] = list(classes)
    return config


def tensors_of(state):
    """{name: ("F32", array)} without counters. Raises ValueError for NaN and infinities."""
    tensors = {}
    for name, value in state.items():
        if not name.endswith(".num_batches_tracked"):
            tensors[name] = ("F32", value.detach().to("cpu", torch.float32).contiguous().numpy())
            if not np.isfinite(tensors[name][1]).all():
                raise ValueError(f"{name}: holds NaN or infinity")
    return tensors


def convert(model, out, classes=None):
    """Writes a live model as a model file, which appears when it is complete. Returns its configuration.

    classes  names with the background first; COCO's for 91 if there are none

    Raises ValueError for a network that has other layers or several values where ours has one.
    """
    net = detector_of(model)
    state = net.state_dict()
    check_layers(net, state)
    config = config_of(net, classes)
    temporary = f"{out}.tmp-{os.getpid()}"
    try:
        write_safetensors(temporary, tensors_of(state), {"mrcnn.config": json.dumps(config)})
        os.replace(temporary, out)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)
    return config
