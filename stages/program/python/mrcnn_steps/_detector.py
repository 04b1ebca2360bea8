from __future__ import annotations

import json
import operator
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _arrays, _native
from ._bundled import bundled_model
from ._trace import Trace


@dataclass(frozen=True, eq=False)
class Detection:
    """One object."""

    class_name: str
    label: int  # its index in Detector.class_names; 0 is the background and never occurs
    score: float  # probability of the class
    box: NDArray[np.float32]  # (4) x1 y1 x2 y2 in pixels of the image
    mask: NDArray[np.bool_]  # (height, width) of the image, True on the object

    def __repr__(self) -> str:
        x1, y1, x2, y2 = self.box
        return f"<{self.class_name} {self.score:.2f} at {x1:.0f} {y1:.0f} {x2:.0f} {y2:.0f}>"


class Detector:
    """Mask R-CNN with the weights of one model file. Threads that share a detector wait for each other."""

    def __init__(self, model: str | os.PathLike[str] | None = None, device: bool = False, threads: int | None = None,
                 overrides: Mapping[str, Any] | None = None, conv: str | None = None,
                 architecture: str | None = None) -> None:
        """Reads the model.

            model         a model file (docs/model-file.md); None: the bundled one
            device        compute with the device code (docs/gpu.md) instead of the host's
            threads       at most this many; None: as many as OpenMP uses
            overrides     keys of docs/model-file.md: {"box_head.score_threshold": 0.5}
            conv          how convolutions are computed (docs/library.md); None: the library's default
            architecture  of a model file without metadata

        Raises InputError if the file is not a model, a key or value is wrong, or there is no such device.
        """
        assignments = [f"{key}={json.dumps(value, default=_plain)}" for key, value in dict(overrides or {}).items()]
        count = 0 if threads is None else operator.index(threads)
        if count.bit_length() > 31:
            raise _arrays.InputError(f"Detector: threads is {count}, expected a number of threads")
        self._network = _native.Network(os.fspath(bundled_model() if model is None else model), bool(device), count,
                                        assignments, None if conv is None else str(conv), str(architecture or ""))

    @property
    def class_names(self) -> list[str]:
        """The classes of the model, background first."""
        return self._network.class_names()

    def detect(self, image: ArrayLike, min_score: float = 0, trace: Trace | None = None) -> list[Detection]:
        """The objects of an image, by descending score.

            image      (height, width, 3) uint8, RGB
            min_score  leaves out what is less likely; 0: all that the model keeps
            trace      is filled with every array of the run

        Raises InputError if the image is not one.
        """
        if not isinstance(trace, (Trace, type(None))):
            raise TypeError(f"trace: expected a Trace or None, got {type(trace).__name__}")
        pixels = image
        if type(image) is not np.ndarray or image.dtype != np.uint8:
            pixels = _arrays.converted(image, np.dtype(np.uint8), "image")
        found = self._network.detect(pixels, float(min_score), None if trace is None else trace._arrays)
        return [Detection(*fields) for fields in found]


def _plain(value: Any) -> Any:
    """NumPy's numbers and arrays as Python's."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"overrides: {type(value).__name__} is not a number, a word or a list of them")
