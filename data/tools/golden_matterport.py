#!/usr/bin/env python3
"""Makes tests/golden/matterport: a small Keras file of matterport's layout and the trace of matterport_reference.py.

    golden_matterport.py [OUT_DIR]       needs torch and h5py

The seed is the first one for which every kind of thing happens and no decision is closer to its threshold than 2e-5.
"""
import os
import shutil
import sys

import numpy as np
import torch
from PIL import Image

import golden_net
import matterport_model
import matterport_reference as reference
from torchvision_trace import write_trace

DEFAULT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "golden", "matterport")
SHAPE = matterport_model.Shape(blocks=(1, 1, 2, 1), base=2, fpn=6, rpn=8, hidden=12, classes=4, mask_layers=2,
                               mask_hidden=6)
SETTINGS = reference.Settings(min_dim=40, max_dim=64, anchor_sizes=(16, 24, 32, 40, 48), pre_nms=40, proposals=34,
                              confidence=0.6, detections=4, canonical_size=32)


def gap(values):
    values = np.abs(np.asarray(values, np.float64))
    return values.min() if values.size else np.inf


def order_gap(scores):
    return gap(np.diff(np.sort(scores)))


def iou_gap(boxes, groups, threshold):
    gaps = [gap(reference.iou_with(box, boxes[i + 1 :])[groups[i + 1 :] == groups[i]] - threshold)
            for i, box in enumerate(boxes)]
    return min(gaps, default=np.inf)


def margins(trace):
    """How close each decision of the run is to falling the other way."""
    t = {name: values.numpy() for name, values in trace.items()}
    objectness, candidates = t["2_proposals/objectness"], t["2_proposals/candidates"]
    probabilities, head = t["4_box_head/class_probabilities"], t["4_box_head/candidate_boxes"]
    valid = t["4_box_head/suppressed_by"] != reference.NOT_BEST_CLASS
    judged = valid & (t["4_box_head/suppressed_by"] != reference.BELOW_SCORE)
    boxes = t["2_proposals/boxes"][t["2_proposals/kept"] >= 0]
    boxes = np.concatenate([boxes, t["5_iou_filter/boxes"]])
    sides = np.sqrt((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))
    rows, columns = t["0_image/original_size"]
    resized = t["0_image/resized_size"]
    offset = (SETTINGS.max_dim - resized) // 2
    window = reference.normalised([*offset, *(offset + resized)], SETTINGS.max_dim, SETTINGS.max_dim)
    fractions = t["5_iou_filter/boxes"][:, [1, 0, 3, 2]] / SETTINGS.max_dim
    edges = (fractions - window[[0, 1, 0, 1]]) / np.tile(window[2:] - window[:2], 2)
    edges = edges * np.tile([rows - 1, columns - 1], 2)
    soft = [reference.bilinear_zero_outside(mask[:, :, None], y2 - y1, x2 - x1)
            for mask, (x1, y1, x2, y2) in zip(t["6_masks/masks28"], t["6_masks/boxes"].astype(int))]
    top = np.sort(probabilities, axis=1)
    return {
        "order of logits": order_gap(np.sort(objectness)[-SETTINGS.pre_nms - 1 :]),
        "order of proposals": order_gap(t["2_proposals/candidate_scores"]),
        "IoU of proposals": iou_gap(candidates, np.zeros(len(candidates)), SETTINGS.proposal_nms),
        "level": gap(sides[:, None] - SETTINGS.canonical_size * 2.0 ** np.array([-1.5, -0.5, 0.5])),
        "best class": gap(top[:, -1] - top[:, -2]),
        "score": gap(t["4_box_head/candidate_scores"][valid] - SETTINGS.confidence),
        "order of detections": order_gap(t["4_box_head/candidate_scores"][judged]),
        "IoU of detections": iou_gap(head[judged], t["4_box_head/candidates"][judged, 1], SETTINGS.detection_nms),
        "whole pixels": gap(edges - np.floor(edges) - 0.5),
        "mask": min(gap(mask - 0.5) for mask in soft) if soft else np.inf,
    }


def is_rich(trace):
    first, second = trace["2_proposals/suppressed_by"], trace["4_box_head/suppressed_by"]
    kinds = (first >= 0).any() and (second >= 0).any() and (trace["2_proposals/kept"] == -1).any()
    kinds = kinds and all((second == fate).any() for fate in (-5, -3, -1))
    masks = trace["6_masks/masks"].float().mean(dim=(1, 2))
    return bool(kinds and len(torch.unique(trace["3_roi_align/levels"])) >= 2 and len(masks) >= 3
                and len(torch.unique(trace["4_box_head/labels"])) >= 2 and (masks > 0).all())


def make(folder):
    os.makedirs(folder)
    weights_path, image_path = os.path.join(folder, "weights.h5"), os.path.join(folder, "image.png")
    for seed in range(2000):
        pixels = golden_net.draw(np.random.default_rng(seed))
        reference.make_random(weights_path, pixels, SHAPE, SETTINGS, seed)
        trace = reference.make_trace(weights_path, pixels, SETTINGS)
        if is_rich(trace) and min(margins(trace).values()) > 2e-5:
            Image.fromarray(pixels).save(image_path, optimize=True)
            write_trace(trace, os.path.join(folder, "trace"))
            return seed, margins(trace)
    raise AssertionError("no seed gives a net that sees enough")


def main():
    if len(sys.argv) > 2 or sys.argv[1:2] in (["-h"], ["--help"]):
        sys.exit(__doc__)
    folder = os.path.normpath(sys.argv[1] if len(sys.argv) == 2 else DEFAULT)
    torch.set_num_threads(1)
    temporary = f"{folder}.tmp-{os.getpid()}"
    try:
        seed, closest = make(temporary)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    print(f"seed {seed}; closest decisions:")
    for what, margin in sorted(closest.items(), key=lambda item: item[1]):
        print(f"  {margin:.1e}  {what}")


if __name__ == "__main__":
    main()
