"""The network of matterport's Mask R-CNN in torch, on weights in Keras's names and layouts, and their legacy .h5 file.

Semantics are those of TensorFlow 1 and Keras 2: convolutions with bias before each batch norm, strides in the first
1x1, pooling with TensorFlow's 'same' padding, two logits per anchor, crop_and_resize, a convolution as first layer of
the box head. Written from a description of what the network computes.
"""
import dataclasses
import math

import numpy as np
import torch
from torch.nn import functional

BN_EPS = 1e-3
NORM_PARTS = ("gamma:0", "beta:0", "moving_mean:0", "moving_variance:0")


@dataclasses.dataclass
class Shape:
    """Extents of the network; the defaults are the COCO model's."""
    blocks: tuple = (3, 4, 23, 3)
    base: int = 64
    fpn: int = 256
    rpn: int = 512
    pool: int = 7
    hidden: int = 1024
    classes: int = 81
    mask_layers: int = 4
    mask_hidden: int = 256
    anchors: int = 3


def block_letters(count):
    return [chr(ord("a") + i) for i in range(count)]


def layers(shape):
    """[(layer, {part: shape})] in the order of the Keras model; the three layers of `rpn_model` are nested in it."""
    found = []

    def conv(name, side, inputs, outputs):
        found.append((name, {"kernel:0": (side, side, inputs, outputs), "bias:0": (outputs,)}))

    def norm(name, channels):
        found.append((name, {part: (channels,) for part in NORM_PARTS}))

    def dense(name, inputs, outputs):
        found.append((name, {"kernel:0": (inputs, outputs), "bias:0": (outputs,)}))

    conv("conv1", 7, 3, shape.base)
    norm("bn_conv1", shape.base)
    inputs = shape.base
    for stage, count in enumerate(shape.blocks, start=2):
        width = shape.base << (stage - 2)
        for letter in block_letters(count):
            name = f"{stage}{letter}_branch"
            for part, side, outputs in (("2a", 1, width), ("2b", 3, width), ("2c", 1, 4 * width)):
                conv("res" + name + part, side, width if part != "2a" else inputs, outputs)
                norm("bn" + name + part, outputs)
            if letter == "a":
                conv("res" + name + "1", 1, inputs, 4 * width)
                norm("bn" + name + "1", 4 * width)
            inputs = 4 * width
    for level in (5, 4, 3, 2):
        conv(f"fpn_c{level}p{level}", 1, 4 * shape.base << (level - 2), shape.fpn)
    for level in (2, 3, 4, 5):
        conv(f"fpn_p{level}", 3, shape.fpn, shape.fpn)
    conv("rpn_conv_shared", 3, shape.fpn, shape.rpn)
    conv("rpn_class_raw", 1, shape.rpn, 2 * shape.anchors)
    conv("rpn_bbox_pred", 1, shape.rpn, 4 * shape.anchors)
    conv("mrcnn_class_conv1", shape.pool, shape.fpn, shape.hidden)
    norm("mrcnn_class_bn1", shape.hidden)
    conv("mrcnn_class_conv2", 1, shape.hidden, shape.hidden)
    norm("mrcnn_class_bn2", shape.hidden)
    dense("mrcnn_class_logits", shape.hidden, shape.classes)
    dense("mrcnn_bbox_fc", shape.hidden, 4 * shape.classes)
    for i in range(1, shape.mask_layers + 1):
        conv(f"mrcnn_mask_conv{i}", 3, shape.fpn if i == 1 else shape.mask_hidden, shape.mask_hidden)
        norm(f"mrcnn_mask_bn{i}", shape.mask_hidden)
    found.append(("mrcnn_mask_deconv", {"kernel:0": (2, 2, shape.mask_hidden, shape.mask_hidden),
                                        "bias:0": (shape.mask_hidden,)}))
    conv("mrcnn_mask", 1, shape.mask_hidden, shape.classes)
    return found


RPN_LAYERS = ("rpn_conv_shared", "rpn_class_raw", "rpn_bbox_pred")
WEIGHTLESS = ("input_image", "zero_padding2d_1", "activation_1", "max_pooling2d_1", "ROI", "roi_align_classifier",
              "mrcnn_detection", "roi_align_mask")


def write_h5(path, weights, shape, nested=True, root=""):
    """The layout that Keras 2.0's save_weights writes. `root`: "model_weights" gives the one of model.save."""
    import h5py
    groups = {}
    for layer, parts in layers(shape):
        group = "rpn_model" if nested and layer in RPN_LAYERS else layer
        groups.setdefault(group, []).extend((f"{layer}/{part}", weights[f"{layer}/{part}"]) for part in parts)
    with h5py.File(path, "w", libver="earliest") as file:
        top = file.create_group(root) if root else file
        names = [*groups, *WEIGHTLESS]
        top.attrs["layer_names"] = np.array([name.encode() for name in names])
        top.attrs["backend"] = np.bytes_(b"tensorflow")
        top.attrs["keras_version"] = np.bytes_(b"2.0.8")
        for name in names:
            group = top.create_group(name)
            arrays = groups.get(name, [])
            group.attrs["weight_names"] = np.array([key.encode() for key, _ in arrays], dtype="S")
            for key, values in arrays:
                group.create_dataset(key, data=np.ascontiguousarray(values, np.float32))


def read_h5(path):
    """{"conv1/kernel:0": float32 array, ...}, by the names that the file lists."""
    import h5py
    weights = {}
    with h5py.File(path, "r") as file:
        top = file["model_weights"] if "layer_names" not in file.attrs else file
        for layer in top.attrs["layer_names"]:
            group = top[layer.decode()]
            for name in group.attrs["weight_names"]:
                weights[name.decode()] = np.asarray(group[name.decode()], np.float32)
    return weights


def shape_of(weights):
    """Reads the extents off the arrays."""
    def outputs(layer):
        return weights[layer + "/kernel:0"].shape[-1]
    blocks = tuple(sum(f"res{stage}{letter}_branch2a/kernel:0" in weights for letter in block_letters(26))
                   for stage in (2, 3, 4, 5))
    return Shape(blocks, outputs("conv1"), outputs("fpn_c5p5"), outputs("rpn_conv_shared"),
                 weights["mrcnn_class_conv1/kernel:0"].shape[0], outputs("mrcnn_class_conv1"),
                 outputs("mrcnn_class_logits"),
                 sum(f"mrcnn_mask_conv{i}/kernel:0" in weights for i in range(1, 65)), outputs("mrcnn_mask_conv1"),
                 outputs("rpn_bbox_pred") // 4)


def same_padding(size, kernel, stride):
    """TensorFlow's 'same': (before, after)."""
    total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


class Network:
    """The layers, on maps (N, C, H, W), computed in `dtype`. With `random`, a generator, weights are made up on the way:
    each batch norm gets the statistics of what it sees, and the last layers answers of a useful size, as training would
    leave them."""

    def __init__(self, weights, shape, random=None, dtype=torch.float32):
        self.weights, self.shape, self.random, self.dtype = weights, shape, random, dtype

    def tensor(self, key):
        return torch.from_numpy(self.weights[key]).to(self.dtype)

    def conv(self, x, layer, stride=1, padding=0):
        kernel = self.tensor(layer + "/kernel:0").permute(3, 2, 0, 1)
        return functional.conv2d(x.to(self.dtype), kernel, self.tensor(layer + "/bias:0"), stride, padding)

    def norm(self, x, layer):
        if self.random is not None:
            self._learn_norm(x, layer)
        gamma, beta, mean, variance = (self.tensor(f"{layer}/{part}").reshape(1, -1, 1, 1) for part in NORM_PARTS)
        return (x - mean) / torch.sqrt(variance + BN_EPS) * gamma + beta

    def _learn_norm(self, x, layer):
        channels = x.transpose(0, 1).flatten(1)
        noise = self.random.uniform(0.9, 1.1, (2, len(channels)))
        self.weights[layer + "/moving_mean:0"] = (channels.mean(1).numpy() * noise[0]).astype(np.float32)
        variance = channels.var(1, correction=0).numpy() * noise[1] + 1e-4
        self.weights[layer + "/moving_variance:0"] = variance.astype(np.float32)

    def answers(self, compute, layer, deviation):
        """A last layer, compute() -> (..., outputs); made up weights are shifted to mean 0 and scaled to `deviation`."""
        if self.random is not None:
            values = compute().flatten(0, -2)
            spread = values.std(0).clamp(min=1e-3)
            gain = (torch.as_tensor(deviation, dtype=torch.float32).repeat(len(spread))[: len(spread)] / spread).numpy()
            self.weights[layer + "/kernel:0"] = self.weights[layer + "/kernel:0"] * gain
            bias = (self.weights[layer + "/bias:0"] - values.mean(0).numpy()) * gain
            self.weights[layer + "/bias:0"] = bias.astype(np.float32)
        return compute()

    def _block(self, x, name, stride, is_first):
        y = functional.relu(self.norm(self.conv(x, f"res{name}2a", stride), f"bn{name}2a"))
        y = functional.relu(self.norm(self.conv(y, f"res{name}2b", padding=1), f"bn{name}2b"))
        y = self.norm(self.conv(y, f"res{name}2c"), f"bn{name}2c")
        shortcut = self.norm(self.conv(x, f"res{name}1", stride), f"bn{name}1") if is_first else x
        return functional.relu(y + shortcut)

    def backbone(self, image):
        """C2..C5 of an image (1, 3, H, W)."""
        x = functional.relu(self.norm(self.conv(image, "conv1", 2, 3), "bn_conv1"))
        rows, columns = (same_padding(size, 3, 2) for size in x.shape[2:])
        x = functional.max_pool2d(functional.pad(x, (*columns, *rows), value=-math.inf), 3, 2)
        maps = []
        for stage, count in enumerate(self.shape.blocks, start=2):
            for i, letter in enumerate(block_letters(count)):
                x = self._block(x, f"{stage}{letter}_branch", 2 if stage > 2 and i == 0 else 1, i == 0)
            maps.append(x)
        return maps

    def pyramid(self, maps):
        """P2..P6."""
        merged = [self.conv(maps[3], "fpn_c5p5")]
        for level in (4, 3, 2):
            upsampled = merged[0].repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
            merged.insert(0, upsampled + self.conv(maps[level - 2], f"fpn_c{level}p{level}"))
        levels = [self.conv(level, f"fpn_p{i}", padding=1) for i, level in enumerate(merged, start=2)]
        return [*levels, levels[-1][:, :, ::2, ::2]]

    def rpn(self, pyramid):
        """Pairs (bg, fg) of logits (A, 2) and deltas (A, 4) = (dy, dx, dh, dw); order: level, row, column, anchor."""
        shared = [functional.relu(self.conv(level, "rpn_conv_shared", padding=1)) for level in pyramid]

        def of(layer):
            return torch.cat([self.conv(level, layer).permute(0, 2, 3, 1).reshape(-1, self.width(layer))
                              for level in shared])
        logits = self.answers(lambda: of("rpn_class_raw"), "rpn_class_raw", [1.5])
        deltas = self.answers(lambda: of("rpn_bbox_pred"), "rpn_bbox_pred", [1.0])
        return logits.reshape(-1, 2), deltas.reshape(-1, 4)

    def width(self, layer):
        return self.weights[layer + "/bias:0"].shape[0]

    def _dense(self, x, layer):
        return x @ self.tensor(layer + "/kernel:0") + self.tensor(layer + "/bias:0")

    def box_head(self, regions):
        """Class logits (R, K) and deltas (R, K, 4) = (dy, dx, dh, dw) of regions (R, C, 7, 7)."""
        x = functional.relu(self.norm(self.conv(regions, "mrcnn_class_conv1"), "mrcnn_class_bn1"))
        x = functional.relu(self.norm(self.conv(x, "mrcnn_class_conv2"), "mrcnn_class_bn2"))[:, :, 0, 0]
        logits = self.answers(lambda: self._dense(x, "mrcnn_class_logits"), "mrcnn_class_logits", [4.0])
        deltas = self.answers(lambda: self._dense(x, "mrcnn_bbox_fc"), "mrcnn_bbox_fc", [1.0])
        return logits, deltas.reshape(len(x), -1, 4)

    def mask_head(self, regions):
        """Mask logits (D, K, 28, 28) of regions (D, C, 14, 14)."""
        x = regions
        for i in range(1, self.shape.mask_layers + 1):
            x = functional.relu(self.norm(self.conv(x, f"mrcnn_mask_conv{i}", padding=1), f"mrcnn_mask_bn{i}"))
        kernel = self.tensor("mrcnn_mask_deconv/kernel:0").permute(3, 2, 0, 1)
        x = functional.relu(functional.conv_transpose2d(x, kernel, self.tensor("mrcnn_mask_deconv/bias:0"), 2))
        logits = self.answers(lambda: self.conv(x, "mrcnn_mask").permute(0, 2, 3, 1), "mrcnn_mask", [3.0])
        return logits.permute(0, 3, 1, 2)


def random_weights(shape, random):
    """He's size for kernels, small biases; the batch norms' statistics are learnt by Network(random=...)."""
    weights = {}
    for layer, parts in layers(shape):
        for part, extents in parts.items():
            if part == "kernel:0":
                inputs = extents[-1] if "deconv" in layer else math.prod(extents[:-1])
                values = random.normal(scale=math.sqrt(2 / inputs), size=extents)
            elif part == "gamma:0":
                values = random.uniform(0.7, 1.3, extents) * (0.4 if layer.endswith("branch2c") else 1.0)
            elif part == "moving_variance:0":
                values = np.ones(extents)
            else:
                values = random.normal(scale=0.1, size=extents)
            weights[f"{layer}/{part}"] = values.astype(np.float32)
    return weights
