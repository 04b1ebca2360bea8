#!/usr/bin/env python3
"""Makes the .h5 files of tests/cli/h5, all but one of which are wrong or mean harm; see the README there. Needs h5py.

    hostile_h5.py [OUT_DIR]
"""
import os
import sys

import h5py
import numpy as np

import matterport_model

DEFAULT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "cli", "h5")
SHAPE = matterport_model.Shape(blocks=(1, 1, 1, 1), base=1, fpn=2, rpn=2, pool=3, hidden=2, classes=5, mask_layers=1,
                               mask_hidden=2)
KERNEL = "conv1/conv1/kernel:0"


def small_weights():
    return matterport_model.random_weights(SHAPE, np.random.default_rng(0))


def saved_model(file):
    """As model.save() writes it, in the compact form of newer libraries, packed with gzip: this one is right."""
    top = file.create_group("model_weights")
    for layer, parts in matterport_model.layers(SHAPE):
        for part in parts:
            values = WEIGHTS[f"{layer}/{part}"]
            top.create_dataset(f"{layer}/{layer}/{part}", data=values, compression="gzip", shuffle=True)


def external_link(file):
    file["conv1"] = h5py.ExternalLink("/etc/passwd", "/")


def soft_link(file):
    file["conv1"] = h5py.SoftLink("/elsewhere")


def external_storage(file):
    file.create_dataset(KERNEL, (7, 7, 3, 1), "<f4", external=[("/etc/passwd", 0, 588)])


def virtual_dataset(file):
    layout = h5py.VirtualLayout((7, 7, 3, 1), "<f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (7, 7, 3, 1))
    file.create_virtual_dataset(KERNEL, layout)


def shape_bomb(file):
    """2^38 values that were never written."""
    file.create_dataset(KERNEL, (1 << 16, 1 << 16, 1 << 6, 1), "<f4")


def gzip_bomb(file):
    """The same, said to be packed into one small chunk."""
    file.create_dataset(KERNEL, (1 << 10, 1 << 10, 1 << 6, 1), "<f4", chunks=(1 << 10, 16, 1 << 6, 1),
                        compression="gzip")
    file[KERNEL][0, 0, 0, 0] = 1


def huge_chunk(file):
    file.create_dataset(KERNEL, (7, 7, 3, 1), "<f4", maxshape=(None,) * 4, chunks=(1 << 10, 1 << 10, 1 << 9, 1))


def other_filter(file):
    file.create_dataset(KERNEL, data=np.zeros((7, 7, 3, 1), "<f4"), compression="lzf")


def other_type(file):
    file.create_dataset(KERNEL, data=np.zeros((7, 7, 3, 1), "<f8"))


def text_dataset(file):
    file.create_dataset(KERNEL, data=np.array([b"words"]))


def deep_groups(file):
    file.create_group("/".join("d" * 20))


def cycle(file):
    """A group that holds itself, under two names."""
    group = file.create_group("group")
    group["a"], group["b"] = group, group


def another_network(file):
    file.create_dataset("dense_1/dense_1/kernel:0", data=np.zeros((4, 4), "<f4"))


def one_wrong_shape(file):
    saved_model(file)
    del file["model_weights/mrcnn_mask/mrcnn_mask/kernel:0"]
    file.create_dataset("model_weights/mrcnn_mask/mrcnn_mask/kernel:0", data=np.zeros((1, 1, 2, 4), "<f4"))


MAKERS = (saved_model, external_link, soft_link, external_storage, virtual_dataset, shape_bomb, gzip_bomb, huge_chunk,
          other_filter, other_type, text_dataset, deep_groups, cycle, another_network, one_wrong_shape)
WEIGHTS = small_weights()


def main():
    folder = sys.argv[1] if len(sys.argv) == 2 else DEFAULT
    os.makedirs(folder, exist_ok=True)
    for maker in MAKERS:
        with h5py.File(os.path.join(folder, maker.__name__ + ".h5"), "w", libver=("v110", "v110")) as file:
            maker(file)


if __name__ == "__main__":
    main()
