"""Files: what comes with the module, and images."""
from __future__ import annotations

import os
import pathlib
import warnings

import numpy as np
from numpy.typing import NDArray

_HERE = pathlib.Path(__file__).resolve().parent


def bundled_model() -> pathlib.Path:
    """The model that comes with the module. It knows six drawn shapes; docs/weights.md leads to others."""
    return next((_HERE / "model").glob("*.safetensors"))


def bundled_scenes() -> list[pathlib.Path]:
    """Images of the shapes that the bundled model knows; truth.json beside them has the true objects."""
    return sorted((_HERE / "scenes").glob("*.png"))


def read_image(path: str | os.PathLike[str]) -> NDArray[np.uint8]:
    """The pixels of a PNG, JPEG or PPM file: (height, width, 3) uint8, RGB.

    An EXIF orientation is not applied; a warning says so. Raises InputError if the file is not such an image.
    """
    from . import _images  # loads libpng and libjpeg

    pixels, warning = _images.read_image(os.fspath(path))
    if warning:
        warnings.warn(warning, stacklevel=2)
    return pixels
