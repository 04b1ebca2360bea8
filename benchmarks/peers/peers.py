#!/usr/bin/env python3
"""Times Mask R-CNN on one image in mrcnn and in other programs, alternating; writes the table.

    peers.py PROGRAM MODEL.safetensors IMAGE [--peers A,B] [--rounds 7] [--wait SECONDS] [--venv DIR] [--torch PYTHON]

PROGRAM is an mrcnn, MODEL one of torchvision's conventions, like that of `mrcnn model random`. Peers:
  im2col        mrcnn --conv im2col, what the lessons explain
  torchvision   as it is, eager; torch.compile needs torch 2
  onnxruntime   the network exported from torchvision
  openvino      the same in float32; openvino_bf16: its own choice where the processor has AMX

What is timed is the network: normalised pixels in memory to boxes, scores, labels and 28 x 28 masks, without resizing
and paste. (The paste that torchvision exports is a loop that concatenates 100 images one by one: a comparison with it would flatter us.)
First every peer's detections are compared with ours; one that finds others is not timed, unless its name says that it
computes in less than float32. Each round runs every peer in a
process of its own, in rotating order, and waits for a quiet machine before each; a round is marked noisy if it did not get
one. The table shows the medians over quiet rounds, over all rounds if none was quiet, and the ratio to mrcnn in pairs of
one round. All rounds are kept in DIR/rounds.json.

The first call makes DIR, a virtual environment outside the tree (default ~/.cache/mrcnn/peers), from requirements.txt.
torch and torchvision are those of PYTHON (default: /usr/bin/python3, Debian's python3-torchvision).
"""
import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
OURS = "mrcnn"
WITH_TORCH = ("torchvision", "torch_compile")
RUNS = 3
QUIET = 0.15  # of a core, used by others


def environment():
    """Without the settings of BLAS and OpenMP libraries that a shell may carry."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_", "MKL_", "KMP_", "GOMP_"))}


def call(command, **options):
    result = subprocess.run([str(word) for word in command], env=environment(), capture_output=True, text=True, **options)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]}: exit {result.returncode}: {(result.stderr.strip() or '?').splitlines()[-1]}")
    return result.stdout


def used_by_others(seconds=0.5):
    """Cores in use while this process sleeps."""
    def busy():
        with open("/proc/stat", encoding="ascii") as stat:
            ticks = [int(word) for word in stat.readline().split()[1:9]]
        return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
    before = busy()
    time.sleep(seconds)
    return (busy() - before) / seconds


def wait_for_quiet(longest):
    end = time.monotonic() + longest
    while used_by_others() > QUIET:
        if time.monotonic() > end:
            return False
    return True


class Bench:
    def __init__(self, options):
        self.options = options
        self.venv = pathlib.Path(options.venv).expanduser()
        self.program = pathlib.Path(options.program).resolve()
        self.model = pathlib.Path(options.model).resolve()
        self.image = pathlib.Path(options.image).resolve()
        self.work = self.venv / "work"

    def set_up(self):
        python = self.venv / "bin/python"
        if not python.exists():
            print(f"setting up {self.venv}", flush=True)
            call([sys.executable, "-m", "venv", self.venv])
            call([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"])
        self.work.mkdir(exist_ok=True)
        call([self.program, "run", self.image, "--model", self.model, "--conv", "im2col", "--quiet", "--no-pictures",
              "--out", self.work / "out", "--dump", self.work / "trace"])

    def milliseconds_of_ours(self, conv):
        """Of RUNS images behind a first one, which takes fresh memory."""
        with tempfile.TemporaryDirectory() as out:
            text = call([self.program, "run", *[self.image] * (RUNS + 1), "--model", self.model, "--conv", conv, "--json",
                         "--threads", self.options.threads, "--out", out])
        return [sum(step["ms"] for step in image["steps"] if step["name"] != "paste")
                for image in json.loads(text)["images"][1:]]

    def worker(self, peer, *mode):
        python = self.options.torch if peer in WITH_TORCH or "export" in mode else self.venv / "bin/python"
        return json.loads(call([python, HERE / "worker.py", peer, self.model, self.work, self.options.threads, RUNS,
                                *mode]).splitlines()[-1])

    def milliseconds(self, peer):
        if peer in (OURS, "im2col"):
            return self.milliseconds_of_ours("fast" if peer == OURS else "im2col")
        return self.worker(peer)["milliseconds"]

    def check(self, peer):
        """Why a peer cannot be timed; empty if it finds what mrcnn finds."""
        if peer in (OURS, "im2col"):
            return ""
        try:
            if peer not in WITH_TORCH and not (self.work / "network.onnx").exists():
                self.worker(peer, "export")
            found = self.worker(peer, "check")
        except RuntimeError as error:
            return str(error)
        lost = found["expected"] - found["partners"]
        if lost > max(1, found["expected"] // 100):
            complaint = f"finds {found['partners']} of mrcnn's {found['expected']} objects"
            if not peer.endswith("bf16"):
                return complaint
            print(f"{peer}: {complaint}", flush=True)
        return ""


def median(values):
    return statistics.median(values)


def print_table(rounds, peers, left_out, threads):
    quiet = [r for r in rounds if r["quiet"]] or rounds
    print("\n| program | network, ms (least to most) | ratio to mrcnn |\n|---|---|---|")
    for peer in peers:
        times = [median(r["ms"][peer]) for r in quiet if peer in r["ms"]]
        ratios = sorted(median(r["ms"][peer]) / median(r["ms"][OURS]) for r in quiet if peer in r["ms"])
        if times:
            print(f"| {peer} | {median(times):.0f} ({min(times):.0f} to {max(times):.0f}) "
                  f"| {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) |")
    for peer, why in left_out.items():
        print(f"| {peer} | not measured: {why[:120]} | |")
    with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
        processor = next((line.split(": ")[1].strip() for line in cpuinfo if line.startswith("model name")), "unknown")
    print(f"\n{processor}, {threads} threads, {datetime.date.today()}; "
          f"{sum(r['quiet'] for r in rounds)} of {len(rounds)} rounds were quiet; fp32 unless the name says otherwise")


def main():
    parser = argparse.ArgumentParser(description="Times Mask R-CNN in mrcnn and its peers.")
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("image")
    parser.add_argument("--peers", default="im2col,torchvision,torch_compile,onnxruntime,openvino,openvino_bf16")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--wait", type=float, default=60, help="seconds to wait for a quiet machine, each time")
    parser.add_argument("--venv", default="~/.cache/mrcnn/peers")
    parser.add_argument("--torch", default="/usr/bin/python3", help="a Python with torch and torchvision")
    options = parser.parse_args()
    bench = Bench(options)
    bench.set_up()
    peers, left_out = [OURS], {}
    for peer in options.peers.split(","):
        why = bench.check(peer)
        if why:
            left_out[peer] = why
        else:
            peers.append(peer)
        print(f"{peer}: {why or 'is timed'}", flush=True)
    rounds = []
    for number in range(options.rounds):
        done = {"quiet": True, "ms": {}}
        for peer in peers[number % len(peers):] + peers[:number % len(peers)]:
            done["quiet"] &= wait_for_quiet(options.wait)
            done["ms"][peer] = bench.milliseconds(peer)
        rounds.append(done)
        print(f"round {number + 1}{'' if done['quiet'] else ' (noisy)'}: "
              + ", ".join(f"{peer} {median(done['ms'][peer]):.0f}" for peer in peers), flush=True)
        (bench.venv / "rounds.json").write_text(json.dumps(rounds), encoding="utf-8")
    print_table(rounds, peers, left_out, options.threads)


if __name__ == "__main__":
    main()
