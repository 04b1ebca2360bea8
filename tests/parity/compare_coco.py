"""COCO evaluation beside pycocotools: compare_coco.py PROGRAM [--sets N] [--write FOLDER]

Makes N random data sets and the nasty ones of coco_sets.py, evaluates each with both, boxes and masks, and compares
the 12 numbers: none may differ by more than 1e-12. Needs NumPy and pycocotools (pip install pycocotools).

--write FOLDER   instead writes the small sets with pycocotools' numbers, its rasterized polygons and its mask IoUs,
                 which tests/evaluate and tests/coco replay without Python: tests/golden/coco
"""
import argparse
import contextlib
import copy
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from pycocotools import mask as run_lengths
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from coco_sets import mask, nasty_sets, polygon, random_set

MOST_DIFFERENCE = 1e-12
GOLDEN_SEEDS = range(100, 112)


def encode(pixels):
    rle = run_lengths.encode(np.asfortranarray(pixels))
    return {"size": rle["size"], "counts": rle["counts"].decode()}


def reference(data, kind):
    """pycocotools' 12 numbers."""
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = copy.deepcopy(data["truth"])
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(copy.deepcopy(data["results"])), kind)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [float(value) for value in evaluation.stats]


def ours(program, data, kind, folder):
    truth, results = folder / "truth.json", folder / "results.json"
    truth.write_text(json.dumps(data["truth"]))
    results.write_text(json.dumps(data["results"]))
    command = [program, "eval", results, "--truth", truth, "--type", kind, "--json"]
    finished = subprocess.run(command, capture_output=True, text=True)
    if finished.returncode != 0:
        raise RuntimeError(finished.stderr)
    return json.loads(finished.stdout)[kind]["stats"]


def kinds_of(data):
    """pycocotools reads boxes or masks of all results like those of the first one."""
    first = data["results"][0]
    return ["bbox", "segm"] if "bbox" in first or "segmentation" in first else []


def all_sets(count):
    for seed in range(count):
        yield f"seed {seed}", random_set(seed, encode)
    yield from nasty_sets(encode).items()


def compare(program, count):
    compared, worst = 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, data in all_sets(count):
            if not data["results"]:
                continue  # pycocotools raises
            for kind in kinds_of(data):
                expected, got = reference(data, kind), ours(program, data, kind, pathlib.Path(folder))
                difference = max(abs(a - b) for a, b in zip(expected, got))
                worst = max(worst, difference)
                compared += 1
                if not difference <= MOST_DIFFERENCE:
                    print(f"{name}, {kind}: expected {expected}, got {got}")
                    return 1
    print(f"{compared} evaluations agree: the largest difference of a number is {worst:.3g}")
    return 0


def golden_masks():
    """Polygons with pycocotools' run lengths, and pairs of masks with their IoU, also with a crowd."""
    rng = np.random.default_rng(7)
    polygons, pairs = [], []
    for _ in range(200):
        width, height = (int(v) for v in rng.integers(1, 60, 2))
        corners = polygon(rng, width, height)
        rle = run_lengths.frPyObjects([corners], height, width)[0]
        polygons.append({"polygon": corners, "size": [height, width], "counts": rle["counts"].decode()})
    for _ in range(100):
        width, height = (int(v) for v in rng.integers(1, 30, 2))
        a, b = (encode(mask(rng, width, height)) for _ in range(2))
        iou, crowd = (float(run_lengths.iou([a], [b], [flag])[0, 0]) for flag in (0, 1))
        pairs.append({"size": [height, width], "a": a["counts"], "b": b["counts"], "iou": iou, "iou_with_crowd": crowd,
                      "bounds_of_a": [float(v) for v in run_lengths.toBbox(a)], "area_of_a": int(run_lengths.area(a)),
                      "union": run_lengths.merge([a, b])["counts"].decode()})
    return {"polygons": polygons, "pairs": pairs}


def write(folder):
    sets = {f"seed {seed}": random_set(seed, encode) for seed in GOLDEN_SEEDS} | nasty_sets(encode)
    entries = [{"name": name, **data, **{kind: reference(data, kind) for kind in kinds_of(data)}}
               for name, data in sets.items() if data["results"]]
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in ("sets", entries), ("masks", golden_masks()):
        text = json.dumps(content, separators=(",", ":")).replace('},{"name"', '},\n{"name"').replace(
            '},{"polygon"', '},\n{"polygon"').replace('},{"size"', '},\n{"size"')
        (folder / f"{name}.json").write_text(text + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--sets", type=int, default=500)
    parser.add_argument("--write", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.write:
        write(arguments.write)
        return 0
    return compare(arguments.program.resolve(), arguments.sets)


if __name__ == "__main__":
    sys.exit(main())
