"""Reads and writes .safetensors files with NumPy alone (F32, F16, BF16), as docs/model-file.md describes them."""
import json
import struct

import numpy as np

ITEM_SIZE = {"F32": 4, "F16": 2, "BF16": 2}


def read_safetensors(path):
    """Returns ({name: float32 array}, {metadata key: text}). Raises ValueError for a file that is not well formed."""
    with open(path, "rb") as file:
        content = file.read()
    if len(content) < 8:
        raise ValueError(f"{path}: too short, expected at least 8 bytes, got {len(content)}")
    (header_size,) = struct.unpack("<Q", content[:8])
    if header_size > len(content) - 8:
        raise ValueError(f"{path}: header of {header_size} bytes in a file of {len(content)}")
    header = json.loads(content[8 : 8 + header_size])
    data = content[8 + header_size :]
    metadata = header.pop("__metadata__", {})
    return {name: _decode(path, name, entry, data) for name, entry in header.items()}, metadata


def _decode(path, name, entry, data):
    dtype, shape, (begin, end) = entry["dtype"], entry["shape"], entry["data_offsets"]
    if dtype not in ITEM_SIZE:
        raise ValueError(f"{path}: {name}: dtype {dtype}, expected one of {', '.join(ITEM_SIZE)}")
    expected = int(np.prod(shape, dtype=np.int64)) * ITEM_SIZE[dtype]
    if not 0 <= begin <= end <= len(data) or end - begin != expected:
        raise ValueError(f"{path}: {name}: bytes {begin}..{end} do not hold {shape} of {dtype}")
    raw = data[begin:end]
    if dtype == "BF16":  # the upper half of a float32
        values = (np.frombuffer(raw, "<u2").astype(np.uint32) << 16).view(np.float32)
    else:
        values = np.frombuffer(raw, "<f4" if dtype == "F32" else "<f2").astype(np.float32)
    return values.reshape(shape)


def to_bf16(values):
    """The float32 values that BF16 can hold next to `values` (round half to even)."""
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    rounded = bits + 0x7FFF + ((bits >> 16) & 1)
    return (rounded & np.uint32(0xFFFF0000)).view(np.float32)


def write_safetensors(path, tensors, metadata):
    """`tensors`: {name: (dtype, float array)}, `metadata`: {key: text}."""
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for name, (dtype, values) in tensors.items():
        values = np.ascontiguousarray(values, np.float32)
        if dtype == "BF16":
            blob = (to_bf16(values).view(np.uint32) >> 16).astype("<u2").tobytes()
        else:
            blob = values.astype("<f4" if dtype == "F32" else "<f2").tobytes()
        header[name] = {"dtype": dtype, "shape": list(values.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # so that the data begin at a multiple of 8
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
