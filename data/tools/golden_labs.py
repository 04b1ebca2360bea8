"""Makes the golden arrays of docs/labs with torchvision 0.14: /usr/bin/python3 data/tools/golden_labs.py

No decision in them is close to its threshold, so any correct program agrees.
"""
import pathlib

import numpy as np
import torch
import torchvision
from torchvision.models.detection import roi_heads
from torchvision.models.detection._utils import BoxCoder
from torchvision.models.detection.rpn import RegionProposalNetwork
from torchvision.ops import boxes as box_ops

LABS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "labs"


def write(lab, **arrays):
    for name, array in arrays.items():
        array = np.asarray(array)
        kind = np.float32 if array.dtype.kind == "f" else np.int32
        np.save(LABS / lab / f"golden_{name}.npy", np.ascontiguousarray(array.astype(kind)))


def some_boxes(random, count, height, width, smallest=1.0):
    corners = random.uniform(-0.1, 0.8, (count, 2)) * (width, height)
    sides = smallest + random.uniform(0.0, 0.5, (count, 2)) * (width, height)
    return torch.from_numpy(np.concatenate([corners, corners + sides], axis=1).astype(np.float32))


def overlap(random):
    a, b = some_boxes(random, 6, 30, 40), some_boxes(random, 5, 30, 40)
    write("1_overlap", a=a, b=b, iou=box_ops.box_iou(a, b))


def box_coder(random):
    boxes, targets = some_boxes(random, 8, 80, 120), some_boxes(random, 8, 80, 120)
    deltas = torch.from_numpy((random.normal(size=(8, 4)) * (2, 2, 3, 3)).astype(np.float32))
    deltas[0, 2] = 30  # beyond the limit, divided by 5 too
    coder = BoxCoder((10.0, 10.0, 5.0, 5.0))
    write("3_box_coder", boxes=boxes, targets=targets, deltas=deltas, encoded=coder.encode_single(targets, boxes),
          decoded=box_ops.clip_boxes_to_image(coder.decode(deltas, [boxes]).reshape(-1, 4), (70, 100)))


def nms(random):
    boxes = some_boxes(random, 30, 40, 50, smallest=12)
    scores = torch.from_numpy(random.permutation(30).astype(np.float32) / 30)
    groups = torch.from_numpy(random.integers(0, 2, 30))
    keep = [int(row) for group in (0, 1) for row in torch.nonzero(groups == group)[:, 0][
        box_ops.nms(boxes[groups == group], scores[groups == group], 0.4)]]
    write("4_nms", boxes=boxes, scores=scores, groups=groups, keep=sorted(keep, key=lambda row: -scores[row]))

    anchors, deltas = some_boxes(random, 24, 50, 70, smallest=9), random.normal(size=(24, 4)).astype(np.float32) / 5
    logits = torch.from_numpy((random.permutation(24) / 4 - 3).astype(np.float32))
    rpn = RegionProposalNetwork(None, None, 0.7, 0.3, 256, 0.5, dict(training=5, testing=5),
                                dict(training=6, testing=6), 0.5).eval()
    decoded = rpn.box_coder.decode(torch.from_numpy(deltas), [anchors]).reshape(1, -1, 4)
    result, scores = rpn.filter_proposals(decoded, logits[None], [(50, 70)], [12, 8, 4])
    write("4_nms", anchors=anchors, deltas=deltas, objectness=logits, levels=np.repeat([2, 3, 4], [12, 8, 4]),
          proposals=result[0], proposal_scores=scores[0])


def roi_align(random):
    features = torch.from_numpy(random.normal(size=(3, 6, 9)).astype(np.float32))
    boxes = torch.cat([some_boxes(random, 5, 24, 36), torch.tensor([[-9.0, -7, 14, 12], [30, 20, 47, 33]])])
    rois = torch.cat([torch.zeros(len(boxes), 1), boxes], dim=1)
    write("7_roi_align", features=features, boxes=boxes,
          regions=torchvision.ops.roi_align(features[None], rois, (3, 3), 0.25, 2, False))


def paste(random):
    masks = torch.from_numpy(random.uniform(0, 1, (4, 4, 4)).astype(np.float32))
    boxes = torch.tensor([[2.3, 1.4, 9.1, 8.7], [-3.2, 4.6, 5.4, 16.3], [8.2, -2.7, 19.4, 3.1], [5.1, 5.2, 5.8, 6.1]])
    write("9_paste", masks=masks, boxes=boxes, pasted=roi_heads.paste_masks_in_image(masks[:, None], boxes, (12, 15))[:, 0])


if __name__ == "__main__":
    torch.set_num_threads(1)
    for make in (overlap, box_coder, nms, roi_align, paste):
        make(np.random.default_rng(16))
