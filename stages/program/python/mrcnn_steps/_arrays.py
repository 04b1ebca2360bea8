"""What goes in as an array: converted where no value changes, refused with one line where one would."""
import numpy as np


class InputError(ValueError):
    """Something given is wrong: one line with the name, what was expected, and what came."""


def converted(value, dtype, name):
    """`value` as a dense array of `dtype`.

    Numbers in lists, which have no type of their own, take the nearest float32. Everything else must survive the
    conversion. Raises InputError.
    """
    if np.ma.is_masked(value):
        raise InputError(f"{name}: has masked elements, expected plain {dtype}")
    try:
        given = np.asarray(value)
    except Exception as error:  # whatever __array__ or a ragged list raises
        came = f"{type(value).__name__} ({one_line(error)})"
        raise InputError(f"{name}: expected an array of {dtype}, got {came}") from None
    if given.dtype.kind not in "buif" or (given.dtype.kind == "f" and dtype.kind != "f" and given.size):
        raise InputError(f"{name}: wrong dtype, expected {dtype}, got {given.dtype}")
    with np.errstate(all="ignore"):
        result = np.ascontiguousarray(given, dtype).reshape(given.shape)
        kept = result == given
        if given.dtype.kind in "ui" and dtype.kind == "f":
            kept &= (given <= 2**53) & (given >= -(2**53))  # beyond, the comparison itself rounds
        elif given.dtype.kind == "f":
            kept |= np.isnan(given)
            if not isinstance(value, (np.ndarray, np.generic)):
                kept |= np.isfinite(result)
    if not kept.all():
        index = tuple(int(i) for i in np.argwhere(~kept)[0])
        raise InputError(f"{name}: {given.dtype} holds {given[index]} at {list(index)}, which {dtype} cannot; "
                         f"round it yourself with .astype(numpy.{dtype})")
    return result


def one_line(text):
    return " ".join(str(text).split())
