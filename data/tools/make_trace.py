"""Remakes data/trace, the arrays that the demos of the stages start from:

    python3 data/tools/make_trace.py PROGRAM            writes them, PROGRAM is build/release/mrcnn
    python3 data/tools/make_trace.py PROGRAM --check    compares them with what PROGRAM makes now

Exit code of --check: 0 equal, 1 different, 77 not comparable, because OpenBLAS computes with other
kernels here than where the trace was made (docs/equality.md).
"""
import argparse
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRACE = ROOT / "data" / "trace"
SCENE = "data/scenes/bundled/scene_001314.png"
MODEL = "data/model/shapes.safetensors"
ARRAYS = [
    "0_image/image",
    "1_features/p2", "1_features/p3", "1_features/p4", "1_features/p5", "1_features/p6",
    "2_proposals/boxes",
    "3_roi_align/regions",
    "5_iou_filter/boxes", "5_iou_filter/scores", "5_iou_filter/labels",
    "6_masks/regions",
]  # fmt: skip
NOT_COMPARABLE = 77


def run(program, folder):
    """A run of the scene into `folder`, reduced to what the demos read."""
    subprocess.run([program, "run", SCENE, "--model", MODEL, "--conv", "im2col", "--threads", "1",
                    "--quiet", "--no-pictures", "--out", folder / "out", "--dump", folder / "dump"], cwd=ROOT, check=True)
    for name in ARRAYS:
        target = folder / "trace" / f"{name}.npy"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / "dump" / f"{name}.npy", target)
    manifest = json.loads((folder / "dump" / "manifest.json").read_text())
    manifest["arrays"] = {name: manifest["arrays"][name] for name in ARRAYS}
    manifest["model"]["file"] = MODEL
    manifest["steps"] = []  # its times are those of one machine
    (folder / "trace" / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return folder / "trace"


def hashes(trace):
    return {name: hashlib.sha256((trace / f"{name}.npy").read_bytes()).hexdigest() for name in ARRAYS}


def blas_core(trace):
    return json.loads((trace / "manifest.json").read_text())["openblas_core"]


def check(made):
    if blas_core(made) != blas_core(TRACE):
        print(f"not comparable: data/trace was made with OpenBLAS's {blas_core(TRACE)} kernels, "
              f"here are {blas_core(made)}")
        return NOT_COMPARABLE
    old, new = hashes(TRACE), hashes(made)
    different = [name for name in ARRAYS if old[name] != new[name]]
    print("\n".join(f"{name} differs from data/trace" for name in different)
          or f"{len(ARRAYS)} arrays are equal")
    return 1 if different else 0


def replace(made):
    for name in ARRAYS:
        (TRACE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made / f"{name}.npy", TRACE / f"{name}.npy")
    shutil.copyfile(made / "manifest.json", TRACE / "manifest.json")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = run(options.program.resolve(), pathlib.Path(folder))
        return check(made) if options.check else replace(made)


if __name__ == "__main__":
    sys.exit(main())
