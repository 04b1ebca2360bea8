#!/usr/bin/env python3
"""Judges every step of our program on torchvision's own inputs, and prints one table per image.

    compare_torchvision.py PROGRAM MODEL.safetensors IMAGE... [--truth COCO.json] [--backend host] [--keep DIR]

For each image: torchvision_trace.py runs the same model file and writes the reference. Our program then makes the
network's input from the image, and each of the nine steps from the reference's arrays (run --resume REF --from X --to X);
`compare` holds what came out to the bounds for another program (docs/comparing.md). The last row is a whole run from the
image, whose detections must go together with torchvision's. Ends with 1 if anything is beyond its bound. PROGRAM is the mrcnn to judge, like build/release/mrcnn. With --keep the traces stay in DIR.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS = ("features", "rpn_head", "proposals", "roi_align", "box_head", "detections", "iou_filter", "mask_head", "paste")


def openblas_core():
    """Debian's OpenBLAS 0.3.21, which torch uses, takes its slowest kernels on processors that it does not know."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        flags = file.read()
    return "SkylakeX" if "avx512f" in flags else "Haswell"


def call(command, accepted=(0,)):
    environment = dict(os.environ)
    environment.setdefault("OPENBLAS_CORETYPE", openblas_core())
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
                            check=False)
    if result.returncode not in accepted:
        sys.exit(f"compare_torchvision: {' '.join(command)}: exit {result.returncode}: {result.stderr.strip()}")
    return result.stdout


def nearness(array):
    """How much of its bound an array uses up; where nothing is allowed, any difference is infinitely much."""
    difference = array["difference"]
    if difference is None:
        return float("inf")
    error = float(difference["max_abs"])
    return 0.0 if error == 0 else error / difference["allowed"] if difference["allowed"] else float("inf")


def error_text(array):
    if array["difference"] is None:
        return array["mismatch"]
    error = float(array["difference"]["max_abs"])
    if array["bound"].endswith("of the largest") and error:
        return f"{error / array['difference']['largest']:.1e} of the largest"
    return f"{error:.1e}" if error else "0"


def row(report, name):
    """One line of the table from the JSON of `compare`; a step that was not judged does not hold."""
    step = next((step for step in report["isolated"] if step["step"] == name), None)
    if step is None or not step["arrays"]:
        return [name, "not judged", "", "", "", "**no**"]
    worst = max(step["arrays"], key=nearness)
    excused = sum(array["rows"]["excused"] + (array["difference"] or {"excused": 0})["excused"]
                  for array in step["arrays"])
    equal = nearness(worst) == 0
    return [name, "all equal" if equal else f"`{worst['array'].split('/')[1]}`", error_text(worst),
            "" if equal else worst["bound"], str(excused), "yes" if step["holds"] else "**no**"]


def whole_row(report):
    """The line of the end-to-end run from the image: only its detections are compared."""
    match = report["detections"]
    if match is None:
        return ["all nine", "no array differs", "", "", "", "yes" if report["holds"] else "**no**"]
    return ["all nine, end-to-end", f"detections of `{match['from']}`",
            f"{match['a']} and {match['b']}, {match['partners']} with a partner", f"all but {match['may_lack']}", "",
            "yes" if match["holds"] else "**no**"]


def judge(program, model, backend, image, reference, truth=(), conv="im2col"):
    """Returns the rows of the table for one image, whose reference is there; leaves our traces beside it."""
    folder = os.path.dirname(reference)
    run = [program, "run", "--model", model, "--backend", backend, "--conv", conv, "--quiet"]

    def report(name, *arguments):
        ours = os.path.join(folder, name)
        call([*run, *arguments, "--dump", ours])
        return json.loads(call([program, "compare", reference, ours, "--keep-going", "--json"], accepted=(0, 1)))

    whole = report("whole", image, *truth, "--no-pictures", "--out", os.path.join(folder, "out"))
    rows = [row(whole, "image")]
    for name in STEPS:
        rows.append(row(report(name, "--resume", reference, "--from", name, "--to", name), name))
    return [*rows, whole_row(whole)]


def print_table(rows):
    print("| step | worst array | largest difference | bound | exempted | holds |\n|---|---|---|---|---|---|")
    for cells in rows:
        print("| " + " | ".join(cells) + " |")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description="Judges every step of our program on torchvision's own inputs.")
    parser.add_argument("program", help="the mrcnn to judge, like build/release/mrcnn")
    parser.add_argument("model")
    parser.add_argument("images", nargs="+", metavar="image")
    parser.add_argument("--truth", help="COCO annotations for step iou_filter")
    parser.add_argument("--backend", default="host")
    parser.add_argument("--conv", default="im2col", help="how convolutions are computed: im2col, reference or fast")
    parser.add_argument("--keep", metavar="DIR", help="leave all traces in this folder, which must not exist")
    options = parser.parse_args()
    if options.keep:
        os.makedirs(options.keep)
    holds = True
    for position, image in enumerate(options.images, start=1):
        with tempfile.TemporaryDirectory() as temporary:
            folder = os.path.join(options.keep or temporary, str(position))
            os.makedirs(folder, exist_ok=True)
            reference = os.path.join(folder, "torchvision")
            truth = ["--truth", options.truth] if options.truth else []
            call([sys.executable, os.path.join(HERE, "torchvision_trace.py"), options.model, image, reference, *truth])
            rows = judge(os.path.abspath(options.program), options.model, options.backend, image, reference, truth,
                         options.conv)
        print(f"{os.path.basename(options.model)} on {os.path.basename(image)}:\n")
        print_table(rows)
        holds = holds and all(cells[-1] == "yes" for cells in rows)
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
