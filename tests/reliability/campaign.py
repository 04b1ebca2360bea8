"""Hostile surroundings for the program: python3 tests/reliability/campaign.py MRCNN ROW [COUNT].

Each ROW prints one line of docs/reliability.md and exits with 1 if its promise is broken:
  kills    COUNT writers killed at random moments: no half file under a final name
  nan      NaN in each tensor of a model and in each float array of a trace: named before anything is written
  memory   a run under every limit of address space from 32 MB on, in steps of 8 MB
  sizes    a run under file size limits from 0 bytes on, in steps of 512
  soak     one run over COUNT images of 1 to 512 pixels a side: growth of resident memory
  threads  one hash over 1, 2, 3, 4 and 8 threads, COUNT runs each
"""
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
NET = ROOT / "tests/golden/small_net"
CLEAN = {0, 1, 2, 3, 4}  # exit codes with one line
READERS = {  # a step that reads each array (docs/trace.md)
    "0_image/input": "features", "1_features/p2": "rpn_head", "1_features/p3": "rpn_head",
    "1_features/p4": "rpn_head", "1_features/p5": "rpn_head", "1_features/p6": "rpn_head",
    "2_proposals/anchors": "proposals", "2_proposals/objectness": "proposals",
    "2_proposals/deltas": "proposals", "2_proposals/boxes": "roi_align", "3_roi_align/regions": "box_head",
    "4_box_head/class_logits": "detections", "4_box_head/box_deltas": "detections",
    "4_box_head/boxes": "iou_filter", "4_box_head/scores": "iou_filter", "5_iou_filter/boxes": "mask_head",
    "5_iou_filter/scores": "paste", "6_masks/logits": "paste"}


def small_run(program, folder, *more):
    return [program, "run", NET / "image.png", "--model", NET / "model.safetensors", "--quiet",
            "--out", folder / "out", "--dump", folder / "trace", *more]


def half_files(folder):
    """Files that are neither complete nor called a temporary file of a killed process."""
    bad = []
    for file in folder.rglob("*"):
        if file.is_dir() or ".tmp-" in file.name:
            continue
        data = file.read_bytes()
        if file.suffix == ".json":
            whole = is_json(data)
        elif file.suffix == ".npy":
            whole = is_npy(data)
        elif file.suffix == ".png":
            whole = data.endswith(b"IEND\xaeB`\x82")
        else:
            whole = file.suffix != ".safetensors" or is_safetensors(data)
        if not whole:
            bad.append(str(file))
    return bad


def is_json(data):
    try:
        json.loads(data)
    except ValueError:
        return False
    return True


def is_npy(data):
    length = struct.unpack("<H", data[8:10])[0] if len(data) > 10 else 0
    header = data[10:10 + length].decode("latin-1")
    shape = re.search(r"'shape': \(([^)]*)\)", header)
    if not shape:
        return False
    size = int(re.search(r"'descr': '.*?(\d)'", header).group(1))
    for extent in re.findall(r"\d+", shape.group(1)):
        size *= int(extent)
    return len(data) == 10 + length + size


def is_safetensors(data):
    length = struct.unpack("<Q", data[:8])[0] if len(data) > 8 else len(data)
    if 8 + length > len(data):
        return False
    ends = [t["data_offsets"][1] for n, t in json.loads(data[8:8 + length]).items() if n != "__metadata__"]
    return max(ends) == len(data) - 8 - length


def kills(program, count):
    random.seed(1)
    halves, killed = [], 0
    for _ in range(count):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            writers = [small_run(program, folder),
                       [program, "scenes", "--count", "3", "--seed", "1", "--out", folder / "scenes"],
                       [program, "model", "random", "-o", folder / "m.safetensors", "--quiet"]]
            child = subprocess.Popen(random.choice(writers), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.random() * 0.3)
            child.kill()
            killed += child.wait() == -signal.SIGKILL
            halves += half_files(folder)
    return f"{killed} of {count} writers killed, {len(halves)} half files {halves[:3]}", not halves


def float_arrays(data):
    """(name, place of its first value) of the tensors of a model file."""
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    return [(n, 8 + length + t["data_offsets"][0]) for n, t in header.items() if t.get("dtype") == "F32"]


def with_nan(data, place):
    return data[:place] + struct.pack("<f", float("nan")) + data[place + 4:]


def nan(program, _):
    model = (NET / "model.safetensors").read_bytes()
    missed, planted = [], 0

    def expect_named(name, folder, command):
        nonlocal planted
        planted += 1
        done = subprocess.run(command, capture_output=True)
        written = [file for file in folder.rglob("*") if file.is_file() and "output" in file.parts]
        if done.returncode != 3 or name.encode() not in done.stderr or b"finite" not in done.stderr or written:
            missed.append((name, done.returncode, done.stderr[:100]))

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        bad = folder / "bad.safetensors"
        for tensor, place in float_arrays(model):
            bad.write_bytes(with_nan(model, place))
            expect_named(tensor, folder, [program, "run", NET / "image.png", "--model", bad,
                                          "--quiet", "--out", folder / "output"])
        subprocess.run(small_run(program, folder, "--no-pictures"), check=True)
        for array, step in READERS.items():
            file = folder / f"trace/{array}.npy"
            good = file.read_bytes()
            file.write_bytes(with_nan(good, 10 + struct.unpack("<H", good[8:10])[0]))
            expect_named(array, folder, [program, "run", "--resume", folder / "trace", "--from", step, "--to", step,
                                         "--quiet", "--dump", folder / "output"])
            file.write_bytes(good)
    return f"{planted} NaN planted, {len(missed)} not named {missed[:3]}", not missed


def limited(program, what, limits):
    reference = None
    counts, bad = {}, []
    for limit in limits:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            try:
                done = subprocess.run(
                    small_run(program, folder, "--threads", "2"), capture_output=True, timeout=60,
                    preexec_fn=lambda limit=limit: resource.setrlimit(what, (limit, limit)))
                code, lines = done.returncode, done.stderr.count(b"\n")
            except subprocess.TimeoutExpired:
                code, lines = "none in 60 s", 0
            result = folder / "out/detections.json"
            if code == 0:
                reference = reference or result.read_bytes()
            right = code == 0 and result.read_bytes() == reference or code in CLEAN - {0} and lines == 1
            counts[code] = counts.get(code, 0) + 1
            bad += [] if right else [limit]
    return f"exit codes {counts}, not clean at {len(bad)} limits {bad[:5]}", not bad


def memory(program, _):
    return limited(program, resource.RLIMIT_AS, range(32 << 20, 900 << 20, 8 << 20))


def sizes(program, _):
    return limited(program, resource.RLIMIT_FSIZE, range(0, 200 * 512, 512))


def png(width, height, level):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    lines = b"".join(b"\0" + bytes((level + x + y) % 256 for x in range(3 * width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def resident(process):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{process}/status").read_text()).group(1))


def soak(program, count):
    random.seed(2)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "images").mkdir()
        for i in range(count):
            # the largest come first and side by side, so that what grows afterwards is a leak
            size = (512, 512) if i < 8 else (random.randint(1, 512), random.randint(1, 512))
            (folder / f"images/{i:06}.png").write_bytes(png(*size, i % 256))
        child = subprocess.Popen([program, "run", "--images", folder / "images", "--quiet", "--model",
                                  NET / "model.safetensors", "--out", folder / "out"])
        progress, most = folder / "out/progress.jsonl", [0, 0]  # in the first half and in the second
        while child.poll() is None:
            time.sleep(0.05)
            done = progress.read_bytes().count(b"\n") if progress.exists() else 0
            try:
                most[done >= count // 2] = max(most[done >= count // 2], resident(child.pid))
            except (AttributeError, FileNotFoundError):
                break  # it has just ended
        code = child.wait()
        growth = most[1] / most[0] - 1 if all(most) else 1
        return (f"exit code {code}, at most {most[0]} kB resident in the first half, {most[1]} kB in the second: "
                f"{100 * growth:+.1f} %", code == 0 and growth < 0.01)


def threads(program, count):
    hashes = set()
    for number in [1, 2, 3, 4, 8] * count:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            subprocess.run(small_run(program, folder, "--threads", str(number), "--no-pictures"), check=True)
            digest = hashlib.sha256()
            for file in sorted((folder / "trace").rglob("*.npy")):
                digest.update(file.read_bytes())
            hashes.add(digest.hexdigest())
    return f"{5 * count} runs, {len(hashes)} hashes", len(hashes) == 1


def main():
    rows = {"kills": kills, "memory": memory, "nan": nan, "sizes": sizes, "soak": soak, "threads": threads}
    if len(sys.argv) < 3 or sys.argv[2] not in rows:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    text, holds = rows[sys.argv[2]](program, int(sys.argv[3]) if len(sys.argv) > 3 else 20)
    print(f"{sys.argv[2]}: {text}")
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
