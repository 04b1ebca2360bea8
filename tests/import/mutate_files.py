#!/usr/bin/env python3
"""Runs the importer on mutated files: mutate_files.py IMPORTER COUNT FILE...

Each run must end by itself within 6 s of processor time, with a model (0) or one line (3, or 4 without memory). libhdf5 may crash on an
.h5 file, which `mrcnn model convert` reports; a crash on any other file fails. The same arguments mutate the same way.
"""
import argparse
import collections
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile

SECONDS = 6
ENDINGS = {0: "read", 3: "refused", 4: "out of memory or space"}


def mutated(content, chance):
    """One to four changes: a byte, a run of one byte, a piece moved elsewhere, a cut."""
    content = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        length = min(chance.randint(1, 8), len(content) - at)
        kind = chance.randrange(8)
        if kind == 0 and at > 0:
            del content[at:]
        elif kind == 1:
            content[at:at + length] = bytes([chance.choice((0, 255))]) * length
        elif kind == 2:
            to = chance.randrange(len(content) - length + 1)
            content[to:to + length] = content[at:at + length]
        else:
            content[at] = chance.randrange(256)
    return bytes(content)


def ending_of(importer, file):
    """How the run ended, and whether it may end so."""
    run = subprocess.run([importer, file], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS)))
    if run.returncode < 0:
        is_crash = -run.returncode not in (signal.SIGXCPU, signal.SIGKILL)
        return f"signal {-run.returncode}", is_crash and str(file).endswith(".h5")
    is_told = run.returncode == 0 or run.stderr.count(b"\n") == 1
    return ENDINGS.get(run.returncode, f"exit {run.returncode}"), run.returncode in ENDINGS and is_told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("importer", help="build/dev/mrcnn-import")
    parser.add_argument("count", type=int)
    parser.add_argument("files", type=pathlib.Path, nargs="+", metavar="file")
    options = parser.parse_args()
    importer, count, files = options.importer, options.count, options.files
    chance = random.Random(1)
    endings, failures = collections.Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            source = files[number % len(files)]
            file = pathlib.Path(folder) / f"mutated{source.suffix}"
            file.write_bytes(mutated(source.read_bytes(), chance))
            ending, is_fine = ending_of(importer, file)
            endings[ending] += 1
            if not is_fine:
                failures += 1
                kept = pathlib.Path(tempfile.gettempdir()) / f"mrcnn-import-{number}{source.suffix}"
                kept.write_bytes(file.read_bytes())
                print(f"{kept}: {ending}, from {source.name}", flush=True)
    print(f"{count} files: " + ", ".join(f"{n} {ending}" for ending, n in endings.most_common()))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
