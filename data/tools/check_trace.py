#!/usr/bin/env python3
"""Checks that the arrays of a trace belong together: names, types, shapes, counts, and what indices point at.

    check_trace.py TRACE [--model MODEL.safetensors]

With --model torchvision runs the whole model once more in one call, and the end of the trace must say the same.
Written from the table of docs/trace.md alone, so that it judges the traces of any program. Needs NumPy only.
"""
import argparse
import os
import sys

import numpy as np

LAYOUT = {  # array: dtype, shape; a letter stands for the same number everywhere
    "0_image/image": ("|u1", ("H0", "W0", 3)), "0_image/input": ("<f4", (3, "H", "W")),
    "0_image/resized_size": ("<i4", (2,)), "0_image/original_size": ("<i4", (2,)),
    "2_proposals/anchors": ("<f4", ("A", 4)), "2_proposals/anchor_levels": ("<i4", ("A",)),
    "2_proposals/objectness": ("<f4", ("A",)), "2_proposals/deltas": ("<f4", ("A", 4)),
    "2_proposals/candidates": ("<f4", ("M", 4)), "2_proposals/candidate_anchors": ("<i4", ("M",)),
    "2_proposals/candidate_scores": ("<f4", ("M",)), "2_proposals/candidate_levels": ("<i4", ("M",)),
    "2_proposals/suppressed_by": ("<i4", ("M",)), "2_proposals/boxes": ("<f4", ("R", 4)),
    "2_proposals/scores": ("<f4", ("R",)), "2_proposals/kept": ("<i4", ("R",)),
    "3_roi_align/levels": ("<i4", ("R",)), "3_roi_align/regions": ("<f4", ("R", "C", "S", "S")),
    "4_box_head/class_logits": ("<f4", ("R", "K")), "4_box_head/box_deltas": ("<f4", ("R", "4K")),
    "4_box_head/class_probabilities": ("<f4", ("R", "K")), "4_box_head/candidates": ("<i4", ("N", 2)),
    "4_box_head/candidate_boxes": ("<f4", ("N", 4)), "4_box_head/candidate_scores": ("<f4", ("N",)),
    "4_box_head/suppressed_by": ("<i4", ("N",)), "4_box_head/boxes": ("<f4", ("D", 4)),
    "4_box_head/scores": ("<f4", ("D",)), "4_box_head/labels": ("<i4", ("D",)),
    "4_box_head/proposals": ("<i4", ("D",)),
    "5_iou_filter/keep": ("|u1", ("D",)), "5_iou_filter/boxes": ("<f4", ("D'", 4)),
    "5_iou_filter/scores": ("<f4", ("D'",)), "5_iou_filter/labels": ("<i4", ("D'",)),
    "6_masks/regions": ("<f4", ("D'", "C", "T", "T")), "6_masks/logits": ("<f4", ("D'", "2T", "2T")),
    "6_masks/masks28": ("<f4", ("D'", "2T", "2T")), "6_masks/boxes": ("<f4", ("D'", 4)),
    "6_masks/scores": ("<f4", ("D'",)), "6_masks/labels": ("<i4", ("D'",)),
    "6_masks/masks": ("|u1", ("D'", "H0", "W0")),
}
LAYOUT.update({f"1_features/c{i}": ("<f4", (f"C{i}", f"h{i}", f"w{i}")) for i in range(2, 6)})
LAYOUT.update({f"1_features/p{i}": ("<f4", ("C", f"h{i}", f"w{i}")) for i in range(2, 7)})
EXTRAS = {f"1_features/{kind}{i}": ("<f4", ("C", f"h{i}", f"w{i}"))  # of --dump-all
          for kind, last in (("lateral", 5), ("top_down", 4)) for i in range(2, last + 1)}
WITH_TRUTH = {
    "5_iou_filter/truth_boxes": ("<f4", ("G", 4)), "5_iou_filter/truth_labels": ("<i4", ("G",)),
    "5_iou_filter/iou": ("<f4", ("D", "G")), "5_iou_filter/best_iou": ("<f4", ("D",)),
    "5_iou_filter/best_truth": ("<i4", ("D",)), "5_iou_filter/class_matches": ("|u1", ("D",)),
}
FATES = 4  # -1 kept, -2 too small, -3 below the score, -4 cut by the limit


def check_layout(arrays):
    """Yields what is wrong with names, types and shapes."""
    layout = dict(LAYOUT)
    if "5_iou_filter/truth_boxes" in arrays:
        layout.update(WITH_TRUTH)
    if "1_features/lateral2" in arrays:
        layout.update(EXTRAS)
    sizes = {}
    for name, (dtype, shape) in layout.items():
        if name not in arrays:
            yield f"{name}: missing"
            continue
        array = arrays[name]
        if array.dtype.str != dtype or array.ndim != len(shape):
            yield f"{name}: {array.dtype.str} with {array.ndim} axes, expected {dtype} with {len(shape)}"
            continue
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            yield f"{name}: not finite"
        for axis, (letter, size) in enumerate(zip(shape, array.shape)):
            expected = letter if isinstance(letter, int) else sizes.setdefault(letter, size)
            if size != expected:
                yield f"{name}: axis {axis} ({letter}) is {size}, expected {expected}"
    for many, one, factor in (("4K", "K", 4), ("2T", "T", 2)):
        if sizes.get(many) != factor * sizes.get(one, -1):
            yield f"{many} is {sizes.get(many)} and {one} is {sizes.get(one)}"
    if sizes.get("N") != sizes.get("R", -1) * (sizes.get("K", 0) - 1):
        yield f"N is {sizes.get('N')}, expected R (K - 1) with R = {sizes.get('R')}, K = {sizes.get('K')}"


def check_selection(stage, kept, scores, groups, fate, result):
    """Yields what is wrong with a greedy selection: `fate` of every candidate, `kept` rows, arrays of the result."""
    if sorted(kept) != list(np.flatnonzero(fate == -1)):
        yield f"{stage}: suppressed_by is -1 elsewhere than at the kept rows"
    if list(kept) != sorted(kept, key=lambda row: (-scores[row], row)):
        yield f"{stage}: kept rows are not in descending order of score, then row"
    if fate.min(initial=0) < -FATES or fate.max(initial=-1) >= len(fate):
        yield f"{stage}: suppressed_by points nowhere"
        return
    lost = np.flatnonzero(fate >= 0)
    by = fate[lost]
    if not (groups[lost] == groups[by]).all():
        yield f"{stage}: a candidate is suppressed by one of another group"
    if not np.isin(fate[by], (-1, -4)).all():
        yield f"{stage}: a candidate is suppressed by one that did not survive"
    if not ((scores[by] > scores[lost]) | ((scores[by] == scores[lost]) & (by < lost))).all():
        yield f"{stage}: a candidate is suppressed by one that ranks lower"
    for name, (candidates, chosen) in result.items():
        if not np.array_equal(candidates[kept], chosen):
            yield f"{stage}/{name}: not the rows of the kept candidates"


def check_content(a):
    """Yields contradictions between arrays whose shapes are right."""
    anchors = a["2_proposals/candidate_anchors"]
    levels = a["2_proposals/candidate_levels"]
    logits = a["2_proposals/objectness"][anchors]
    if not np.array_equal(a["2_proposals/anchor_levels"][anchors], levels):
        yield "2_proposals/candidate_levels: not the levels of candidate_anchors"
    order = np.lexsort((anchors, -logits, levels))
    if not np.array_equal(order, np.arange(len(anchors))):
        yield "2_proposals/candidates: not ordered by level, logit, anchor"
    yield from check_selection("2_proposals", a["2_proposals/kept"], a["2_proposals/candidate_scores"], levels,
                               a["2_proposals/suppressed_by"],
                               {"boxes": (a["2_proposals/candidates"], a["2_proposals/boxes"]),
                                "scores": (a["2_proposals/candidate_scores"], a["2_proposals/scores"])})
    count, classes = a["4_box_head/class_logits"].shape
    pairs = np.stack([np.repeat(np.arange(count), classes - 1), np.tile(np.arange(1, classes), count)], axis=1)
    if not np.array_equal(a["4_box_head/candidates"], pairs):
        yield "4_box_head/candidates: row r (K - 1) + c - 1 is not (r, c)"
        return
    kept = a["4_box_head/proposals"] * (classes - 1) + a["4_box_head/labels"] - 1
    yield from check_selection("4_box_head", kept, a["4_box_head/candidate_scores"], pairs[:, 1],
                               a["4_box_head/suppressed_by"],
                               {"boxes": (a["4_box_head/candidate_boxes"], a["4_box_head/boxes"]),
                                "scores": (a["4_box_head/candidate_scores"], a["4_box_head/scores"])})
    keep = a["5_iou_filter/keep"].astype(bool)
    for name in ("boxes", "scores", "labels"):
        if not np.array_equal(a[f"4_box_head/{name}"][keep], a[f"5_iou_filter/{name}"]):
            yield f"5_iou_filter/{name}: not the kept rows of 4_box_head"
    if a["6_masks/masks"].max(initial=0) > 1:
        yield "6_masks/masks: values other than 0 and 1"


def check_against_whole_model(arrays, model_path):
    """Yields where the end of the trace differs from torchvision's own forward pass, NMS shortcuts included."""
    import torch
    import torchvision_model
    from torchvision.ops import boxes as box_ops

    model, config = torchvision_model.load(model_path)
    pixels = arrays["0_image/image"]
    remove_small_boxes = box_ops.remove_small_boxes  # torchvision's box head calls it with a constant, 1e-2
    box_ops.remove_small_boxes = lambda boxes, min_size: remove_small_boxes(
        boxes, config["box_head"]["min_size"] if min_size == 1e-2 else min_size)
    with torch.no_grad():
        image = torch.from_numpy(pixels).permute(2, 0, 1).to(torch.float32) / 255
        result = {name: value.numpy() for name, value in model([image])[0].items()}
    if len(result["boxes"]) != len(arrays["4_box_head/boxes"]):
        yield f"torchvision finds {len(result['boxes'])} objects, the trace {len(arrays['4_box_head/boxes'])}"
        return
    keep = arrays["5_iou_filter/keep"].astype(bool)
    masks = result["masks"][keep, 0] >= config["masks"]["threshold"]
    for name, value, bound in (("boxes", result["boxes"][keep], 1e-2), ("scores", result["scores"][keep], 1e-4),
                               ("labels", result["labels"][keep], 0), ("masks", masks.astype(np.uint8), 0)):
        difference = np.abs(value.astype(np.float64) - arrays[f"6_masks/{name}"]).max(initial=0)
        if not difference <= bound:
            yield f"6_masks/{name}: differs by {difference:g} from torchvision in one call, expected at most {bound:g}"


def main():
    parser = argparse.ArgumentParser(description="Checks that the arrays of a trace belong together.")
    parser.add_argument("trace")
    parser.add_argument("--model", help="also compare the end with torchvision's own forward pass")
    arguments = parser.parse_args()
    arrays = {}
    for folder, _, files in os.walk(arguments.trace):
        for file in files:
            if file.endswith(".npy"):
                name = os.path.relpath(os.path.join(folder, file[:-4]), arguments.trace)
                arrays[name] = np.load(os.path.join(folder, file))
    wrong = list(check_layout(arrays)) or list(check_content(arrays))
    if not wrong and arguments.model:
        wrong = list(check_against_whole_model(arrays, arguments.model))
    for line in wrong:
        print(f"{arguments.trace}: {line}")
    if not wrong:
        print(f"{arguments.trace}: {len(arrays)} arrays belong together")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
