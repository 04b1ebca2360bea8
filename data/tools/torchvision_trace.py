#!/usr/bin/env python3
"""Runs torchvision's Mask R-CNN on one image and writes what every step reads and makes, in the layout of our traces.

    torchvision_trace.py MODEL.safetensors IMAGE OUT_DIR [--truth COCO.json]

The arithmetic is torchvision's: its transform, backbone, heads, anchors, box coder, RoIAlign, NMS and paste are called.
Four accidents are taken out, because they say nothing about the arithmetic (docs/torchvision.md): equal scores are
ordered by index, NMS runs once per level or class (no coordinate offsets), RoIAlign's scales are 1/4 to 1/32 (torchvision
guesses them from the first image's rows), and the image is resized with the coordinates of torch 1.13 whatever release is
running.
`suppressed_by`, which torchvision never keeps, is derived from its numbers with its box_iou.
"""
import argparse
import json
import os
import shutil
import sys

import numpy as np
import torch
import torchvision
from PIL import Image
from torch.nn import functional
from torchvision.models.detection import roi_heads, rpn, transform
from torchvision.ops import boxes as box_ops, poolers

import torchvision_model

KEPT, TOO_SMALL, BELOW_SCORE, CUT_BY_LIMIT = -1, -2, -3, -4
LOWEST_LEVEL = 2


def ordered(scores):
    """Rows by descending score, equal scores by row."""
    return torch.sort(scores, descending=True, stable=True)[1]


def grouped_nms(boxes, scores, groups, max_iou, limit, fate):
    """torchvision's NMS inside each group of the rows whose `fate` is KEPT, the union cut at `limit`.

    Returns the kept rows, best first, and completes `fate` (int64): the row that suppresses, or CUT_BY_LIMIT.
    """
    survivors = []
    for group in torch.unique(groups[fate == KEPT]):
        rows = torch.where((groups == group) & (fate == KEPT))[0]
        rows = rows[ordered(scores[rows])]
        kept = torchvision.ops.nms(boxes[rows], scores[rows], max_iou)
        survivors.append(rows[kept])
        lost = torch.ones(len(rows), dtype=torch.bool)
        lost[kept] = False
        if lost.any():
            # The first kept row, in rank order, whose IoU exceeds the threshold; the kernel compares in double.
            overlaps = box_ops.box_iou(boxes[rows[lost]], boxes[rows[kept]]).double() > max_iou
            if not overlaps.any(dim=1).all():
                raise AssertionError("a box that NMS dropped overlaps no box that it kept")
            first = overlaps.to(torch.uint8).argmax(dim=1)
            fate[rows[lost]] = rows[kept[first]]
    kept = torch.sort(torch.cat(survivors))[0] if survivors else torch.zeros(0, dtype=torch.int64)
    kept = kept[ordered(scores[kept])]
    fate[kept[limit:]] = CUT_BY_LIMIT
    return kept[:limit]


def small(boxes, min_size):
    mask = torch.ones(len(boxes), dtype=torch.bool)
    mask[box_ops.remove_small_boxes(boxes, min_size)] = False
    return mask


def read_image_file(path):
    """(H, W, 3) uint8 RGB as stored in the file: no EXIF rotation."""
    with Image.open(path) as image:
        return np.array(image.convert("RGB"))


def preprocess(pixels, transform):
    """Returns torchvision's ImageList of the one image."""
    image = torch.from_numpy(pixels).permute(2, 0, 1).to(torch.float32) / 255
    return transform([image])[0]


def run_rpn_head(model, images, pyramid, trace):
    maps = list(pyramid.values())
    objectness, deltas = model.rpn.head(maps)
    counts = [level[0].numel() for level in objectness]
    objectness, deltas = rpn.concat_box_prediction_layers(objectness, deltas)
    trace["2_proposals/anchors"] = model.rpn.anchor_generator(images, maps)[0]
    trace["2_proposals/anchor_levels"] = torch.cat(
        [torch.full((count,), LOWEST_LEVEL + i) for i, count in enumerate(counts)])
    trace["2_proposals/objectness"] = objectness.flatten()
    trace["2_proposals/deltas"] = deltas


def run_proposals(model, config, resized, trace):
    parameters = config["proposals"]
    objectness, anchor_levels = trace["2_proposals/objectness"], trace["2_proposals/anchor_levels"]
    decoded = model.rpn.box_coder.decode(trace["2_proposals/deltas"], [trace["2_proposals/anchors"]]).reshape(-1, 4)
    best = []
    for level in torch.unique(anchor_levels):
        rows = torch.where(anchor_levels == level)[0]
        best.append(rows[ordered(objectness[rows])[: parameters["pre_nms_top_n"]]])
    rows = torch.cat(best)
    boxes = box_ops.clip_boxes_to_image(decoded[rows], resized)
    scores = torch.sigmoid(objectness[rows])
    fate = torch.full((len(rows),), KEPT)
    fate[small(boxes, parameters["min_size"])] = TOO_SMALL
    kept = grouped_nms(boxes, scores, anchor_levels[rows], parameters["nms_iou"], parameters["post_nms_top_n"], fate)
    trace["2_proposals/candidates"] = boxes
    trace["2_proposals/candidate_anchors"] = rows
    trace["2_proposals/candidate_scores"] = scores
    trace["2_proposals/candidate_levels"] = anchor_levels[rows]
    trace["2_proposals/suppressed_by"] = fate
    trace["2_proposals/boxes"] = boxes[kept]
    trace["2_proposals/scores"] = scores[kept]
    trace["2_proposals/kept"] = kept


def pool(pooler, pyramid, boxes, resized):
    """Returns (regions, levels). The scales are set here: torchvision guesses wrong ones from less than 68 rows."""
    pooler.scales = [1 / 4, 1 / 8, 1 / 16, 1 / 32]
    pooler.map_levels = poolers.initLevelMapper(LOWEST_LEVEL, 5, canonical_scale=pooler.canonical_scale,
                                                canonical_level=pooler.canonical_level)
    regions = pooler(pyramid, [boxes], [resized])
    return regions, pooler.map_levels([boxes]) + LOWEST_LEVEL


def run_detections(model, config, resized, trace):
    parameters = config["box_head"]
    logits, deltas, proposals = (trace[name] for name in
                                 ("4_box_head/class_logits", "4_box_head/box_deltas", "2_proposals/boxes"))
    count, classes = logits.shape
    probabilities = functional.softmax(logits, -1)
    decoded = model.roi_heads.box_coder.decode(deltas, [proposals]).reshape(count, classes, 4)
    boxes = box_ops.clip_boxes_to_image(decoded, resized)[:, 1:].reshape(-1, 4)
    scores = probabilities[:, 1:].reshape(-1)
    labels = torch.arange(1, classes).repeat(count)
    rows = torch.arange(count).repeat_interleave(classes - 1)
    fate = torch.full((len(scores),), KEPT)
    fate[small(boxes, parameters["min_size"])] = TOO_SMALL
    fate[~(scores > parameters["score_threshold"])] = BELOW_SCORE  # tested first, so written last
    kept = grouped_nms(boxes, scores, labels, parameters["nms_iou"], parameters["detections_per_image"], fate)
    trace["4_box_head/class_probabilities"] = probabilities
    trace["4_box_head/candidates"] = torch.stack([rows, labels], dim=1)
    trace["4_box_head/candidate_boxes"] = boxes
    trace["4_box_head/candidate_scores"] = scores
    trace["4_box_head/suppressed_by"] = fate
    trace["4_box_head/boxes"] = boxes[kept]
    trace["4_box_head/scores"] = scores[kept]
    trace["4_box_head/labels"] = labels[kept]
    trace["4_box_head/proposals"] = rows[kept]


def read_truth(path, image_path, classes, original, resized):
    """True boxes of the image in the resized frame, and their labels; crowds are left out."""
    with open(path, encoding="utf-8") as file:
        coco = json.load(file)
    name = os.path.basename(image_path)
    ids = [image["id"] for image in coco["images"] if os.path.basename(image["file_name"]) == name]
    if len(ids) != 1:
        raise ValueError(f"{path}: {len(ids)} images are named {name}, expected 1")
    label_of = {category["id"]: classes.index(category["name"]) for category in coco["categories"]
                if category["name"] in classes}
    objects = [a for a in coco["annotations"] if a["image_id"] == ids[0] and not a.get("iscrowd", 0)]
    boxes = torch.tensor([a["bbox"] for a in objects], dtype=torch.float32).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    labels = torch.tensor([label_of[a["category_id"]] for a in objects], dtype=torch.int64)
    return transform.resize_boxes(boxes, original, resized), labels


def run_iou_filter(config, truth, trace):
    boxes, labels = trace["4_box_head/boxes"], trace["4_box_head/labels"]
    keep = torch.ones(len(boxes), dtype=torch.bool)
    if truth is not None:
        truth_boxes, truth_labels = truth
        iou = box_ops.box_iou(boxes, truth_boxes)
        best_iou, best_truth = torch.zeros(len(boxes)), torch.full((len(boxes),), -1)
        if len(truth_boxes):
            best_iou = iou.max(dim=1)[0]
            first = (iou == best_iou[:, None]).to(torch.uint8).argmax(dim=1)
            best_truth = torch.where(best_iou > 0, first, best_truth)
        matches = torch.zeros(len(boxes), dtype=torch.bool)
        matches[best_truth >= 0] = (truth_labels[best_truth[best_truth >= 0]] == labels[best_truth >= 0])
        keep = (best_truth >= 0) & (best_iou >= config["iou_filter"]["min_iou"])
        trace["5_iou_filter/truth_boxes"], trace["5_iou_filter/truth_labels"] = truth
        trace["5_iou_filter/iou"] = iou
        trace["5_iou_filter/best_iou"] = best_iou
        trace["5_iou_filter/best_truth"] = best_truth
        trace["5_iou_filter/class_matches"] = matches
    trace["5_iou_filter/keep"] = keep
    for name in ("boxes", "scores", "labels"):
        trace[f"5_iou_filter/{name}"] = trace[f"4_box_head/{name}"][keep]


def run_paste(config, original, resized, trace):
    labels = trace["5_iou_filter/labels"]
    masks28 = torch.sigmoid(trace["6_masks/logits"])
    boxes = transform.resize_boxes(trace["5_iou_filter/boxes"], resized, original)
    soft = roi_heads.paste_masks_in_image(masks28[:, None], boxes, original)[:, 0]
    trace["6_masks/masks28"] = masks28
    trace["6_masks/boxes"] = boxes
    trace["6_masks/scores"] = trace["5_iou_filter/scores"]
    trace["6_masks/labels"] = labels
    trace["6_masks/masks"] = soft >= config["masks"]["threshold"]


@torch.no_grad()
def make_trace(model_path, image_path, truth_path=None):
    """Returns {"2_proposals/boxes": tensor, ...}, every array of the nine steps."""
    model, config = torchvision_model.load(model_path)
    pixels = read_image_file(image_path)
    original = tuple(pixels.shape[:2])
    images = preprocess(pixels, model.transform)
    resized = tuple(images.image_sizes[0])
    trace = {"0_image/image": torch.from_numpy(pixels), "0_image/input": images.tensors[0],
             "0_image/resized_size": torch.tensor(resized), "0_image/original_size": torch.tensor(original)}

    residual = model.backbone.body(images.tensors)
    pyramid = model.backbone.fpn(residual)
    trace.update({f"1_features/c{i + 2}": level[0] for i, level in enumerate(residual.values())})
    trace.update({f"1_features/p{i + 2}": level[0] for i, level in enumerate(pyramid.values())})

    run_rpn_head(model, images, pyramid, trace)
    run_proposals(model, config, resized, trace)
    heads = model.roi_heads
    regions, levels = pool(heads.box_roi_pool, pyramid, trace["2_proposals/boxes"], resized)
    trace["3_roi_align/levels"], trace["3_roi_align/regions"] = levels, regions
    trace["4_box_head/class_logits"], trace["4_box_head/box_deltas"] = heads.box_predictor(heads.box_head(regions))
    run_detections(model, config, resized, trace)
    truth = read_truth(truth_path, image_path, config["classes"], original, resized) if truth_path else None
    run_iou_filter(config, truth, trace)

    regions, _ = pool(heads.mask_roi_pool, pyramid, trace["5_iou_filter/boxes"], resized)
    logits = heads.mask_predictor(heads.mask_head(regions))
    trace["6_masks/regions"] = regions
    trace["6_masks/logits"] = logits[torch.arange(len(logits)), trace["5_iou_filter/labels"]]
    run_paste(config, original, resized, trace)
    return trace


def write_trace(trace, folder):
    """One .npy per array; the folder appears only when it is complete."""
    if os.path.isdir(folder) and os.listdir(folder):
        raise ValueError(f"{folder}: is not empty")
    temporary = f"{folder.rstrip('/')}.tmp-{os.getpid()}"
    try:
        for name, tensor in trace.items():
            path = os.path.join(temporary, name + ".npy")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            dtype = {torch.float32: "<f4", torch.int64: "<i4", torch.bool: "|u1", torch.uint8: "|u1"}[tensor.dtype]
            np.save(path, np.ascontiguousarray(tensor.numpy().astype(dtype)))
        os.replace(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description="Writes torchvision's run of a model on an image as a trace.")
    parser.add_argument("model", help="a .safetensors file with mrcnn.config in its metadata")
    parser.add_argument("image")
    parser.add_argument("out", help="folder of the trace; must be empty or not there")
    parser.add_argument("--truth", help="COCO annotations: step iou_filter then judges against them")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    try:
        trace = make_trace(arguments.model, arguments.image, arguments.truth)
        write_trace(trace, arguments.out)
    except (OSError, ValueError, RuntimeError) as error:
        sys.exit(f"torchvision_trace: {error}")
    print(f"torchvision {torchvision.__version__}, torch {torch.__version__}: "
          f"{len(trace['2_proposals/boxes'])} proposals, {len(trace['4_box_head/boxes'])} detections, "
          f"{len(trace['6_masks/boxes'])} masks in {arguments.out}")


if __name__ == "__main__":
    main()
