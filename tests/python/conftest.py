"""What the tests of the Python module share. MRCNN_PROGRAM is the program mrcnn, whose numbers the module must give."""
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import mrcnn_steps as m

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def mrcnn():
    """Runs the program, with a python3 that has NumPy; a test that needs it is skipped without it."""
    program = os.environ.get("MRCNN_PROGRAM")
    if not program:
        pytest.skip("MRCNN_PROGRAM is not set")

    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])

    def run(*arguments):
        return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, env={**os.environ, "PATH": path})

    return run


@pytest.fixture(scope="session")
def scene():
    return m.bundled_scenes()[2]


@pytest.fixture(scope="session")
def image(scene):
    return m.read_image(scene)


@pytest.fixture(scope="session")
def detector():
    return m.Detector()


@pytest.fixture(scope="session")
def trace(detector, image):
    """A run with every array."""
    kept = m.Trace()
    detector.detect(image, trace=kept)
    return kept


def bits(array):
    """The bytes, with every NaN the same."""
    if array.dtype == np.float32:
        array = np.where(np.isnan(array), np.float32(np.nan), array)
    return array.tobytes()
