#!/usr/bin/env python3
"""Makes the golden arrays of tests/golden with torch and torchvision; see the README there.

    make_golden.py [OUT_DIR]        default: tests/golden of this source tree

Each of the folders layers, ops and small_net is made beside its place and then replaces the old one. Wants torch 1.13:
later releases resize images with coordinates in float32, and choose other sizes under the rule "float32".
"""
import os
import shutil
import sys

import torch
import torchvision

import golden_layers
import golden_net
import golden_ops

DEFAULT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "golden")


def main():
    if len(sys.argv) > 2 or sys.argv[1:2] in (["-h"], ["--help"]):
        sys.exit(__doc__)
    out = os.path.normpath(sys.argv[1] if len(sys.argv) == 2 else DEFAULT)
    if not torch.__version__.startswith("1.13."):
        sys.exit(f"make_golden: torch {torch.__version__}, expected 1.13 (Debian 12: python3-torchvision)")
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}")
    for name, module in (("layers", golden_layers), ("ops", golden_ops), ("small_net", golden_net)):
        folder, temporary = os.path.join(out, name), os.path.join(out, f"{name}.tmp-{os.getpid()}")
        try:
            result = module.make(temporary)
            shutil.rmtree(folder, ignore_errors=True)
            os.replace(temporary, folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        if result:
            print(f"{name}: seed {result[0]}; closest decisions:")
            for what, margin in sorted(result[1].items(), key=lambda item: item[1]):
                print(f"  {margin:.1e}  {what}")


if __name__ == "__main__":
    main()
