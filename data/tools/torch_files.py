#!/usr/bin/env python3
"""Remakes tests/import/torch: one tiny state_dict, saved in the ways people save theirs.

    torch_files.py tests/import/torch

Needs torch. The tensors count upwards from 0, so that a test knows every value: a plain one, a transposed view,
a view from the middle of a longer storage, and a counter of whole numbers.
"""
import argparse
import collections
import pathlib
import sys

import torch

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
        "no_tensors.pth": {"epoch": 3, "args": argparse.Namespace(lr=0.1)},
    }


def main(folder):
    for name, value in files().items():
        torch.save(value, folder / name)
    torch.save(state(), folder / "legacy.pth", _use_new_zipfile_serialization=False)
    torch.save({"model": with_prefix("module."), "epoch": 3}, folder / "legacy_checkpoint.pth",
               _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), folder / "script.pth")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
