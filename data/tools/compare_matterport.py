#!/usr/bin/env python3
"""Judges every step of our program on the inputs of matterport_reference.py, and prints one table per image.

    compare_matterport.py PROGRAM WEIGHTS.h5 IMAGE... [--set STAGE.KEY=VALUE] [--reference-set KEY=VALUE] [--keep DIR]

For each image: matterport_reference.py runs the Keras file and writes the reference. Our program converts the file,
makes the network's input from the image, and each of the nine steps from the reference's arrays (run --resume REF
--from X --to X); `compare` holds what came out to the bounds for another program (docs/comparing.md). Ends with 1 if
anything is beyond its bound. PROGRAM is the mrcnn to judge, like build/release/mrcnn.
"""
import argparse
import os
import sys
import tempfile

from compare_torchvision import HERE, call, judge, print_table


def main():
    parser = argparse.ArgumentParser(description="Judges every step of our program on a Keras graph's own inputs.")
    parser.add_argument("program", help="the mrcnn to judge, like build/release/mrcnn")
    parser.add_argument("weights", help="a .h5 file in matterport's layout")
    parser.add_argument("images", nargs="+", metavar="image")
    parser.add_argument("--set", action="append", default=[], metavar="STAGE.KEY=VALUE", help="for our program")
    parser.add_argument("--reference-set", action="append", default=[], metavar="KEY=VALUE",
                        help="the same for matterport_reference.py")
    parser.add_argument("--backend", default="host")
    parser.add_argument("--keep", metavar="DIR", help="leave all traces in this folder, which must not exist")
    options = parser.parse_args()
    if options.keep:
        os.makedirs(options.keep)
    program, holds = os.path.abspath(options.program), True
    with tempfile.TemporaryDirectory() as temporary:
        model = os.path.join(temporary, "model.safetensors")
        overrides = [word for value in options.set for word in ("--set", value)]
        settings = [word for value in options.reference_set for word in ("--set", value)]
        call([program, "model", "convert", options.weights, "-o", model, "--quiet", *overrides])
        for position, image in enumerate(options.images, start=1):
            folder = os.path.join(options.keep or temporary, str(position))
            os.makedirs(folder, exist_ok=True)
            reference = os.path.join(folder, "matterport")
            call([sys.executable, os.path.join(HERE, "matterport_reference.py"), "trace", options.weights, image,
                  reference, *settings])
            rows = judge(program, model, options.backend, image, reference)
            print(f"{os.path.basename(options.weights)} on {os.path.basename(image)}:\n")
            print_table(rows)
            holds = holds and all(cells[-1] == "yes" for cells in rows)
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
