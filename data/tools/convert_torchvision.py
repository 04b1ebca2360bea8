#!/usr/bin/env python3
"""Turns torchvision's Mask R-CNN weights into a model file of ours.

    convert_torchvision.py maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth -o model.safetensors
    convert_torchvision.py my_checkpoint.pth -o model.safetensors --classes background,cat,dog --bn-eps 1e-5

Reads what torch.save wrote of a state_dict, or of a checkpoint that holds one under "model" or "state_dict"; nothing
in it is executed. In a script of yours, `convert(model.state_dict(), "model.safetensors")` does the same.

--bn-eps is what the batch norms add to the variance. No file says it: torchvision sets 0 for the COCO weights that it
publishes (the default here), 1e-5 for models that it builds without them.
"""
import argparse
import json
import os
import pickle
import re
import sys

import numpy as np
import torch

from safetensors_file import write_safetensors

PUBLISHED_EPS = 0.0
STAGES = 4


def current_name(name):
    """Names from before 2022 in today's form; docs/model-file.md lists them."""
    name = re.sub(r"^(backbone\.fpn\.(?:inner|layer)_blocks\.\d)\.(weight|bias)$", r"\1.0.\2", name)
    name = re.sub(r"^rpn\.head\.conv\.(weight|bias)$", r"rpn.head.conv.0.0.\1", name)
    old = re.match(r"^roi_heads\.mask_head\.mask_fcn([1-9])\.(weight|bias)$", name)
    return f"roi_heads.mask_head.{int(old[1]) - 1}.0.{old[2]}" if old else name


def state_of(loaded):
    """The state_dict in what a .pth file held. Raises ValueError."""
    for key in ("model", "state_dict"):
        if isinstance(loaded, dict) and isinstance(loaded.get(key), dict):
            loaded = loaded[key]
    if not isinstance(loaded, dict) or not all(isinstance(value, torch.Tensor) for value in loaded.values()):
        raise ValueError("holds no state_dict: expected names and tensors")
    return {name.removeprefix("module."): value for name, value in loaded.items()}


def arrays_of(state):
    """{name: ("F32", array)} without counters; torch resolves strides and views. Raises ValueError."""
    arrays = {}
    for name, value in state.items():
        if name.endswith(".num_batches_tracked"):
            continue
        if not value.is_floating_point():
            raise ValueError(f"{name}: {value.dtype}, expected a floating point tensor")
        if current_name(name) in arrays:
            raise ValueError(f"{name}: is there under its old name and its new one")
        values = value.detach().to("cpu", torch.float32).contiguous().numpy()
        if not np.isfinite(values).all():
            raise ValueError(f"{name}: holds NaN or infinity")
        arrays[current_name(name)] = ("F32", values)
    return arrays


def extent(arrays, name, axis):
    if name not in arrays:
        hint = " (a v2 model, which has other layers)" if "roi_heads.box_head.0.0.weight" in arrays else ""
        raise ValueError(f"{name} is missing: this is no maskrcnn_resnet*_fpn{hint}")
    return arrays[name][1].shape[axis]


def config_of(arrays, bn_eps, classes=None):
    """What the shapes say about the model, as mrcnn.config."""
    count = extent(arrays, "roi_heads.box_predictor.cls_score.weight", 0)
    if classes is None and count != 91:
        classes = ["background"] + [f"class {i}" for i in range(1, count)]
    if classes is not None and len(classes) != count:
        raise ValueError(f"--classes: {len(classes)} names, expected {count}, background first")
    blocks = [sum(f"backbone.body.layer{stage}.{block}.conv1.weight" in arrays for block in range(256))
              for stage in range(1, STAGES + 1)]
    config = {
        "conventions": "torchvision",
        "features": {"blocks": blocks, "base_channels": extent(arrays, "backbone.body.conv1.weight", 0),
                     "fpn_channels": extent(arrays, "backbone.fpn.inner_blocks.0.0.weight", 0), "bn_eps": bn_eps},
        "box_head": {"hidden": extent(arrays, "roi_heads.box_head.fc7.weight", 0)},
        "masks": {"layers": sum(f"roi_heads.mask_head.{i}.0.weight" in arrays for i in range(64)),
                  "hidden": extent(arrays, "roi_heads.mask_head.0.0.weight", 0)},
    }
    if classes is not None:
        config["classes"] = list(classes)
    return config


def convert(state, out, bn_eps=PUBLISHED_EPS, classes=None):
    """Writes a state_dict as a model file, which appears when it is complete. Returns its configuration."""
    arrays = arrays_of(state)
    config = config_of(arrays, bn_eps, classes)
    temporary = f"{out}.tmp-{os.getpid()}"
    try:
        write_safetensors(temporary, arrays, {"mrcnn.config": json.dumps(config)})
        os.replace(temporary, out)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)
    return config


def main():
    parser = argparse.ArgumentParser(description="Turns torchvision's Mask R-CNN weights into a model file.")
    parser.add_argument("checkpoint", help="a .pth file")
    parser.add_argument("-o", "--out", required=True, help="the .safetensors file to write")
    parser.add_argument("--bn-eps", type=float, default=PUBLISHED_EPS,
                        help="0 for the published COCO weights (the default), 1e-5 for models of your own")
    parser.add_argument("--classes", help="names separated by commas, background first; COCO's if there are 91")
    arguments = parser.parse_args()
    try:
        loaded = torch.load(arguments.checkpoint, map_location="cpu", weights_only=True)
        classes = arguments.classes.split(",") if arguments.classes else None
        config = convert(state_of(loaded), arguments.out, arguments.bn_eps, classes)
    except pickle.UnpicklingError:
        sys.exit(f"convert_torchvision: {arguments.checkpoint}: holds more than tensors, or is damaged; save the "
                 "model's state_dict() alone")
    except Exception as error:  # torch.load raises many kinds
        reason = str(error).strip().splitlines() or [type(error).__name__]
        sys.exit(f"convert_torchvision: {arguments.checkpoint}: {reason[0]}")
    print(f"{arguments.out}: written, blocks {config['features']['blocks']}, batch norm eps {arguments.bn_eps:g}")


if __name__ == "__main__":
    main()
