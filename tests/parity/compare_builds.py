"""One list of hashes for every build, back end and number of threads: compare_builds.py MRCNN...

Each MRCNN is the program of one build (MRCNN_DEVICE=OMP, CPP). Every one of them runs the small net of
tests/golden on the host and on the device, with 1, 2, 3, 4 and 8 threads, and writes a trace. All
arrays of all traces must have the same SHA-256; the list is printed. On a processor that holds for
what is only bounded, too, because host and device share the matrix product; the host's fast way has
its own, and so a list of its own.
"""
import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

NET = pathlib.Path(__file__).resolve().parents[1] / "golden/small_net"
THREADS = [1, 2, 3, 4, 8]


def hashes(program, backend, conv, threads, folder):
    """SHA-256 of every array of one run, by name."""
    subprocess.run([program, "run", NET / "image.png", "--model", NET / "model.safetensors",
                    "--backend", backend, "--conv", conv, "--threads", str(threads), "--no-pictures", "--quiet",
                    "--out", folder / "out", "--dump", folder / "trace"], check=True)
    manifest = json.loads((folder / "trace/manifest.json").read_text())
    if manifest["backend"] != backend or (backend == "device") != bool(manifest["device"]):
        sys.exit(f"{program}: asked for {backend}, ran on {manifest['backend']} {manifest['device']}")
    return {name: array["sha256"] for name, array in manifest["arrays"].items()}, manifest["device"]


def main(programs):
    lists, problems = {}, []
    for program in programs:
        for backend, conv in (("host", "im2col"), ("device", "im2col"), ("host", "fast")):
            for threads in THREADS:
                with tempfile.TemporaryDirectory() as folder:
                    found, device = hashes(program, backend, conv, threads, pathlib.Path(folder))
                expected = lists.setdefault(conv, found)
                names = sorted(found.keys() | expected.keys())
                wrong = [name for name in names if found.get(name) != expected.get(name)]
                print(f"{program}: {backend}, {conv}, {threads} threads"
                      + (f" ({device})" if device else "") + f": {len(found)} arrays"
                      + (f", DIFFERENT: {' '.join(wrong)}" if wrong else ", the same"))
                problems += wrong
    for conv, expected in lists.items():
        for name, digest in sorted(expected.items()):
            print(digest, name)
        whole = "".join(f"{digest} {name}\n" for name, digest in sorted(expected.items()))
        print(f"SHA-256 of the list, {conv}:", hashlib.sha256(whole.encode()).hexdigest())
    return bool(problems)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+", metavar="mrcnn")
    sys.exit(main(parser.parse_args().programs))
