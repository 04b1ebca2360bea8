"""A build with MRCNN_MINIMAL goes on from a trace of the whole program: run_minimal.py MRCNN MINIMAL

MINIMAL must need no library but the system's own, find the same arrays on host and device, and say
in one line that it cannot read images.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

NET = pathlib.Path(__file__).resolve().parents[1] / "golden/small_net"
SYSTEM = ("linux-vdso", "ld-linux", "libc.", "libm.", "libdl.", "librt.", "libpthread.", "libcublas")


def hashes(trace):
    arrays = json.loads((trace / "manifest.json").read_text())["arrays"]
    return {name: array["sha256"] for name, array in arrays.items()}


def main(whole, minimal):
    needed = [line.split()[0].split("/")[-1]
              for line in subprocess.run(["ldd", minimal], check=True, capture_output=True, text=True).stdout.splitlines()]
    strangers = [name for name in needed if not name.startswith(SYSTEM)]
    if strangers:
        sys.exit(f"{minimal}: needs {' '.join(strangers)}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        subprocess.run([whole, "run", NET / "image.png", "--model", NET / "model.safetensors", "--quiet",
                        "--no-pictures", "--out", folder / "out", "--dump", folder / "trace"], check=True)
        subprocess.run([minimal, "run", "--resume", folder / "trace", "--from", "features", "--quiet",
                        "--dump", folder / "again"], check=True)
        if hashes(folder / "again") != hashes(folder / "trace"):
            sys.exit(f"{minimal}: other arrays than {whole}")
        subprocess.run([minimal, "compare", folder / "trace", "--model", NET / "model.safetensors",
                        "--backends", "host,device", "--quiet"], check=True)
        refused = subprocess.run([minimal, "run", NET / "image.png", "--out", folder / "out"], capture_output=True, text=True)
    if refused.returncode != 3 or "this build cannot read images" not in refused.stderr:
        sys.exit(f"{minimal}: reading an image: exit code {refused.returncode}, {refused.stderr}")
    print(f"{minimal}: needs {' '.join(needed)}; the same arrays, host and device hold")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
