#!/usr/bin/env python3
"""Draws synthetic scenes: six kinds of shapes on a noisy background, as PNG and COCO JSON with masks.

    draw_scenes.py OUT_DIR [--seeds 1 2 3] [--size 256]

Needs numpy and OpenCV. A scene depends on its seed and size only.
"""
import argparse
import json
import math
import pathlib

import cv2
import numpy as np

CLASSES = ["circle", "square", "triangle", "star", "ring", "cross"]
SUPERSAMPLING = 2  # scenes are drawn larger and shrunk, for smooth edges
MIN_PIXELS = 40  # objects of which less can be seen are not in the truth


def on_circle(angles, radii):
    return np.stack([np.cos(angles) * radii, np.sin(angles) * radii], axis=1)


def corners(name, radius, turn):
    """Corners around (0, 0) of the shapes that have some, (K, 2)."""
    if name == "square":
        return on_circle(turn + math.pi / 4 + np.arange(4) * math.pi / 2, radius)
    if name == "triangle":
        return on_circle(turn + np.arange(3) * 2 * math.pi / 3, radius)
    if name == "star":
        radii = np.where(np.arange(10) % 2 == 0, radius, 0.45 * radius)
        return on_circle(turn + np.arange(10) * math.pi / 5, radii)
    arm, tip = 0.33 * radius, radius  # cross
    outline = np.array([(arm, arm), (tip, arm), (tip, -arm), (arm, -arm), (arm, -tip), (-arm, -tip),
                        (-arm, -arm), (-tip, -arm), (-tip, arm), (-arm, arm), (-arm, tip), (arm, tip)])
    rotation = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    return outline @ rotation


def draw_shape(name, center, radius, turn, size):
    """Mask (size, size) of one shape, 0 or 255."""
    mask = np.zeros((size, size), np.uint8)
    if name in ("circle", "ring"):
        middle = (int(center[0]), int(center[1]))
        cv2.circle(mask, middle, int(radius), 255, -1)
        if name == "ring":
            cv2.circle(mask, middle, int(0.55 * radius), 0, -1)
    else:
        cv2.fillPoly(mask, [np.round(corners(name, radius, turn) + center).astype(np.int32)], 255)
    return mask


def draw_background(random, size):
    """A colour gradient, low-frequency clouds, and a few lines that are no objects."""
    y, x = np.mgrid[0:size, 0:size] / size
    first, second = random.uniform(0, 255, (2, 3))
    angle = random.uniform(0, 2 * math.pi)
    blend = np.clip((x - 0.5) * math.cos(angle) + (y - 0.5) * math.sin(angle) + 0.5, 0, 1)[..., None]
    picture = (first * (1 - blend) + second * blend).astype(np.float32)
    clouds = random.normal(0, 1, (8, 8, 3)).astype(np.float32)
    picture += cv2.resize(clouds, (size, size), interpolation=cv2.INTER_CUBIC) * random.uniform(0, 25)
    for _ in range(random.integers(0, 6)):
        x1, y1, x2, y2 = (int(v) for v in random.integers(0, size, 4))
        color = tuple(float(v) for v in random.uniform(0, 255, 3))
        cv2.line(picture, (x1, y1), (x2, y2), color, int(random.integers(1, 6)), cv2.LINE_AA)
    return picture


def draw_scene(seed, size):
    """RGB picture (size, size, 3), visible masks (G, size, size) bool, and G class names."""
    random = np.random.default_rng(seed)
    large = size * SUPERSAMPLING
    picture = draw_background(random, large)
    shade = (np.arange(large) / large - 0.5)[None, :, None]
    masks, names = [], []
    for _ in range(random.integers(1, 9)):
        name = CLASSES[random.integers(0, len(CLASSES))]
        radius = float(np.exp(random.uniform(np.log(10), np.log(0.28 * size)))) * SUPERSAMPLING
        center = random.uniform(0.05 * large, 0.95 * large, 2)
        shape = draw_shape(name, center, radius, random.uniform(0, 2 * math.pi), large)
        color = random.uniform(0, 255, 3) * (1 + shade * random.uniform(-0.5, 0.5))
        picture = np.where(shape[..., None] > 0, color, picture)
        masks = [mask & (shape == 0) for mask in masks] + [shape > 0]  # the later one is in front
        names.append(name)
    picture += random.normal(0, random.uniform(0, 10), picture.shape)
    picture = cv2.resize(np.clip(picture, 0, 255).astype(np.uint8), (size, size),
                         interpolation=cv2.INTER_AREA)
    masks = [cv2.resize(mask.astype(np.uint8) * 255, (size, size), interpolation=cv2.INTER_AREA) > 127
             for mask in masks]
    visible = [g for g, mask in enumerate(masks) if mask.sum() >= MIN_PIXELS]
    return picture, [masks[g] for g in visible], [names[g] for g in visible]


def run_lengths(mask):
    """COCO's run lengths: down the columns, zeros first."""
    pixels = mask.T.ravel()
    changes = np.flatnonzero(np.diff(pixels)) + 1
    runs = np.diff(np.concatenate([[0], changes, [pixels.size]])).tolist()
    return [0] + runs if pixels[0] else runs


def compressed(runs):
    """COCO's text for run lengths: differences to the run two before, 5 bits a character."""
    text = ""
    for i, run in enumerate(runs):
        rest = run - runs[i - 2] if i > 2 else run
        more = True
        while more:
            digit = rest & 0x1F
            rest >>= 5
            more = rest != (-1 if digit & 0x10 else 0)
            text += chr(digit + (0x20 if more else 0) + 48)
    return text


def annotation(identity, image_id, mask, name):
    rows, columns = np.where(mask.any(axis=1))[0], np.where(mask.any(axis=0))[0]
    x, y = int(columns[0]), int(rows[0])
    return {"id": identity, "image_id": image_id, "category_id": CLASSES.index(name) + 1,
            "bbox": [x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y],
            "area": int(mask.sum()), "iscrowd": 0,
            "segmentation": {"size": list(mask.shape), "counts": compressed(run_lengths(mask))}}


def coco_text(dataset):
    """JSON with one element per line."""
    parts = []
    for key, elements in dataset.items():
        lines = ",\n".join(json.dumps(element) for element in elements)
        parts.append(f"{json.dumps(key)}: [\n{lines}\n]")
    return "{" + ",\n".join(parts) + "}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--size", type=int, default=256)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    dataset = {"images": [], "categories": [{"id": i + 1, "name": name} for i, name in enumerate(CLASSES)],
               "annotations": []}
    for image_id, seed in enumerate(options.seeds, start=1):
        picture, masks, names = draw_scene(seed, options.size)
        file_name = f"scene_{image_id}.png"
        cv2.imwrite(str(options.out / file_name), picture[..., ::-1],
                    [cv2.IMWRITE_PNG_COMPRESSION, 9])
        dataset["images"].append({"id": image_id, "file_name": file_name, "height": options.size,
                                  "width": options.size})
        for mask, name in zip(masks, names):
            dataset["annotations"].append(annotation(len(dataset["annotations"]) + 1, image_id, mask, name))
    (options.out / "truth.json").write_text(coco_text(dataset))


if __name__ == "__main__":
    main()
