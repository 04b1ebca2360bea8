from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from . import _native


class Trace(Mapping[str, "NDArray[np.generic]"]):
    """Every array of every step of one run, by name: trace["2_proposals/boxes"]. docs/trace.md lists them.

    The arrays are read-only views, not copies; they may outlive the trace. Maps are (C, H, W).
    """

    def __init__(self) -> None:
        """An empty trace, for Detector.detect() to fill."""
        self._arrays = _native.TraceArrays()

    @staticmethod
    def read(folder: str | os.PathLike[str]) -> Trace:
        """Reads a folder that write() or `mrcnn run --dump` made.

        Raises InputError if it is not a trace, or if an array is malformed or contradicts another.
        """
        trace = Trace()
        trace._arrays = _native.TraceArrays.read(os.fspath(folder))
        return trace

    def write(self, folder: str | os.PathLike[str]) -> None:
        """Writes the arrays as .npy files with manifest.json and detections.json, as `mrcnn run --dump` does.

        An older trace is replaced. Raises InputError if the trace is empty or the folder holds anything else, OSError
        if it cannot be written.
        """
        self._arrays.write(os.fspath(folder))

    def __getitem__(self, name: str) -> NDArray[np.generic]:
        if name not in self._arrays.names():
            raise KeyError(name)
        return self._arrays.array(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays.names())

    def __len__(self) -> int:
        return len(self._arrays.names())

    def __repr__(self) -> str:
        return f"<mrcnn_steps.Trace of {len(self)} arrays>"
