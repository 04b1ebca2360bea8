#!/usr/bin/env python3
"""Runs matterport's Mask R-CNN, image to masks, and writes what every step reads and makes, in the layout of our traces.

    matterport_reference.py random OUT.h5 IMAGE [--seed N] [--blocks 3,4,23,3] [--base 64] ... [--set KEY=VALUE]
    matterport_reference.py trace WEIGHTS.h5 IMAGE OUT_DIR [--set KEY=VALUE]

The arithmetic is that of the Keras graph and of the NumPy code around it, in its own coordinates: boxes (y1, x1, y2, x2)
in fractions of the padded image with inclusive corners, deltas (dy, dx, dh, dw), pairs of logits. Only the arrays that are
written are brought into the form of our traces (docs/trace.md). `random` makes weights whose batch norms have seen
IMAGE, so that every step has something to do. --set: max_dim, min_dim, anchor_sizes, pre_nms, proposals, confidence, detections
and the other fields of Settings.
"""
import argparse
import ast
import dataclasses
import math
import sys

import numpy as np
import torch
from PIL import Image

import matterport_model
from torchvision_trace import write_trace

KEPT, BELOW_SCORE, CUT_BY_LIMIT, NOT_BEST_CLASS = -1, -3, -4, -5
DELTA_SCALE = np.float32([0.1, 0.1, 0.2, 0.2])
MEAN = np.array([123.7, 116.8, 103.9])


@dataclasses.dataclass
class Settings:
    min_dim: int = 800
    max_dim: int = 1024
    anchor_sizes: tuple = (32, 64, 128, 256, 512)
    anchor_ratios: tuple = (0.5, 1, 2)  # width / height
    pre_nms: int = 6000
    proposals: int = 1000
    proposal_nms: float = 0.7
    confidence: float = 0.7
    detection_nms: float = 0.3
    detections: int = 100
    mask_pool: int = 14
    canonical_size: float = 224


# ---- image -> network input

def bilinear_zero_outside(image, rows, columns):
    """scikit-image's resize of order 1 with cval 0, limited to the range of `image`: (H, W, C) in double."""
    def taps(source, size):
        position = source / size * (np.arange(size) + 0.5) - 0.5
        low = np.floor(position).astype(int)
        return low + 1, position - low  # counted in an image with a ring of zeros

    image = np.asarray(image, np.float64)
    ringed = np.pad(image, ((1, 2), (1, 2), (0, 0)))
    y, wy = taps(image.shape[0], rows)
    x, wx = taps(image.shape[1], columns)
    wy, wx = wy[:, None, None], wx[None, :, None]
    top = ringed[y][:, x] * (1 - wx) + ringed[y][:, x + 1] * wx
    bottom = ringed[y + 1][:, x] * (1 - wx) + ringed[y + 1][:, x + 1] * wx
    return np.clip(top * (1 - wy) + bottom * wy, image.min(), image.max())


def resize_image(pixels, settings):
    """Returns (padded uint8 image, window (y1, x1, y2, x2)) of the mode "square"."""
    height, width = pixels.shape[:2]
    scale = max(1, settings.min_dim / min(height, width))
    if round(max(height, width) * scale) > settings.max_dim:
        scale = settings.max_dim / max(height, width)
    if scale != 1:
        pixels = bilinear_zero_outside(pixels, round(height * scale), round(width * scale)).astype(np.uint8)
    height, width = pixels.shape[:2]
    top, left = (settings.max_dim - height) // 2, (settings.max_dim - width) // 2
    padded = np.zeros((settings.max_dim, settings.max_dim, 3), np.uint8)
    padded[top : top + height, left : left + width] = pixels
    return padded, (top, left, top + height, left + width)


def mold(padded):
    return (padded.astype(np.float32) - MEAN).astype(np.float32)


# ---- boxes

def normalised(boxes, height, width):
    """Pixels, corners exclusive -> fractions, corners inclusive; float32."""
    scale = np.array([height - 1, width - 1] * 2)
    return ((np.asarray(boxes, np.float64) - [0, 0, 1, 1]) / scale).astype(np.float32)


def make_anchors(settings):
    """(A, 4) in fractions, levels (A)."""
    boxes, levels = [], []
    for level, size in enumerate(settings.anchor_sizes, start=2):
        stride = 2**level
        cells = math.ceil(settings.max_dim / stride)
        ratios = np.sqrt(np.array(settings.anchor_ratios, np.float64))
        half = np.stack([size / ratios, size * ratios], axis=1) / 2  # (3, 2) = height, width
        y, x = np.meshgrid(np.arange(cells) * stride, np.arange(cells) * stride, indexing="ij")
        centers = np.stack([y, x], axis=2).reshape(-1, 1, 2)
        boxes.append(np.concatenate([centers - half, centers + half], axis=2).reshape(-1, 4))
        levels.append(np.full(len(boxes[-1]), level))
    return normalised(np.concatenate(boxes), settings.max_dim, settings.max_dim), np.concatenate(levels)


def apply_deltas(boxes, deltas):
    """float32 throughout; deltas (dy, dx, dh, dw) already scaled."""
    half = np.float32(0.5)
    height, width = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    center_y = boxes[:, 0] + half * height + deltas[:, 0] * height
    center_x = boxes[:, 1] + half * width + deltas[:, 1] * width
    height, width = height * np.exp(deltas[:, 2]), width * np.exp(deltas[:, 3])
    y1, x1 = center_y - half * height, center_x - half * width
    return np.stack([y1, x1, y1 + height, x1 + width], axis=1)


def clip(boxes, window):
    y1, x1, y2, x2 = (np.float32(edge) for edge in window)
    return np.stack([np.clip(boxes[:, 0], y1, y2), np.clip(boxes[:, 1], x1, x2),
                     np.clip(boxes[:, 2], y1, y2), np.clip(boxes[:, 3], x1, x2)], axis=1)


def iou_with(box, boxes):
    """TensorFlow's: float32, 0 where an area is not positive."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    height = np.minimum(box[2], boxes[:, 2]) - np.maximum(box[0], boxes[:, 0])
    width = np.minimum(box[3], boxes[:, 3]) - np.maximum(box[1], boxes[:, 1])
    inter = np.maximum(height, 0) * np.maximum(width, 0)
    union = area + areas - inter
    valid = (area > 0) & (areas > 0)
    return np.where(valid, inter / np.where(valid, union, 1), np.float32(0))


def non_max_suppression(boxes, scores, rows, threshold, fate):
    """The rows that survive, best first; equal scores: lower row first. `fate` gets the row that suppresses another."""
    order = rows[np.argsort(-scores[rows], kind="stable")]
    survivors = []
    while len(order):
        best, order = order[0], order[1:]
        survivors.append(best)
        overlaps = iou_with(boxes[best], boxes[order]).astype(np.float64) > threshold
        fate[order[overlaps]] = best
        order = order[~overlaps]
    return np.array(survivors, np.int64)


# ---- proposals, regions, detections

def select_proposals(anchors, foreground, deltas, settings):
    """Step proposals; returns a dictionary of what it makes, boxes in fractions."""
    rows = np.argsort(-foreground, kind="stable")[: settings.pre_nms]
    candidates = clip(apply_deltas(anchors[rows], deltas[rows] * DELTA_SCALE), (0, 0, 1, 1))
    scores = foreground[rows]
    fate = np.full(len(rows), KEPT)
    survivors = non_max_suppression(candidates, scores, np.arange(len(rows)), settings.proposal_nms, fate)
    fate[survivors[settings.proposals :]] = CUT_BY_LIMIT
    kept = survivors[: settings.proposals]
    missing = settings.proposals - len(kept)
    return {"rows": rows, "candidates": candidates, "scores": scores, "fate": fate,
            "kept": np.pad(kept, (0, missing), constant_values=-1),
            "boxes": np.pad(candidates[kept], ((0, missing), (0, 0))), "box_scores": np.pad(scores[kept], (0, missing))}


def roi_levels(boxes, settings):
    """4 + round(log2(sqrt(h w) / (canonical size / sqrt(H W)))), limited to 2..5; log2 is ln x / ln 2."""
    height, width = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    with np.errstate(divide="ignore"):
        relative = np.sqrt(height * width) / np.float32(settings.canonical_size / settings.max_dim)
        level = np.round(np.log(relative) / np.log(np.float32(2)))
    return np.clip(4 + np.where(np.isfinite(level), level, -9), 2, 5).astype(np.int64)


def crop_and_resize(image, boxes, size):
    """TensorFlow's, bilinear, 0 outside: (C, H, W), (N, 4) -> (N, C, size, size), float32."""
    channels, height, width = image.shape
    crops = np.zeros((len(boxes), channels, size, size), np.float32)
    steps = np.arange(size, dtype=np.float32)
    for n, (y1, x1, y2, x2) in enumerate(boxes):
        def axis(low, high, extent):
            last = np.float32(extent - 1)
            if size == 1:
                position = np.float32(0.5) * (low + high) * last + steps
            else:
                position = low * last + steps * ((high - low) * last / np.float32(size - 1))
            inside = (position >= 0) & (position <= last)
            position = np.where(inside, position, np.float32(0))
            low_cell = np.floor(position)
            return inside, low_cell.astype(int), np.ceil(position).astype(int), position - low_cell
        in_y, top, bottom, wy = axis(y1, y2, height)
        in_x, left, right, wx = axis(x1, x2, width)
        upper = image[:, top][:, :, left], image[:, top][:, :, right]
        lower = image[:, bottom][:, :, left], image[:, bottom][:, :, right]
        above = upper[0] + (upper[1] - upper[0]) * wx
        below = lower[0] + (lower[1] - lower[0]) * wx
        crops[n] = np.where(in_y[:, None] & in_x, above + (below - above) * wy[:, None], np.float32(0))
    return crops


def pool(pyramid, boxes, size, settings):
    levels = roi_levels(boxes, settings)
    regions = np.zeros((len(boxes), pyramid[0].shape[0], size, size), np.float32)
    for level in range(2, 6):
        rows = np.where(levels == level)[0]
        regions[rows] = crop_and_resize(pyramid[level - 2], boxes[rows], size)
    return regions, levels


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def select_detections(logits, deltas, proposals, window, settings):
    """Step detections. Candidates are all (proposal, class) pairs so that they can be looked at; one per proposal counts."""
    count, classes = logits.shape
    probabilities = softmax(logits)
    best = probabilities.argmax(axis=1)
    rows, labels = np.repeat(np.arange(count), classes - 1), np.tile(np.arange(1, classes), count)
    boxes = clip(apply_deltas(proposals[rows], deltas[rows, labels] * DELTA_SCALE), window)
    scores = probabilities[rows, labels]
    fate = np.full(len(rows), KEPT)
    if settings.confidence:
        fate[~(scores >= np.float32(settings.confidence))] = BELOW_SCORE
    fate[labels != best[rows]] = NOT_BEST_CLASS
    valid, survivors = np.where(fate == KEPT)[0], []
    for label in np.unique(labels[valid]):
        survivors.append(non_max_suppression(boxes, scores, valid[labels[valid] == label], settings.detection_nms, fate))
    survivors = np.sort(np.concatenate(survivors)) if survivors else np.zeros(0, np.int64)
    survivors = survivors[np.argsort(-scores[survivors], kind="stable")]
    fate[survivors[settings.detections :]] = CUT_BY_LIMIT
    kept = survivors[: settings.detections]
    return {"probabilities": probabilities, "pairs": np.stack([rows, labels], axis=1), "candidates": boxes,
            "scores": scores, "fate": fate, "boxes": boxes[kept], "box_scores": scores[kept], "labels": labels[kept],
            "proposals": rows[kept]}


# ---- masks

def unmold(boxes, masks, window, original):
    """Boxes in whole pixels of the image (D, 4) and masks (D, H0, W0)."""
    height, width = original
    wy1, wx1, wy2, wx2 = (np.float32(edge) for edge in window)
    shift = np.array([wy1, wx1, wy1, wx1])
    boxes = (boxes - shift) / np.array([wy2 - wy1, wx2 - wx1] * 2)
    boxes = np.around(boxes * np.array([height - 1, width - 1] * 2) + [0, 0, 1, 1]).astype(np.int32)
    full = np.zeros((len(boxes), height, width), np.uint8)
    for mask, (y1, x1, y2, x2), out in zip(masks, boxes, full):
        if (y2 - y1) * (x2 - x1) > 0:
            out[y1:y2, x1:x2] = bilinear_zero_outside(mask[:, :, None], y2 - y1, x2 - x1)[:, :, 0] >= 0.5
    return boxes, full


# ---- the whole, and the form of our traces

def swapped(boxes):
    """(y, x) pairs <-> (x, y) pairs."""
    return np.ascontiguousarray(boxes[..., [1, 0, 3, 2]])


@torch.no_grad()
def run(network, pixels, settings):
    """Returns {"2_proposals/boxes": tensor, ...}, every array of the nine steps."""
    padded, pixel_window = resize_image(pixels, settings)
    window = normalised(pixel_window, settings.max_dim, settings.max_dim)
    image = torch.from_numpy(mold(padded)).permute(2, 0, 1)[None]
    trace = {"0_image/image": pixels, "0_image/input": image[0],
             "0_image/resized_size": np.array([pixel_window[2] - pixel_window[0], pixel_window[3] - pixel_window[1]]),
             "0_image/original_size": np.array(pixels.shape[:2])}

    def in_frame(boxes):  # fractions of the padded image, stretched to its size
        return swapped(boxes) * np.float32(settings.max_dim)

    residual = network.backbone(image)
    pyramid = [level.float() for level in network.pyramid(residual)]
    trace.update({f"1_features/c{i}": level[0].float() for i, level in enumerate(residual, start=2)})
    trace.update({f"1_features/p{i}": level[0] for i, level in enumerate(pyramid, start=2)})

    logits, deltas = (values.float().numpy() for values in network.rpn(pyramid))
    anchors, levels = make_anchors(settings)
    trace["2_proposals/anchors"], trace["2_proposals/anchor_levels"] = in_frame(anchors), levels
    trace["2_proposals/objectness"], trace["2_proposals/deltas"] = logits[:, 1] - logits[:, 0], swapped(deltas)

    found = select_proposals(anchors, softmax(logits)[:, 1], deltas, settings)
    trace["2_proposals/candidates"] = in_frame(found["candidates"])
    trace["2_proposals/candidate_anchors"] = found["rows"]
    trace["2_proposals/candidate_scores"] = found["scores"]
    trace["2_proposals/candidate_levels"] = levels[found["rows"]]
    trace["2_proposals/suppressed_by"] = found["fate"]
    trace["2_proposals/boxes"] = in_frame(found["boxes"])
    trace["2_proposals/scores"], trace["2_proposals/kept"] = found["box_scores"], found["kept"]

    maps = [level[0].numpy() for level in pyramid]
    regions, levels = pool(maps, found["boxes"], network.shape.pool, settings)
    trace["3_roi_align/levels"], trace["3_roi_align/regions"] = levels, regions
    logits, deltas = (values.float().numpy() for values in network.box_head(torch.from_numpy(regions)))
    trace["4_box_head/class_logits"] = logits
    trace["4_box_head/box_deltas"] = swapped(deltas).reshape(len(deltas), -1)
    found = select_detections(logits, deltas, found["boxes"], window, settings)
    trace["4_box_head/class_probabilities"] = found["probabilities"]
    trace["4_box_head/candidates"] = found["pairs"]
    trace["4_box_head/candidate_boxes"] = in_frame(found["candidates"])
    trace["4_box_head/candidate_scores"] = found["scores"]
    trace["4_box_head/suppressed_by"] = found["fate"]
    trace["4_box_head/boxes"] = in_frame(found["boxes"])
    trace["4_box_head/scores"] = found["box_scores"]
    trace["4_box_head/labels"], trace["4_box_head/proposals"] = found["labels"], found["proposals"]
    trace["5_iou_filter/keep"] = np.ones(len(found["boxes"]), bool)
    for name in ("boxes", "scores", "labels"):
        trace[f"5_iou_filter/{name}"] = trace[f"4_box_head/{name}"]

    regions, _ = pool(maps, found["boxes"], settings.mask_pool, settings)
    logits = network.mask_head(torch.from_numpy(regions))[torch.arange(len(regions)), found["labels"]].float().numpy()
    masks28 = 1 / (1 + np.exp(-logits))
    boxes, masks = unmold(found["boxes"], masks28, window, pixels.shape[:2])
    trace["6_masks/regions"], trace["6_masks/logits"], trace["6_masks/masks28"] = regions, logits, masks28
    trace["6_masks/boxes"] = swapped(boxes).astype(np.float32)
    trace["6_masks/scores"], trace["6_masks/labels"] = found["box_scores"], found["labels"]
    trace["6_masks/masks"] = masks
    return {name: torch.as_tensor(np.asarray(values)) for name, values in trace.items()}


def settings_of(assignments):
    settings = Settings()
    for assignment in assignments:
        key, _, value = assignment.partition("=")
        if key not in vars(settings):
            raise ValueError(f"--set {assignment}: expected one of {', '.join(vars(settings))}")
        setattr(settings, key, ast.literal_eval(value))
    return settings


def read_image_file(path):
    with Image.open(path) as image:
        return np.array(image.convert("RGB"))


def make_random(path, pixels, shape, settings, seed):
    random = np.random.default_rng(seed)
    weights = matterport_model.random_weights(shape, random)
    run(matterport_model.Network(weights, shape, random), pixels, settings)
    matterport_model.write_h5(path, weights, shape)


def make_trace(path, pixels, settings):
    # Sums in double: with float32 on both sides, P6 of the full network was 2.2e-5 of its largest value apart, and
    # it would be unclear whose error it was.
    weights = matterport_model.read_h5(path)
    network = matterport_model.Network(weights, matterport_model.shape_of(weights), dtype=torch.float64)
    return run(network, pixels, settings)


def main():
    parser = argparse.ArgumentParser(description="matterport's Mask R-CNN without TensorFlow, as a trace.")
    commands = parser.add_subparsers(dest="command", required=True)
    random = commands.add_parser("random", help="make a .h5 file of random weights")
    random.add_argument("out")
    random.add_argument("image", help="what the batch norms see")
    random.add_argument("--seed", type=int, default=0)
    for field in dataclasses.fields(matterport_model.Shape):
        random.add_argument(f"--{field.name}", type=ast.literal_eval, default=field.default)
    trace = commands.add_parser("trace", help="run a .h5 file and write every array")
    trace.add_argument("weights")
    trace.add_argument("image")
    trace.add_argument("out", help="folder of the trace; must be empty or not there")
    for command in (random, trace):
        command.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    arguments = parser.parse_args()
    try:
        settings, pixels = settings_of(arguments.set), read_image_file(arguments.image)
        if arguments.command == "random":
            shape = matterport_model.Shape(*(getattr(arguments, field.name)
                                             for field in dataclasses.fields(matterport_model.Shape)))
            make_random(arguments.out, pixels, shape, settings, arguments.seed)
        else:
            result = make_trace(arguments.weights, pixels, settings)
            write_trace(result, arguments.out)
            print(f"{(result['2_proposals/kept'] >= 0).sum()} proposals, {len(result['4_box_head/boxes'])} detections")
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        sys.exit(f"matterport_reference: {error}")


if __name__ == "__main__":
    main()
