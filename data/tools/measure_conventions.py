#!/usr/bin/env python3
"""Runs the bundled model with one convention changed at a time; numbers and pictures for docs/conventions.md.

    measure_conventions.py PROGRAM [--check]

The model was trained with torchvision's conventions, so each row says what a port loses that gets this one wrong.
Detections of score 0.5 and more are compared with those of the right convention: partners have the same class and
their masks overlap by 0.3 or more. The table between the marks of the page is rewritten, and a picture per row:
the sure object whose mask changed most, enlarged, outlined in blue before the change and in orange after it. Needs NumPy and
Pillow.
PROGRAM is the mrcnn to run, like build/release/mrcnn. --check only says whether the page would change.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PAGE = os.path.join(ROOT, "docs", "conventions.md")
PICTURES = os.path.join(ROOT, "docs", "pictures", "conventions")
SCENES = sorted(glob.glob(os.path.join(ROOT, "data", "scenes", "bundled", "scene_*.png"))
                or glob.glob(os.path.join(ROOT, "data", "scenes", "provisional", "scene_*.png")))[:3]
RUN = ["run", "--conv", "im2col"]  # what the page shows is what the lessons explain
LEAST_SCORE, LEAST_OVERLAP, SURE = 0.5, 0.3, 0.9
BLUE, ORANGE = (0, 114, 178), (230, 159, 0)
SIDE = 240  # of a picture, pixels

LARGER = ["image.min_size=400", "image.max_size=640"]
CASES = [  # name, what is changed, in which step the change begins (None: from the image), settings of both, crop
    ("scale_rule", ["image.scale_rule=float32"], None, LARGER, (212, 256)),
    ("resampling", ["image.resampling=zero_outside"], None, LARGER, None),
    ("padding", ["image.padding=square", "image.max_size=320"], None, [], None),
    ("padding_color", ["image.padding_color=black"], None, ["image.min_size=240"], None),
    ("channel_order", ["image.channel_order=bgr"], None, [], None),
    ("bn_eps", ["features.bn_eps=0.001"], "features", [], None),
    ("stride", ["features.stride_in_1x1=true"], "features", [], None),
    ("pool_padding", ["features.pool_padding=same"], "features", [], None),
    ("anchor_rounding", ["proposals.anchor_rounding=false"], "rpn_head", [], None),
    ("anchor_stride", ["proposals.anchor_stride=level"], "rpn_head", ["image.min_size=416"], None),
    ("anchor_order", ["proposals.aspect_ratios=2,1,0.5"], "rpn_head", [], None),
    ("corners", ["proposals.corners=inclusive"], "rpn_head", [], None),
    ("nms_scope", ["proposals.nms_scope=all_levels", "proposals.pre_nms_scope=all_levels"], "proposals", [], None),
    ("level_rule", ["roi_align.level_rule=nearest"], "roi_align", [], None),
    ("aligned", ["roi_align.aligned=true"], "roi_align", [], None),
    ("roi_pool", ["roi_align.pooling=roi_pool"], "roi_align", [], None),
    ("crop_and_resize", ["roi_align.pooling=crop_and_resize"], "roi_align", [], None),
    ("coder_weights", ["box_head.coder_weights=1,1,1,1"], "detections", [], None),
    ("candidates", ["box_head.candidates=best_class"], "detections", [], None),
    ("paste_matterport", ["masks.paste_rule=matterport"], "paste", [], None),
    ("paste_detectron2", ["masks.paste_rule=detectron2"], "paste", [], None),
]


def call(words):
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"measure_conventions: {' '.join(words)}: {run.stderr.strip()}")


def settings(assignments):
    return [word for assignment in assignments for word in ("--set", assignment)]


def load(folder):
    names = ("boxes", "scores", "labels", "masks")
    arrays = {name: np.load(os.path.join(folder, "6_masks", name + ".npy")) for name in names}
    rows = arrays["scores"] >= LEAST_SCORE
    return {name: values[rows] for name, values in arrays.items()}


def mask_iou(a, b):
    union = np.count_nonzero(a | b)
    return np.count_nonzero(a & b) / union if union else 0.0


def partners(right, other):
    """Pairs (row, row, overlap of their masks), best overlaps first, each row once."""
    overlaps = [(mask_iou(right["masks"][i], other["masks"][j]), i, j) for i in range(len(right["masks"]))
                for j in range(len(other["masks"])) if right["labels"][i] == other["labels"][j]]
    used_right, used_other, pairs = set(), set(), []
    for overlap, i, j in sorted(overlaps, reverse=True):
        if overlap >= LEAST_OVERLAP and i not in used_right and j not in used_other:
            used_right.add(i)
            used_other.add(j)
            pairs.append((i, j, overlap))
    return pairs


def outline(mask, scale):
    """Pixels of the enlarged mask that have a neighbour outside."""
    large = np.pad(np.kron(mask, np.ones((scale, scale), np.uint8)), 2)
    inner = large.copy()
    for shift in ((1, 0), (-1, 0), (0, 1), (0, -1), (2, 0), (-2, 0), (0, 2), (0, -2)):
        inner &= np.roll(large, shift, (0, 1))
    return (large & ~inner.astype(bool))[2:-2, 2:-2].astype(bool)


def draw(image, right, other, path):
    """The two masks of one object."""
    rows, columns = np.nonzero(right | other)
    side = int(max(np.ptp(rows), np.ptp(columns))) + 9
    side = min(side, *image.shape[:2])
    top = int(np.clip((rows.min() + rows.max()) // 2 - side // 2, 0, image.shape[0] - side))
    left = int(np.clip((columns.min() + columns.max()) // 2 - side // 2, 0, image.shape[1] - side))
    window = (slice(top, top + side), slice(left, left + side))
    scale = max(1, SIDE // side)
    pixels = np.kron(image[window], np.ones((scale, scale, 1), np.uint8))
    for mask, colour in ((right, BLUE), (other, ORANGE)):
        pixels[outline(mask[window], scale)] = colour
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Image.fromarray(pixels).save(path, optimize=True)


def run_right(program, scene, shared, crop, folder):
    """The image and the trace of the right convention; made once for all cases that share them."""
    place = os.path.join(folder, "_".join([os.path.basename(scene)[:-4], *shared, str(crop)]).replace(" ", ""))
    scene_file, trace = place + ".png", place + "_right"
    if not os.path.exists(scene_file):
        with Image.open(scene) as image:
            pixels = np.array(image.convert("RGB"))
        Image.fromarray(pixels[: crop[0], : crop[1]] if crop else pixels).save(scene_file)
        call([program, *RUN, scene_file, "--quiet", "--out", place + "_out", "--dump", trace, *settings(shared)])
    return scene_file, trace


def measure(program, case, folder, pictures):
    name, changes, step, shared, crop = case
    counts, shifts, overlaps, worst = [0, 0, 0], [], [], None
    for number, scene in enumerate(SCENES):
        scene_file, right_folder = run_right(program, scene, shared, crop, folder)
        other_folder = os.path.join(folder, f"{name}_{number}_other")
        if step is None:
            call([program, *RUN, scene_file, "--quiet", "--out", os.path.join(folder, "out"), "--dump", other_folder,
                  *settings(shared + changes)])
        else:
            call([program, *RUN, "--quiet", "--resume", right_folder, "--from", step, "--dump", other_folder,
                  *settings(changes)])
        with Image.open(scene_file) as image:
            pixels = np.array(image)
        right, other = load(right_folder), load(other_folder)
        pairs = partners(right, other)
        counts[0] += len(right["masks"])
        counts[1] += len(pairs)
        counts[2] += len(other["masks"]) - len(pairs)
        shifts += [float(np.abs(right["boxes"][i] - other["boxes"][j]).max()) for i, j, _ in pairs]
        overlaps += [overlap for *_, overlap in pairs]
        for i, j, overlap in pairs:
            if right["scores"][i] >= SURE and (worst is None or overlap < worst[0]):
                worst = (overlap, pixels, right["masks"][i], other["masks"][j])
    if worst:
        draw(*worst[1:], os.path.join(pictures, name + ".png"))
    mean = lambda values: float(np.mean(values)) if values else float("nan")
    return (f"| [{name}](#{name}) | `{' '.join(changes)}` | {counts[1]} of {counts[0]} | {counts[2]} | {mean(shifts):.2f} | "
            f"{mean(overlaps):.3f} | {min(overlaps, default=float('nan')):.3f} |\n")


def main():
    parser = argparse.ArgumentParser(description="What each convention does to the bundled scenes.")
    parser.add_argument("program", help="the mrcnn to run")
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if the table would change")
    options = parser.parse_args()
    table = ("| convention | changed to | found again | others | box moved, px | mask IoU | least |\n"
             "|---|---|---|---|---|---|---|\n")
    with tempfile.TemporaryDirectory() as folder:
        pictures = os.path.join(folder, "pictures") if options.check else PICTURES
        for case in CASES:
            table += measure(os.path.abspath(options.program), case, folder, pictures)
            print(table.rstrip().rsplit("\n", 1)[-1], flush=True)
    with open(PAGE, encoding="utf-8") as file:
        old = file.read()
    new = re.sub(r"(<!-- numbers -->\n).*(<!-- /numbers -->)", lambda m: m[1] + table + m[2], old, flags=re.S)
    if options.check:
        sys.exit(0 if new == old else "measure_conventions: docs/conventions.md: other numbers")
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(new)


if __name__ == "__main__":
    main()
