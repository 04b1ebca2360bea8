"""Importing and computing change nothing in the process, beside NumPy and PyTorch with BLAS libraries of their own."""
import os
import subprocess
import sys

import pytest

import mrcnn_steps as m

SCRIPT = r'''
import ctypes, locale, os, signal, sys, warnings
other = sys.argv[1]
import numpy as np
if other == "torch":
    import torch
c = ctypes.CDLL(None)
c.setlocale.restype = ctypes.c_char_p

def environment():
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(c, "environ")
    entries, i = [], 0
    while environ[i] is not None:
        entries.append(environ[i])
        i += 1
    return entries

def product():
    a = np.arange(40000, dtype=np.float32).reshape(200, 200) % 7
    return (a @ a.T).tobytes()

def blas_threads():
    counts = []
    for line in open("/proc/self/maps"):
        path = line.split()[-1]
        if "openblas" in path and ".so" in path and path not in [p for p, _ in counts]:
            library = ctypes.CDLL(path)
            for name in ("openblas_get_num_threads", "scipy_openblas_get_num_threads64_"):
                if hasattr(library, name):
                    counts.append((path, getattr(library, name)()))
    return counts

def opencv():
    return {line.split()[-1] for line in open("/proc/self/maps") if "opencv" in line}

def snapshot():
    now = {"environment": environment(), "os.environ": dict(os.environ), "C locale": c.setlocale(6, None),
           "Python locale": locale.setlocale(locale.LC_ALL), "rounding": c.fegetround(),
           "signals": [signal.getsignal(s) for s in range(1, signal.NSIG)], "filters": list(warnings.filters),
           "numpy errors": np.geterr(), "product": product(), "BLAS threads": blas_threads(),
           "folder": os.getcwd(), "OpenCV": opencv(), "mask": os.umask(0)}
    os.umask(now["mask"])
    if other == "torch":
        a = torch.arange(40000, dtype=torch.float32).reshape(200, 200) % 7
        now["torch"] = (torch.get_num_threads(), (a @ a.T).numpy().tobytes())
    return now

before = snapshot()
import mrcnn_steps as m
steps = {"import": snapshot()}
detector = m.Detector(threads=1)
image = np.random.default_rng(1).integers(0, 256, (60, 80, 3), np.uint8)
trace = m.Trace()
detector.detect(image, trace=trace)
m.iou(trace["2_proposals/boxes"], trace["2_proposals/boxes"])
m.Detector(device=True, threads=2).detect(image)
steps["detect"] = snapshot()
for step, after in steps.items():
    for name, value in before.items():
        if name == "BLAS threads":  # a library that came later is no change of those before
            value, after[name] = dict(value), {k: v for k, v in after[name] if k in dict(value)}
        assert after[name] == value, (step, name, value, after[name])
np.linalg.svd(np.eye(50, dtype=np.float32))  # LAPACK of the other library
'''


@pytest.fixture
def run(tmp_path):
    """Runs a script with an interpreter that sees this module, and else only its own packages."""
    (tmp_path / "mrcnn_steps").symlink_to(os.path.dirname(m.__file__))

    def run_with(python, script, *arguments):
        return subprocess.run([python, "-c", script, *arguments], capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(tmp_path)})

    return run_with


def test_importing_and_computing_change_nothing(run):
    done = run(sys.executable, SCRIPT, "numpy")
    assert done.returncode == 0, done.stderr


def test_the_same_beside_torch(run):
    usable = f"import sys, torch; torch.zeros(1).numpy(); assert sys.version_info[:2] == {sys.version_info[:2]}"
    python = next((p for p in (sys.executable, "/usr/bin/python3") if run(p, usable).returncode == 0), None)
    if python is None:
        if "torch" in os.environ.get("MRCNN_REQUIRE", ""):
            pytest.fail("torch is required and missing")
        pytest.skip("no torch")
    done = run(python, SCRIPT, "torch")
    assert done.returncode == 0, done.stderr


def test_the_libraries_export_their_initialisation_only():
    folder = os.path.dirname(m.__file__)
    libraries = [name for name in os.listdir(folder) if name.endswith(".so")]
    assert len(libraries) == 2
    for library in libraries:
        listed = subprocess.run(["nm", "--dynamic", "--defined-only", os.path.join(folder, library)],
                                capture_output=True, text=True, check=True).stdout
        assert [line.split()[-1] for line in listed.splitlines()] == ["PyInit_" + library.split(".")[0]]


def test_nothing_is_read_from_the_source_tree():
    """What comes with the module lies beside it."""
    folder = os.path.dirname(os.path.realpath(m.__file__))
    for path in [m.bundled_model(), *m.bundled_scenes()]:
        assert str(path).startswith(folder) and path.is_file()
    assert len(m.bundled_scenes()) == 6
