#!/usr/bin/env python3
"""Times Mask R-CNN on one image in mrcnn and in other programs, alternating; prints the tables.

    peers.py PROGRAM MODEL.safetensors IMAGE [--name r50] [--peers A,B] [--rounds 7] [--wait SECONDS] [--venv DIR] [--torch PYTHON]

PROGRAM is an mrcnn, MODEL one of torchvision's conventions, like that of `mrcnn model random`. Peers:
  im2col         mrcnn --conv im2col, what the lessons explain
  torchvision    as it is, eager
  torch_compile  its networks compiled, in the memory order that suits them best (needs torch 2)
  onnxruntime    the network exported from torchvision
  openvino       the same in float32; openvino_bf16: its own choice where the processor has AMX
  operators      RoIAlign, NMS and paste alone: torchvision's beside mrcnn's steps on the same arrays
  layers         convolutions alone: torch's (oneDNN) beside mrcnn's
The last two need PROGRAM in a build with benchmarks, such as build/dev.

What is timed is the network: normalised pixels in memory to boxes, scores, labels and 28 x 28 masks. Paste is timed too where
a peer has one. (The paste that torchvision exports is a loop that concatenates 100 images one by one: a comparison with it
would flatter us.) First every peer's detections are compared with mrcnn's; one that finds others is not timed, unless its name says
that it computes in less than float32. Each round runs every peer in a separate process, in rotating order. A measurement
waits until the machine is quiet and is repeated if others used more than 0.15 cores while it ran; after --wait seconds the
last one is kept and marked noisy. The tables show medians over quiet measurements (over all if none was), and the ratio in
pairs of one round. All of them are kept in DIR/NAME.json, from which benchmarks/report.py writes docs/performance.md.

The first call makes DIR, a virtual environment outside the tree (default ~/.cache/mrcnn/peers), with torch from PyPI, which
takes 6 GB. --torch names a Python that has torch and torchvision already, like Debian's /usr/bin/python3, and saves them.
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

from measuring import Run, environment, run_quietly
from tables import OURS, tables

HERE = pathlib.Path(__file__).resolve().parent
DEFAULT_PEERS = "im2col,torchvision,torch_compile,onnxruntime,openvino,openvino_bf16,operators,layers"
PARTS = ("operators", "layers")
RUNS = 3


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
        lines = cpuinfo.read().splitlines()
    name = next((line.split(": ")[1].strip() for line in lines if line.startswith("model name")), "unknown processor")
    return name, any(line.startswith("flags") and "amx_bf16" in line for line in lines)


class Bench:
    def __init__(self, options):
        self.options = options
        self.venv = pathlib.Path(options.venv).expanduser()
        self.torch = options.torch or self.venv / "bin/python"
        self.program = pathlib.Path(options.program).resolve()
        self.model = pathlib.Path(options.model).resolve()
        self.image = pathlib.Path(options.image).resolve()
        self.work = self.venv / "work" / options.name
        self.versions = {}

    def set_up(self):
        python = self.venv / "bin/python"
        needs = [HERE / "requirements.txt"] + ([] if self.options.torch else [HERE / "requirements_torch.txt"])
        done = self.venv / "installed"
        wanted = "".join(file.read_text(encoding="ascii") for file in needs)
        if not done.exists() or done.read_text(encoding="ascii") != wanted:
            print(f"setting up {self.venv}", flush=True)
            subprocess.run([sys.executable, "-m", "venv", self.venv], check=True)
            subprocess.run([python, "-m", "pip", "install", "-q", *(word for file in needs for word in ("-r", file))], check=True,
                           env=environment())
            done.write_text(wanted, encoding="ascii")
        self.work.mkdir(parents=True, exist_ok=True)
        (self.work / "network.onnx").unlink(missing_ok=True)
        Run([self.program, "run", self.image, "--model", self.model, "--conv", "im2col", "--quiet", "--no-pictures",
             "--out", self.work / "out", "--dump", self.work / "trace"])

    def mrcnn(self, conv):
        """The times of RUNS images after a first one, which allocates memory."""
        with tempfile.TemporaryDirectory() as out:
            run = Run([self.program, "run", *[self.image] * (RUNS + 1), "--model", self.model, "--conv", conv, "--json", "--at-once", 1,
                       "--threads", self.options.threads, "--out", out])
        images = [{step["name"]: step["ms"] for step in image["steps"]} for image in json.loads(run.output)["images"][1:]]
        return run, {"ms": [sum(image.values()) - image["paste"] for image in images],
                     **{step: [image[step] for image in images] for step in ("roi_align", "paste")}}

    def benchmark(self, name, pattern):
        """Of Google Benchmark: [(name, label, milliseconds, counters)]."""
        run = Run([self.program.parent / "benchmarks" / name, f"--benchmark_filter={pattern}", "--benchmark_format=json",
                   "--benchmark_min_time=0.2"])
        to_ms = {"ns": 1e-6, "us": 1e-3, "ms": 1.0}
        return run, [{**one, "ms": one["real_time"] * to_ms[one["time_unit"]]} for one in json.loads(run.output)["benchmarks"]]

    def worker(self, peer, *mode):
        python = self.torch if peer.startswith("torch") or peer in PARTS or "export" in mode else self.venv / "bin/python"
        script = "operators.py" if peer in PARTS else "worker.py"
        run = Run([python, HERE / script, peer, self.model, self.work, self.options.threads, RUNS, *mode])
        found = json.loads(run.output.splitlines()[-1])
        self.versions.update(found.pop("versions"))
        return run, found

    def part(self, peer):
        """Both sides of single operators or layers, one after the other: {"ours": {name: ms}, "theirs": {name: ms}}."""
        if peer == "operators":
            mine, rows = self.benchmark("bench_geometry", "^nms/host/fast/boxes:4700/")
            ours = {"nms": {"ms": rows[0]["ms"], "result": int(rows[0]["kept"])}}
            steps = self.mrcnn("fast")[1]
            ours |= {step: {"ms": statistics.median(steps[step])} for step in ("roi_align", "paste")}
        else:
            mine, rows = self.benchmark("bench_ladder", "/5_own_kernel/")
            ours = {row["name"].split("/host/")[0].removeprefix("ladder/"): {"ms": row["ms"], "shape": row["label"]} for row in rows}
            (self.work / "layers.json").write_text(json.dumps({k: v["shape"] for k, v in ours.items()}), encoding="utf-8")
        run, theirs = self.worker(peer)
        run.others = max(run.others, mine.others)
        return run, {"ours": ours, "theirs": theirs}

    def measure(self, peer):
        if peer in PARTS:
            run, found = self.part(peer)
        elif peer in (OURS, "im2col"):
            run, found = self.mrcnn("fast" if peer == OURS else "im2col")
        else:
            run, found = self.worker(peer)
        return {**found, "mib": run.mib, "others": run.others, "quiet": run.quiet}

    def check(self, peer):
        """Why a peer cannot be timed; empty if it finds what mrcnn finds."""
        try:
            if peer in PARTS:
                self.part(peer)
            elif peer != "im2col":
                if not peer.startswith("torch") and not (self.work / "network.onnx").exists():
                    self.worker(peer, "export")
                found = self.worker(peer, "check")[1]
                lost = found["expected"] - found["partners"]
                if lost > max(1, found["expected"] // 100):
                    complaint = f"finds {found['partners']} of mrcnn's {found['expected']} objects"
                    if not peer.endswith("bf16"):
                        return complaint
                    print(f"{peer}: {complaint}", flush=True)
        except (RuntimeError, OSError) as error:
            return str(error)
        return ""


def measure_rounds(bench, document, peers, file):
    for number in range(bench.options.rounds):
        done = {}
        shift = number % len(peers)
        for peer in peers[shift:] + peers[:shift]:
            done[peer] = run_quietly(lambda peer=peer: bench.measure(peer), bench.options.wait)
        document["rounds"].append(done)
        file.write_text(json.dumps(document), encoding="utf-8")
        print(f"round {number + 1}: " + ", ".join(
            f"{peer} {statistics.median(one['ms']):.0f}{'' if one['quiet'] else ' (noisy)'}"
            for peer, one in done.items() if "ms" in one), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(";", maxsplit=1)[0])
    parser.add_argument("program")
    parser.add_argument("model")
    parser.add_argument("image")
    parser.add_argument("--name", default="peers", help="of the file of results and of the table in the docs")
    parser.add_argument("--peers", default=DEFAULT_PEERS)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--wait", type=float, default=60, help="seconds to wait for a quiet machine, each time")
    parser.add_argument("--venv", default="~/.cache/mrcnn/peers")
    parser.add_argument("--torch", help="a Python with torch and torchvision, instead of installing them")
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
    name, has_amx = processor()
    document = {"peers": options.name, "processor": name, "amx": has_amx, "threads": options.threads,
                "date": str(datetime.date.today()), "versions": bench.versions, "left_out": left_out, "rounds": []}
    file = bench.venv / f"{options.name}.json"
    measure_rounds(bench, document, peers, file)
    for title, text in tables(document).items():
        print(f"\n{title}\n\n{text}")
    print(f"all measurements are in {file}")


if __name__ == "__main__":
    main()
