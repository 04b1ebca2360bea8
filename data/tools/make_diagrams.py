"""Draws the diagrams of the lessons into docs/pictures: python3 data/tools/make_diagrams.py [--check]

With --check nothing is written; a file that differs from what is drawn is an error.
"""
import pathlib
import sys

import box_diagrams
import lab_diagrams
import network_diagrams

PICTURES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "pictures"
DIAGRAMS = {
    "network.svg": network_diagrams.network,
    "1_bottleneck.svg": network_diagrams.bottleneck,
    "1_pyramid.svg": network_diagrams.pyramid,
    "2_anchors.svg": box_diagrams.anchors,
    "3_bilinear.svg": box_diagrams.bilinear,
    "3_pooling.svg": box_diagrams.pooling,
    "5_overlap.svg": box_diagrams.overlap,
    "6_ring.svg": box_diagrams.ring,
    "lab_0.svg": lab_diagrams.follow,
    "lab_1.svg": lab_diagrams.overlap,
    "lab_3.svg": lab_diagrams.coder,
    "lab_4.svg": lab_diagrams.chain,
    "lab_7.svg": lab_diagrams.region,
    "lab_9.svg": lab_diagrams.paste,
}


def main(check):
    stale = []
    for name, draw in DIAGRAMS.items():
        path, drawn = PICTURES / name, str(draw())
        if not check:
            path.write_text(drawn, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != drawn:
            stale.append(f"{name}: not what is drawn now; run python3 data/tools/make_diagrams.py")
    print("\n".join(stale) or f"diagrams: {len(DIAGRAMS)} drawn")
    return bool(stale)


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    sys.exit(main("--check" in sys.argv))
