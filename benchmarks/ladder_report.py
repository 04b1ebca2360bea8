"""The ladder of convolutions: a table of all layers, and a picture of some."""
import re

import plots
from results import table

DRAWN = ["P2 3x3 256", "C5 3x3 512", "C4 1x1 1024>256", "stem 7x7/2 3>64"]
SHORT = {"reused_buffers": "buffers", "winograd_blas": "Winograd"}


def peak_of(results):
    return max((r.gflops for name, r in results.items() if name.startswith("ladder/peak/")), default=0.0)


def cells_of(results):
    """{layer: {rung: result}} and the rungs from the lowest."""
    cells = {}
    for name, result in results.items():
        match = re.fullmatch(r"ladder/(.+)/host/(\d_\w+)/cells:\d+", name)
        if match:
            cells.setdefault(match[1], {})[match[2]] = result
    return cells, sorted({rung for of in cells.values() for rung in of})


def ladder(results):
    """GFLOP/s of every layer and rung; the last column compares the last rung with what the processor could do. Empty
    without layers."""
    peak = peak_of(results)
    cells, rungs = cells_of(results)
    if not cells:
        return ""
    last = rungs[-1]
    rows = [[layer, *(f"{of[rung].gflops:.{0 if of[rung].gflops >= 10 else 1}f}" if rung in of else "" for rung in rungs),
             f"{100 * of[last].gflops / peak:.0f} %" if peak and last in of else ""] for layer, of in cells.items()]
    text = table(["layer", *(rung.replace("_", " ") for rung in rungs), "of the peak"], rows)
    return text + (f"\nGFLOP/s of the definition's operations, so Winograd's algorithm can exceed the peak of {peak:.0f}.\n"
                   if peak else "")


class Ladder(plots.Panel):
    """GFLOP/s of a few layers, rung by rung. Lines: {layer: {number of the rung: GFLOP/s}}."""

    def __init__(self, peak, rungs, lines):
        super().__init__("GFLOP/s, rung by rung", "", lines)
        self.peak, self.rungs = peak, rungs
        self.x_range = (0.5, len(rungs) + 0.5)
        self.y_range = (self.y_range[0] / 2, max(self.y_range[1], peak * 2))

    def place(self, rung, gflops):
        low, high = self.x_range
        return plots.LEFT + plots.WIDTH * (rung - low) / (high - low), super().place(1.0, gflops)[1]

    def x_ticks(self):
        names = [rung.split("_", 1)[1] for rung in self.rungs]
        return [(number, SHORT.get(name, name.replace("_", " "))) for number, name in enumerate(names, 1)]

    def content(self):
        parts = [plots.polyline([self.place(x, self.peak) for x in self.x_range], "#777", ' stroke-dasharray="3 4"')]
        x, y = self.place(self.x_range[0], self.peak)
        parts.append(plots.text(x + 6, y - 6, f"the processor: {self.peak:.0f}", "start", "#777"))
        for line, color in zip(self.lines.values(), plots.SERIES):
            points = [self.place(*point) for point in sorted(line.items())]
            parts += [plots.polyline(points, color), *(plots.circle(x, y, color) for x, y in points)]
        return parts + plots.legend(self.lines)


def picture(results):
    """Empty without the peak and all layers drawn."""
    peak = peak_of(results)
    cells, rungs = cells_of(results)
    if not peak or not set(DRAWN) <= cells.keys():
        return ""
    lines = {layer: {rungs.index(rung) + 1: result.gflops for rung, result in cells[layer].items()} for layer in DRAWN}
    return plots.figure([Ladder(peak, rungs, lines)])
