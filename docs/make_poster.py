"""Makes docs/pictures/poster.webp, the course's first picture: python3 docs/make_poster.py PROGRAM

One scene, seen from left to right as each stage sees it. Everything drawn is an array of the run. Needs NumPy,
matplotlib and Pillow.
"""
import pathlib
import subprocess
import sys
import tempfile

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.patches import Polygon, Rectangle  # noqa: E402
from PIL import Image  # noqa: E402

PICTURES = pathlib.Path(__file__).resolve().parent / "pictures"
SEED, WIDTH, HEIGHT = 513, 1200, 400  # of the scene
SHOWN = 1090                          # columns of it
SLANT = 30                            # of the borders, in pixels
BORDERS = [0, 178, 345, 575, 765, 925, SHOWN]  # where each stage begins, halfway down
TITLES = ["image", "1 features", "2 proposals", "3 roi_align", "4 box_head", "6 masks"]
CLASSES = ["background", "circle", "square", "triangle", "star", "ring", "cross"]
COLORS = ["#ffd60a", "#ff375f", "#30d158", "#64d2ff", "#bf5af2", "#ff9f0a"]


def run(program, folder):
    """The arrays of one run, by their names in the trace."""
    scenes, trace = folder / "scenes", folder / "trace"
    subprocess.run([program, "scenes", "--count", "1", "--seed", str(SEED), "--size", f"{WIDTH},{HEIGHT}", "--out",
                    scenes, "--quiet"], check=True)
    subprocess.run([program, "run", next(scenes.glob("*.png")), "--quiet", "--no-pictures", "--dump", trace, "--out",
                    folder / "out", "--set", "image.min_size=256", "--set", "image.max_size=768", "--set",
                    "box_head.score_threshold=0.7"], check=True)
    return {f"{file.parent.name}/{file.stem}": np.load(file) for file in trace.glob("*/*.npy")}


class Strip:
    """The part of the picture that one stage fills, between slanted borders."""

    def __init__(self, axes, number):
        left, right = BORDERS[number], BORDERS[number + 1]
        corners = [(left + SLANT, 0), (right + SLANT, 0), (right - SLANT, HEIGHT), (left - SLANT, HEIGHT)]
        if number == 0:
            corners[0], corners[3] = (0, 0), (0, HEIGHT)
        if number == len(TITLES) - 1:
            corners[1], corners[2] = (SHOWN, 0), (SHOWN, HEIGHT)
        self.axes, self.number = axes, number
        self.clip = Polygon(corners, transform=axes.transData)
        if number:
            axes.plot([left + SLANT, left - SLANT], [0, HEIGHT], color="white", linewidth=3, zorder=9)
        axes.text((left + right) / 2 - SLANT * 0.85, HEIGHT - 12, TITLES[number], color="white", fontsize=13,
                  fontweight="bold", ha="center", zorder=10,
                  bbox={"facecolor": "#000a", "edgecolor": "none", "boxstyle": "round,pad=0.3"})

    def add(self, artist):
        if artist.axes is None:
            self.axes.add_artist(artist)
        artist.set_clip_path(self.clip)
        artist.set_clip_on(True)

    def show(self, picture, **how):
        self.add(self.axes.imshow(picture, extent=(0, WIDTH, HEIGHT, 0), zorder=1, **how))

    def box(self, box, color, width=2.0, **how):
        x1, y1, x2, y2 = box
        self.add(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=color, linewidth=width, zorder=3, **how))

    def label(self, box, words, color):
        if BORDERS[self.number] < (box[0] + box[2]) / 2 < BORDERS[self.number + 1] + SLANT:
            self.axes.text(box[0] + 4, box[1] - 9, words, color="black", fontsize=12, fontweight="bold", zorder=4,
                           bbox={"facecolor": color, "edgecolor": "none", "pad": 2})


def poster(arrays):
    image = arrays["0_image/image"] / 255
    scale = WIDTH / arrays["0_image/resized_size"][1]  # from the network's pixels to the scene's
    height = round(arrays["0_image/resized_size"][0] / 4), round(arrays["0_image/resized_size"][1] / 4)
    figure = plt.figure(figsize=(SHOWN / 100, HEIGHT / 100), dpi=200)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.axis("off")
    strips = [Strip(axes, number) for number in range(len(TITLES))]
    dim = 0.45 * image + 0.05

    strips[0].show(image)
    features = np.abs(arrays["1_features/p2"]).mean(axis=0)[:height[0], :height[1]]
    strips[1].show(features, cmap="inferno", interpolation="bilinear")
    strips[2].show(dim)
    for box, score in zip(arrays["2_proposals/boxes"][:220], np.linspace(1, 0.25, 220)):
        strips[2].box(box * scale, plt.get_cmap("cool")(1 - score), 1.1, alpha=score)
    strips[3].show(dim)
    found = arrays["6_masks/boxes"]
    for box, color in zip(found, COLORS * 9):
        draw_bins(strips[3], box, color)
    strips[4].show(0.75 * image)
    strips[5].show(0.35 * image)
    for box, label, score, mask, color in zip(found, arrays["6_masks/labels"], arrays["6_masks/scores"],
                                              arrays["6_masks/masks"], COLORS * 9):
        strips[4].box(box, color, 2.5)
        strips[4].label(box, f"{CLASSES[label]} {score:.2f}", color)
        painted = np.zeros((*mask.shape, 4))
        painted[mask == 1] = matplotlib.colors.to_rgba(color)
        strips[5].show(painted)
        strips[5].add(axes.contour(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5, mask, [0.5], colors="white",
                                   linewidths=2, zorder=3))
    axes.set(xlim=(0, SHOWN), ylim=(HEIGHT, 0))
    return figure


def draw_bins(strip, box, color):
    """The 7 x 7 bins of a box and the four sample points of each."""
    x1, y1, x2, y2 = box
    for edge in np.linspace(0, 1, 8):
        strip.box((x1, y1 + edge * (y2 - y1), x2, y1 + edge * (y2 - y1)), color, 1)
        strip.box((x1 + edge * (x2 - x1), y1, x1 + edge * (x2 - x1), y2), color, 1)
    at = (np.arange(14) + 0.5) / 14
    x, y = np.meshgrid(x1 + at * (x2 - x1), y1 + at * (y2 - y1))
    strip.add(strip.axes.scatter(x, y, s=1.6, color="white", zorder=4))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        figure = poster(run(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(folder)))
        figure.savefig(pathlib.Path(folder) / "poster.png")
        picture = Image.open(pathlib.Path(folder) / "poster.png").convert("RGB")
        picture = picture.resize((1640, 1640 * picture.height // picture.width), Image.LANCZOS)
        picture.save(PICTURES / "poster.webp", quality=85, method=6)


if __name__ == "__main__":
    main()
