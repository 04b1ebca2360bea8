"""All checks of device code on the machine at hand: check_device.py BUILD_FOLDER [TRACE...]

The tests of device code; for every trace `mrcnn compare TRACE --backends host,device` (without one:
a trace of the first bundled scene); for a CUDA build the same tests with fewer random cases under
compute-sanitizer's memcheck, racecheck and initcheck. One line each, whole outputs in
BUILD_FOLDER/check_device. A CUDA build on a machine without a GPU fails: nothing is skipped here.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ("memcheck", "racecheck", "initcheck")
CASES_UNDER_A_TOOL = "40"


class Checks:
    def __init__(self, logs):
        self.logs = logs
        self.failed = []
        logs.mkdir(exist_ok=True)

    def run(self, name, command, **environment):
        start = time.monotonic()
        log = self.logs / (name.replace(" ", "_") + ".txt")
        with log.open("w") as out:
            code = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT,
                                  env={**os.environ, **environment}).returncode
        print(f"{name:40} {time.monotonic() - start:7.1f} s  {'holds' if code == 0 else f'FAILS ({code}): {log}'}",
              flush=True)
        if code != 0:
            self.failed.append(name)


def sanitizer():
    """compute-sanitizer of the toolkit, if there is one."""
    return shutil.which("compute-sanitizer") or shutil.which("compute-sanitizer", path="/usr/local/cuda/bin")


def main(build, traces):
    program = build / "mrcnn"
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(version)
    checks = Checks(build / "check_device")
    tests = sorted(path for path in build.glob("tests/*/test_device_*") if os.access(path, os.X_OK) and path.is_file())
    if not tests:
        sys.exit(f"{build}: no test_device_* programs, build them first")
    for test in tests:
        checks.run(test.name, [test], MRCNN_REQUIRE="gpu")
    with tempfile.TemporaryDirectory() as folder:
        if not traces:
            scene = min((ROOT / "data/scenes/bundled").glob("*.png"))
            traces = [pathlib.Path(folder) / scene.stem]
            checks.run("a trace to compare", [program, "run", scene, "--dump", traces[0], "--no-pictures",
                                              "--out", pathlib.Path(folder) / "out"])
        for trace in traces:
            checks.run(f"compare {trace.name}", [program, "compare", trace, "--backends", "host,device", "--keep-going"])
    if version.endswith("CUDA"):
        tool = sanitizer()
        if tool is None:
            sys.exit("compute-sanitizer: not found, expected in the PATH or in /usr/local/cuda/bin")
        for test in tests:
            for name in TOOLS:
                checks.run(f"{test.name} {name}", [tool, "--tool", name, "--error-exitcode", "9", test],
                           MRCNN_REQUIRE="gpu", MRCNN_RANDOM_CASES=CASES_UNDER_A_TOOL,
                           MRCNN_POISON="0" if name == "initcheck" else "1")
    print(f"{len(checks.failed)} of them do not hold" if checks.failed else "all hold")
    return bool(checks.failed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="build/cuda")
    parser.add_argument("traces", type=pathlib.Path, nargs="*", metavar="trace")
    options = parser.parse_args()
    sys.exit(main(options.build, options.traces))
