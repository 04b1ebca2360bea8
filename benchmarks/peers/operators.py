"""torch's side of single operators and layers: operators.py operators|layers MODEL WORK THREADS RUNS. Prints one line of JSON.

Operators read the arrays of WORK/trace and compare their results with it; layers are those of WORK/layers.json.
"""
import json
import os
import pathlib
import statistics
import sys
import time

PART, WORK, THREADS, RUNS = sys.argv[1], pathlib.Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
os.environ["OMP_NUM_THREADS"] = str(THREADS)

import numpy as np  # noqa: E402  (reads OMP_NUM_THREADS)
import torch  # noqa: E402
import torchvision  # noqa: E402
from torchvision.models.detection.roi_heads import paste_masks_in_image  # noqa: E402


def array(name):
    return torch.from_numpy(np.load(WORK / f"trace/{name}.npy"))


def milliseconds(work):
    """The median of RUNS calls, after two that allocate memory."""
    taken = []
    for _ in range(RUNS + 2):
        start = time.perf_counter()
        work()
        taken.append(1e3 * (time.perf_counter() - start))
    return statistics.median(taken[2:])


def roi_align():
    maps = {str(level): array(f"1_features/p{level}")[None] for level in range(2, 6)}
    height, width = array("0_image/input").shape[1:]
    pool = torchvision.ops.MultiScaleRoIAlign(list(maps), 7, 2)
    boxes = array("2_proposals/boxes")

    def work():
        return pool(maps, [boxes], [(height, width)])
    expected = array("3_roi_align/regions")
    return {"ms": milliseconds(work), "agreement": f"{int((work() != expected).sum())} of {expected.numel()} values differ"}


def benchmark_boxes(count):
    """random_boxes of benchmarks/support/inputs.hpp, number by number, and the scores of nms_host."""
    f = np.float32

    def numbers():
        state = 1
        while True:
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            yield f(state >> 40) / f(16777216)
    number, boxes = numbers(), []

    def between(low, high):
        return f(low) + next(number) * (f(high) - f(low))
    for _ in range(count):
        width, height = between(8, 500), between(8, 400)
        x, y = between(0, f(1066) - width), between(0, f(800) - height)
        boxes.append((x, y, x + width, y + height))
    number = numbers()
    return torch.from_numpy(np.array(boxes)), torch.from_numpy(np.array([between(-1, 1) for _ in range(count)]))


def nms():
    boxes, scores = benchmark_boxes(4700)
    return {"ms": milliseconds(lambda: torchvision.ops.nms(boxes, scores, 0.7)),
            "result": len(torchvision.ops.nms(boxes, scores, 0.7))}


def paste():
    logits, boxes, expected = array("6_masks/logits")[:, None], array("6_masks/boxes"), array("6_masks/masks")

    def work():
        return paste_masks_in_image(logits.sigmoid(), boxes, tuple(expected.shape[1:])) >= 0.5
    return {"ms": milliseconds(work), "agreement": f"{int((work()[:, 0] != expected.bool()).sum())} of {expected.numel()} pixels differ"}


def layer(shape):
    """The faster of both memory orders."""
    maps, height, width, inputs, outputs, kernel, stride, padding = map(int, shape.split())
    x, weight, bias = torch.rand(maps, inputs, height, width), torch.rand(outputs, inputs, kernel, kernel), torch.rand(outputs)
    orders = [torch.contiguous_format, torch.channels_last]
    return {"ms": min(milliseconds(lambda x=x.to(memory_format=order), weight=weight.to(memory_format=order):
                                   torch.nn.functional.conv2d(x, weight, bias, stride, padding).relu_()) for order in orders)}


def main():
    torch.set_num_threads(THREADS)
    with torch.inference_mode():
        if PART == "operators":
            found = {"roi_align": roi_align(), "nms": nms(), "paste": paste()}
        else:
            shapes = json.loads((WORK / "layers.json").read_text(encoding="utf-8"))
            found = {name: layer(shape) for name, shape in shapes.items()}
    print(json.dumps({**found, "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__}}))


if __name__ == "__main__":
    main()
