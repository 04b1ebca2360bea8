"""A tiny reader and writer of .npy files, so that the tests need nothing but the interpreter."""
import array
import ast
import math
import pathlib
import struct

TYPES = {"<f4": "f", "<i4": "i", "|u1": "B"}


class Npy:
    """Shape and flat elements, in C order."""

    def __init__(self, shape, data):
        self.shape = shape
        self.data = data

    def __getitem__(self, index):
        """One element by all its indices, or a flat row of a matrix."""
        index = index if isinstance(index, tuple) else (index,)
        size = math.prod(self.shape[len(index):])
        start = 0
        for i, extent in zip(index, self.shape):
            start = start * extent + i
        return self.data[start] if len(index) == len(self.shape) else list(self.data[start * size:(start + 1) * size])

    def __len__(self):
        return self.shape[0]


def read(path):
    content = pathlib.Path(path).read_bytes()
    assert content[:6] == b"\x93NUMPY", path
    length, = struct.unpack("<H", content[8:10])
    header = ast.literal_eval(content[10:10 + length].decode())
    assert not header["fortran_order"], path
    data = array.array(TYPES[header["descr"]])
    data.frombytes(content[10 + length:])
    return Npy(header["shape"], data)


def write(path, rows):
    """A matrix of float32, a list for each row."""
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({len(rows)}, {len(rows[0])}), }}"
    head += " " * (-(len(head) + 11) % 64) + "\n"
    values = array.array("f", [value for row in rows for value in row])
    pathlib.Path(path).write_bytes(
        b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + values.tobytes())
