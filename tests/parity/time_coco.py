"""Time and memory of `mrcnn eval` beside pycocotools: time_coco.py PROGRAM [--images 5000] [--each 100]

Makes a data set of 80 classes with boxes and a results list of --each detections per image, evaluates it with both
programs alternately, three times, and prints the least times of each and the memory. Needs NumPy and
pycocotools.
"""
import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

REFERENCE = """
import sys
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
truth = COCO(sys.argv[1])
evaluation = COCOeval(truth, truth.loadRes(sys.argv[2]), "bbox")
evaluation.evaluate(); evaluation.accumulate(); evaluation.summarize()
"""


def make(folder, images, each):
    rng = np.random.default_rng(1)
    truth = {"images": [{"id": i + 1, "file_name": f"{i}.jpg", "width": 640, "height": 480} for i in range(images)],
             "categories": [{"id": c + 1, "name": f"class {c + 1}"} for c in range(80)], "annotations": []}
    results = []
    for image in range(1, images + 1):
        count = int(rng.integers(1, 15))
        corners = np.round(rng.uniform(0, 270, (count, 2)), 2)
        sides = np.round(rng.uniform(5, 200, (count, 2)), 2)
        for box in np.hstack([corners, sides]).tolist():
            truth["annotations"].append({"id": len(truth["annotations"]) + 1, "image_id": image, "bbox": box,
                                         "category_id": int(rng.integers(1, 81)), "area": box[2] * box[3], "iscrowd": 0})
        own = truth["annotations"][-count:]
        for i in range(each):
            source = own[i % count]
            box = np.round(np.maximum(np.array(source["bbox"]) + rng.normal(0, 1 + i / 4, 4), 1), 2).tolist()
            results.append({"image_id": image, "category_id": source["category_id"] if i % 3 else int(rng.integers(1, 81)),
                            "bbox": box, "score": round(float(rng.random()), 4)})
    for name, content in ("truth", truth), ("results", results):
        (folder / f"{name}.json").write_text(json.dumps(content))


def seconds_of(command):
    """Of the wall clock and of the processor."""
    start = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (time.monotonic() - start,
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def megabytes_of(command):
    output = subprocess.run([sys.executable, "-c", "import resource, subprocess, sys; subprocess.run(sys.argv[1:], "
                             "check=True, stdout=subprocess.DEVNULL); "
                             "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)", *command],
                            check=True, capture_output=True, text=True).stdout
    return int(output)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--images", type=int, default=5000)
    parser.add_argument("--each", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make(folder, arguments.images, arguments.each)
        truth, results = (str(folder / f"{file}.json") for file in ("truth", "results"))
        commands = {"mrcnn": [arguments.program, "eval", results, "--truth", truth, "--type", "bbox", "--threads", "1"],
                    "pycocotools": [sys.executable, "-c", REFERENCE, truth, results]}
        times = {program: [] for program in commands}
        for _ in range(3):
            for program, command in commands.items():
                times[program].append(seconds_of(command))
        for program, command in commands.items():
            wall, processor = map(min, zip(*times[program]))
            print(f"{program:12} {wall:7.2f} s, {processor:7.2f} s of processor time, {megabytes_of(command)} MB")
        walls = [min(wall for wall, _ in times[program]) for program in commands]
        print(f"ratio {walls[1] / walls[0]:.1f}")


if __name__ == "__main__":
    main()
