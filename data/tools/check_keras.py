#!/usr/bin/env python3
"""Holds matterport_model.py and matterport_reference.py against TensorFlow and Keras themselves.

    check_keras.py WEIGHTS.h5 [OUT.h5]      needs tensorflow-cpu 2.15, and torch

Builds the layers of the network in Keras, with matterport's names, the RPN as a separate model and the heads
TimeDistributed; Keras reads the weights by itself. Then the same arrays go through Keras and through our restatement.
TensorFlow's crop_and_resize and non_max_suppression are compared with ours on random boxes. With OUT.h5, Keras writes
the weights again: a file of the layout that `mrcnn model convert` has to read, by the hand of its author.
"""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf
import torch
from tensorflow.keras import layers

import matterport_model
import matterport_reference as reference


def norm(name):
    return layers.BatchNormalization(name=name, epsilon=matterport_model.BN_EPS)


def bottleneck(x, width, name, stride, is_first):
    y = layers.Conv2D(width, 1, strides=stride, name=f"res{name}2a")(x)
    y = layers.ReLU()(norm(f"bn{name}2a")(y))
    y = layers.Conv2D(width, 3, padding="same", name=f"res{name}2b")(y)
    y = layers.ReLU()(norm(f"bn{name}2b")(y))
    y = norm(f"bn{name}2c")(layers.Conv2D(4 * width, 1, name=f"res{name}2c")(y))
    shortcut = x
    if is_first:
        shortcut = norm(f"bn{name}1")(layers.Conv2D(4 * width, 1, strides=stride, name=f"res{name}1")(x))
    return layers.ReLU()(layers.Add()([y, shortcut]))


def backbone(image, shape):
    x = layers.ZeroPadding2D(3)(image)
    x = layers.Conv2D(shape.base, 7, strides=2, name="conv1")(x)
    x = layers.ReLU()(norm("bn_conv1")(x))
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    maps = []
    for stage, count in enumerate(shape.blocks, start=2):
        for i, letter in enumerate(matterport_model.block_letters(count)):
            stride = 2 if stage > 2 and i == 0 else 1
            x = bottleneck(x, shape.base << (stage - 2), f"{stage}{letter}_branch", stride, i == 0)
        maps.append(x)
    return maps


def pyramid(maps, shape):
    merged = [layers.Conv2D(shape.fpn, 1, name="fpn_c5p5")(maps[3])]
    for level in (4, 3, 2):
        lateral = layers.Conv2D(shape.fpn, 1, name=f"fpn_c{level}p{level}")(maps[level - 2])
        merged.insert(0, layers.Add()([layers.UpSampling2D(2)(merged[0]), lateral]))
    outputs = [layers.Conv2D(shape.fpn, 3, padding="same", name=f"fpn_p{level}")(x)
               for level, x in enumerate(merged, start=2)]
    return [*outputs, layers.MaxPooling2D(1, strides=2)(outputs[-1])]


def rpn_model(shape):
    level = layers.Input((None, None, shape.fpn))
    shared = layers.Conv2D(shape.rpn, 3, padding="same", activation="relu", name="rpn_conv_shared")(level)
    logits = layers.Conv2D(2 * shape.anchors, 1, name="rpn_class_raw")(shared)
    deltas = layers.Conv2D(4 * shape.anchors, 1, name="rpn_bbox_pred")(shared)
    return tf.keras.Model(level, [layers.Reshape((-1, 2))(logits), layers.Reshape((-1, 4))(deltas)], name="rpn_model")


def box_head(regions, shape):
    x = layers.TimeDistributed(layers.Conv2D(shape.hidden, shape.pool), name="mrcnn_class_conv1")(regions)
    x = layers.ReLU()(layers.TimeDistributed(norm(None), name="mrcnn_class_bn1")(x))
    x = layers.TimeDistributed(layers.Conv2D(shape.hidden, 1), name="mrcnn_class_conv2")(x)
    x = layers.ReLU()(layers.TimeDistributed(norm(None), name="mrcnn_class_bn2")(x))
    x = layers.Reshape((-1, shape.hidden))(x)
    return [layers.TimeDistributed(layers.Dense(shape.classes), name="mrcnn_class_logits")(x),
            layers.TimeDistributed(layers.Dense(4 * shape.classes), name="mrcnn_bbox_fc")(x)]


def mask_head(regions, shape):
    x = regions
    for i in range(1, shape.mask_layers + 1):
        x = layers.TimeDistributed(layers.Conv2D(shape.mask_hidden, 3, padding="same"), name=f"mrcnn_mask_conv{i}")(x)
        x = layers.ReLU()(layers.TimeDistributed(norm(None), name=f"mrcnn_mask_bn{i}")(x))
    x = layers.TimeDistributed(layers.Conv2DTranspose(shape.mask_hidden, 2, strides=2, activation="relu"),
                               name="mrcnn_mask_deconv")(x)
    return layers.TimeDistributed(layers.Conv2D(shape.classes, 1), name="mrcnn_mask")(x)


def keras_model(shape):
    image = layers.Input((None, None, 3))
    small, large = layers.Input((None, shape.pool, shape.pool, shape.fpn)), layers.Input((None, 14, 14, shape.fpn))
    maps = backbone(image, shape)
    levels = pyramid(maps, shape)
    rpn = rpn_model(shape)
    answers = [rpn(level) for level in levels]
    return tf.keras.Model([image, small, large],
                          [*maps, *levels, layers.Concatenate(axis=1)([a[0] for a in answers]),
                           layers.Concatenate(axis=1)([a[1] for a in answers]), *box_head(small, shape),
                           mask_head(large, shape)])


def first(values):
    """(1, ..., C) of TensorFlow -> (..., C)."""
    return np.asarray(values)[0]


def check_network(path, out):
    weights = matterport_model.read_h5(path)
    shape = matterport_model.shape_of(weights)
    model = keras_model(shape)
    model.load_weights(path, by_name=True)
    random = np.random.default_rng(1)
    image = random.normal(scale=60, size=(1, 128, 128, 3)).astype(np.float32)
    small = random.normal(size=(1, 5, shape.pool, shape.pool, shape.fpn)).astype(np.float32)
    large = random.normal(size=(1, 5, 14, 14, shape.fpn)).astype(np.float32)
    theirs = [first(values) for values in model([image, small, large], training=False)]

    def torch_map(values):  # (N, H, W, C) -> (N, C, H, W)
        return torch.from_numpy(np.ascontiguousarray(values.transpose(0, 3, 1, 2)))

    network = matterport_model.Network(weights, shape)
    with torch.no_grad():
        maps = network.backbone(torch_map(image))
        levels = network.pyramid(maps)
        logits, deltas = network.rpn(levels)
        classes, box_deltas = network.box_head(torch_map(small[0]))
        masks = network.mask_head(torch_map(large[0])).permute(0, 2, 3, 1)
    ours = [values[0].permute(1, 2, 0).numpy() for values in (*maps, *levels)]
    ours += [logits.numpy(), deltas.numpy(), classes.numpy(), box_deltas.flatten(1).numpy(), masks.numpy()]
    names = "C2 C3 C4 C5 P2 P3 P4 P5 P6 rpn-logits rpn-deltas class-logits box-deltas mask-logits".split()
    worst = 0
    for name, a, b in zip(names, theirs, ours):
        error = np.abs(a - b).max() / np.abs(a).max()
        worst = max(worst, error)
        print(f"{name:13} {str(a.shape):18} largest difference {error:.1e} of the largest value")
    if out:
        model.save_weights(out, save_format="h5")
    return worst < 1e-5


def check_crop_and_resize():
    random = np.random.default_rng(2)
    image = random.normal(size=(23, 31, 3)).astype(np.float32)
    boxes = random.uniform(-0.2, 1.2, (500, 4)).astype(np.float32)
    boxes[0] = 0
    boxes[1] = [0, 0, 1, 1]
    worst = 0
    for size in (1, 7, 14):
        theirs = tf.image.crop_and_resize(image[None], boxes, np.zeros(len(boxes), int), (size, size)).numpy()
        ours = reference.crop_and_resize(image.transpose(2, 0, 1), boxes, size).transpose(0, 2, 3, 1)
        worst = max(worst, np.abs(theirs - ours).max())
    print(f"crop_and_resize: largest difference {worst:.1e}")
    return worst < 1e-5


def check_nms():
    random = np.random.default_rng(3)
    for trial in range(50):
        corners = random.uniform(0, 1, (300, 2))
        boxes = np.concatenate([corners, corners + random.uniform(-0.02, 0.4, (300, 2))], axis=1).astype(np.float32)
        boxes[:20] = 0
        scores = np.round(random.uniform(size=300), 2).astype(np.float32)  # many are equal
        threshold = (0.3, 0.5, 0.7)[trial % 3]
        valid = (boxes[:, 2:] >= boxes[:, :2]).all(axis=1)  # TensorFlow swaps reversed corners; B never makes them
        theirs = tf.image.non_max_suppression(boxes[valid], scores[valid], 300, threshold).numpy()
        ours = reference.non_max_suppression(boxes[valid], scores[valid], np.arange(valid.sum()), threshold,
                                             np.zeros(valid.sum(), int))
        if not np.array_equal(theirs, ours):
            print(f"non_max_suppression: trial {trial} differs")
            return False
    print("non_max_suppression: the same rows in the same order in 50 trials")
    return True


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    print(f"tensorflow {tf.__version__}")
    checks = [check_network(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else None), check_crop_and_resize(),
              check_nms()]
    sys.exit(0 if all(checks) else 1)


if __name__ == "__main__":
    main()
