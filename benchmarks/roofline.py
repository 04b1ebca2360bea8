"""The roofline: what a step reaches, and what the processor and the memory allow it."""
import plots
from ladder_report import peak_of

ARITHMETIC = {"features": "features", "rpn_head": "RPN head", "roi_align": "RoIAlign", "box_head": "box head", "mask_head": "mask head"}


class Roofline(plots.Panel):
    """GFLOP/s against operations per byte, both on logarithmic axes. Points: {name: (operations per byte, GFLOP/s)}."""

    def __init__(self, peak, bandwidth, points):
        self.peak, self.bandwidth, self.points = peak, bandwidth, points
        intensities = [x for x, _ in points.values()]
        lowest = min(y for _, y in points.values())
        super().__init__("GFLOP/s of each step at full size, host", "operations per byte that must be moved", {})
        self.x_range = (min(intensities) / 4, max(*intensities, peak / bandwidth) * 2)
        self.y_range = (min(lowest, bandwidth * self.x_range[0]) / 2, max(peak, *(y for _, y in points.values())) * 2.5)

    def content(self):
        roof = [(self.x_range[0], self.bandwidth * self.x_range[0]), (self.peak / self.bandwidth, self.peak), (self.x_range[1], self.peak)]
        parts = [plots.polyline([self.place(x, y) for x, y in roof], "#777")]
        x, y = self.place(*roof[2])
        parts.append(plots.text(x - 8, y + 32, f"processor: {self.peak:.0f} GFLOP/s", "end", "#777"))
        x, y = self.place(self.x_range[0] * 3, roof[0][1] * 3)
        parts.append(plots.text(x + 8, y + 12, f"memory: {self.bandwidth:.0f} GB/s", "start", "#777"))
        parts += [plots.circle(*self.place(*point), color) for point, color in zip(self.points.values(), plots.SERIES)]
        return parts + plots.legend(self.points)


def roofline(results, sizes):
    """The picture, empty unless these results hold the peak, the memory and every step of arithmetic at its size."""
    peak = peak_of(results)
    memory = [r.gbytes for name, r in results.items() if name.startswith("ladder/memory/")]
    steps = {label: results.get(f"{step}/host/{sizes[step]}") for step, label in ARITHMETIC.items()}
    if not peak or not memory or not all(steps.values()):
        return ""
    points = {label: (step.gflops / step.gbytes, step.gflops) for label, step in steps.items() if step.gflops > 0}
    return plots.figure([Roofline(peak, memory[-1], points)])
