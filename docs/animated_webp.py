"""Joins WebP pictures of one size into an animation (the container of WebP, as Google describes it)."""
import struct


def chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def u24(value):
    return struct.pack("<I", value)[:3]


def picture_of(webp):
    """The chunk VP8 of a lossy picture; what stands around it is left out."""
    place = 12
    while place < len(webp):
        name, size = webp[place:place + 4], struct.unpack("<I", webp[place + 4:place + 8])[0]
        if name == b"VP8 ":
            return chunk(name, webp[place + 8:place + 8 + size])
        place += 8 + size + size % 2
    raise ValueError("no lossy WebP picture")


def size_of(picture):
    """Width and height stand behind the start code of a key frame."""
    width, height = struct.unpack("<HH", picture[14:18])
    return width & 0x3FFF, height & 0x3FFF


def animate(pictures, milliseconds):
    """Bytes of an animation that repeats for ever; each picture is shown for `milliseconds`."""
    frames = [picture_of(p) for p in pictures]
    width, height = size_of(frames[0])
    animation, no_blending = 0x02, 0x02
    content = b"WEBP" + chunk(b"VP8X", struct.pack("<I", animation) + u24(width - 1) + u24(height - 1))
    content += chunk(b"ANIM", b"\xff\xff\xff\xff" + struct.pack("<H", 0))
    for frame in frames:
        place = u24(0) + u24(0) + u24(width - 1) + u24(height - 1)
        content += chunk(b"ANMF", place + u24(milliseconds) + bytes([no_blending]) + frame)
    return b"RIFF" + struct.pack("<I", len(content)) + content
