#!/usr/bin/env python3
"""Remakes tests/import/torch: one tiny state_dict, saved in the ways people save theirs, and a tiny Mask R-CNN.

    torch_files.py tests/import/torch

Needs torch and torchvision. The tensors count upwards from 0, so that a test knows every value: a plain one, a transposed view,
a view from the middle of a longer storage, and a counter of whole numbers.
"""
import argparse
import collections
import json
import pathlib
import pickle
import re
import sys

import numpy
import torch

import torchvision_model

MARKER = "backbone.body.conv1.weight"


def state():
    long = torch.arange(30, dtype=torch.float32)
    return collections.OrderedDict([
        (MARKER, torch.arange(12, dtype=torch.float32).reshape(2, 3, 2)),
        ("transposed", torch.arange(6, dtype=torch.float32).reshape(2, 3).t()),
        ("middle", long[10:16].reshape(2, 3)),
        ("scalar", torch.tensor(0.5)),
        ("bn.num_batches_tracked", torch.tensor(7)),
    ])


class Net(torch.nn.Module):
    """A module whose state_dict has the marker, nested like torchvision's."""

    def __init__(self):
        super().__init__()
        self.backbone = torch.nn.Module()
        self.backbone.body = torch.nn.Module()
        self.backbone.body.conv1 = torch.nn.Conv2d(1, 2, 1)
        self.backbone.body.bn1 = torch.nn.BatchNorm2d(2)
        with torch.no_grad():
            self.backbone.body.conv1.weight.copy_(torch.tensor([1.0, 2.0]).reshape(2, 1, 1, 1))


def with_prefix(prefix):
    return collections.OrderedDict((prefix + name, value) for name, value in state().items())


def narrow_net():
    """A Mask R-CNN of one channel, of 3 classes, none of whose parameters has torchvision's default."""
    torch.manual_seed(0)
    config = torchvision_model.complete_config(json.dumps({
        "classes": ["background", "cat", "dog"],
        "image": {"min_size": 64, "max_size": 96, "mean": [0.5, 0.4, 0.3], "std": [0.2, 0.2, 0.25]},
        "features": {"blocks": [1, 1, 1, 1], "base_channels": 1, "fpn_channels": 2, "bn_eps": 0.002},
        "proposals": {"anchor_sizes": [8, 16, 24, 32, 40], "post_nms_top_n": 30},
        "box_head": {"hidden": 2, "score_threshold": 0.1, "detections_per_image": 7},
        "masks": {"layers": 1, "hidden": 2}}))
    return torchvision_model.build(config)


DETECTRON2_NAMES = [(r"backbone\.body\.conv1", "backbone.bottom_up.stem.conv1"),
                    (r"backbone\.body\.bn1", "backbone.bottom_up.stem.conv1.norm"),
                    (r"backbone\.body\.layer(\d)\.(\d)\.conv", lambda m: f"backbone.bottom_up.res{int(m[1]) + 1}.{m[2]}.conv"),
                    (r"backbone\.body\.layer(\d)\.(\d)\.bn(\d)",
                     lambda m: f"backbone.bottom_up.res{int(m[1]) + 1}.{m[2]}.conv{m[3]}.norm"),
                    (r"backbone\.body\.layer(\d)\.(\d)\.downsample\.0",
                     lambda m: f"backbone.bottom_up.res{int(m[1]) + 1}.{m[2]}.shortcut"),
                    (r"backbone\.body\.layer(\d)\.(\d)\.downsample\.1",
                     lambda m: f"backbone.bottom_up.res{int(m[1]) + 1}.{m[2]}.shortcut.norm"),
                    (r"backbone\.fpn\.inner_blocks\.(\d)\.0", lambda m: f"backbone.fpn_lateral{int(m[1]) + 2}"),
                    (r"backbone\.fpn\.layer_blocks\.(\d)\.0", lambda m: f"backbone.fpn_output{int(m[1]) + 2}"),
                    (r"rpn\.head\.conv\.0\.0", "proposal_generator.rpn_head.conv"),
                    (r"rpn\.head\.cls_logits", "proposal_generator.rpn_head.objectness_logits"),
                    (r"rpn\.head\.bbox_pred", "proposal_generator.rpn_head.anchor_deltas"),
                    (r"roi_heads\.box_head\.fc6", "roi_heads.box_head.fc1"),
                    (r"roi_heads\.box_head\.fc7", "roi_heads.box_head.fc2"),
                    (r"roi_heads\.mask_head\.(\d)\.0", lambda m: f"roi_heads.mask_head.mask_fcn{int(m[1]) + 1}"),
                    (r"roi_heads\.mask_predictor\.conv5_mask", "roi_heads.mask_head.deconv"),
                    (r"roi_heads\.mask_predictor\.mask_fcn_logits", "roi_heads.mask_head.predictor")]


def detectron2_state(net):
    """The arrays of a torchvision net as detectron2 has them: its names, background last or left out."""
    state = {}
    for name, value in net.state_dict().items():
        array = value.numpy()
        if "cls_score" in name:
            array = numpy.roll(array, -1, axis=0)
        elif "box_predictor.bbox_pred" in name:
            array = array[4:]
        elif "mask_fcn_logits" in name:
            array = array[1:]
        for pattern, new in DETECTRON2_NAMES:
            name = re.sub("^" + pattern, new, name)
        state[name] = array
    state["proposal_generator.anchor_generator.cell_anchors.0"] = numpy.zeros((3, 4), numpy.float32)
    return state


def converted(dtype):
    return {name: value.to(dtype) if value.is_floating_point() else value for name, value in state().items()}


def files():
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    return {
        "plain.pth": state(),
        "half.pth": converted(torch.float16),
        "bfloat16.pth": converted(torch.bfloat16),
        "double.pth": converted(torch.float64),
        "checkpoint.pth": {"model": state(), "optimizer": optimizer.state_dict(), "epoch": 3,
                           "args": argparse.Namespace(lr=0.1, path="data", flags=[True, None, 2**80])},
        "nested.pth": {"checkpoint": {"state_dict": state()}},
        "data_parallel.pth": with_prefix("module."),
        "averaged.pth": collections.OrderedDict([("n_averaged", torch.tensor(3)), *with_prefix("module.module.").items()]),
        "lightning.ckpt": {"state_dict": with_prefix("model."), "hyper_parameters": {"lr": 0.1}, "loops": {"fit": {}}},
        "parameters.pth": {name: torch.nn.Parameter(value) for name, value in state().items() if value.is_floating_point()},
        "module.pth": net,
        "two_models.pth": {"model_ema": with_prefix("module."), "model": {"other": torch.zeros(1)}},
        "averaged_beside.pth": {"model": state(), "model_ema": with_prefix("module.")},
        "list.pth": [{"epoch": 3}, state()],
        "compiled.pth": with_prefix("_orig_mod."),
        "no_tensors.pth": {"epoch": 3, "args": argparse.Namespace(lr=0.1)},
    }


def main(folder):
    for name, value in files().items():
        torch.save(value, folder / name)
    torch.save(state(), folder / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save({"model": with_prefix("module."), "epoch": 3}, folder / "legacy_checkpoint.pth",
               _use_new_zipfile_serialization=False)
    arrays = {name: value.numpy() for name, value in state().items()}
    for name, protocol in (("numpy.pkl", 4), ("numpy_protocol2.pkl", 2), ("numpy_protocol5.pkl", 5)):
        (folder / name).write_bytes(pickle.dumps({"model": arrays, "__author__": "torch_files.py"}, protocol=protocol))
    big_endian = {name: array.astype(array.dtype.newbyteorder(">")) for name, array in arrays.items()}
    (folder / "numpy_big_endian.pkl").write_bytes(pickle.dumps({"model": big_endian, "__author__": "torch_files.py"}, protocol=4))
    net = narrow_net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    torch.save({"model": {"module." + name: value.half() for name, value in net.state_dict().items()},
                "optimizer": optimizer.state_dict(), "epoch": 3, "args": argparse.Namespace(lr=0.1)},
               folder / "net.pth")
    (folder / "detectron2.pkl").write_bytes(pickle.dumps({"model": detectron2_state(net), "__author__": "torch_files.py"}))
    torch.save(net.half(), folder / "net_module.pth")
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), folder / "script.pth")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
