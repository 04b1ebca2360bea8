"""Time against size, both on logarithmic axes, as SVG: what grows linearly is parallel to the dashed lines."""
import math

WIDTH, HEIGHT, LEFT, TOP = 300, 200, 48, 34
SERIES = ["#1f5fa8", "#c65d12", "#2a8a4a", "#8a3fa0", "#a8801f"]
SANS = 'font-family="sans-serif" font-size="11"'


def ticks(low, high):
    """1, 2 and 5 times powers of ten between two numbers; only the powers if those are more than eight."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    fine = [digit * 10.0 ** power for power in powers for digit in (1, 2, 5)]
    inside = [value for value in fine if low <= value <= high]
    return inside if len(inside) <= 8 else [value for value in inside if f"{value:e}"[0] == "1"]


def text(x, y, words, anchor="middle", color="#333"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}" {SANS}>{words}</text>'


def polyline(points, color, dash=""):
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{color}" stroke-width="1.6"{dash}/>'


def circle(x, y, color):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{color}"/>'


class Panel:
    """One diagram: {name of a line: {size: milliseconds}}."""

    def __init__(self, title, unit, lines, falls=False):
        self.title, self.unit, self.lines, self.falls = title, unit, lines, falls
        sizes = [x for line in lines.values() for x in line]
        times = [y for line in lines.values() for y in line.values()]
        if lines:
            self.x_range = (min(sizes) / 1.15, max(sizes) * 1.15)
            self.y_range = (min(times) / 1.3, max(times) * 2.5)

    def place(self, size, time):
        def share(value, low, high):
            return math.log(value / low) / math.log(high / low)
        return LEFT + WIDTH * share(size, *self.x_range), TOP + HEIGHT * (1 - share(time, *self.y_range))

    def dashed(self, line):
        """Linear growth from the line's last point down to the edge of the diagram; where time falls, an equal share for each."""
        last = max(line)
        if self.falls:
            first = min(line)
            return [self.place(first, line[first]), self.place(last, line[first] * first / last)]
        first = max(self.x_range[0], last * self.y_range[0] / line[last])
        return [self.place(first, line[last] * first / last), self.place(last, line[last])]

    def svg(self):
        parts = [f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>',
                 text(LEFT + WIDTH / 2, TOP - 12, self.title), text(LEFT + WIDTH / 2, TOP + HEIGHT + 32, self.unit)]
        for x, words in self.x_ticks():
            parts.append(text(self.place(x, self.y_range[0])[0], TOP + HEIGHT + 16, words))
        for y in ticks(*self.y_range):
            parts.append(text(LEFT - 6, self.place(self.x_range[0], y)[1] + 4, f"{y:g}", "end"))
        return "\n".join(parts + self.content())

    def x_ticks(self):
        return [(x, f"{x:g}") for x in ticks(*self.x_range)]

    def content(self):
        parts = []
        for line, color in zip(self.lines.values(), SERIES):
            points = [self.place(x, y) for x, y in sorted(line.items())]
            parts.append(polyline(self.dashed(line), color, ' stroke-dasharray="3 4" stroke-opacity="0.5"'))
            parts.append(polyline(points, color))
            parts += [circle(x, y, color) for x, y in points]
        return parts + legend(self.lines, self.falls)


def legend(names, at_top=False):
    """One colour per name, in a corner of a panel: the lower right one, or the upper where lines fall."""
    last = TOP + 16 + 15 * (len(names) - 1) if at_top else TOP + HEIGHT - 10
    return [text(LEFT + WIDTH - 8, last - 15 * (len(names) - 1 - number), name.replace(">", " &gt; "), "end", color)
            for number, (name, color) in enumerate(zip(names, SERIES))]


def figure(panels):
    """Panels in rows of two."""
    step_x, step_y = WIDTH + LEFT + 22, HEIGHT + TOP + 46
    columns, rows = min(2, len(panels)), (len(panels) + 1) // 2
    body = "\n".join(f'<g transform="translate({i % 2 * step_x} {i // 2 * step_y})">\n{panel.svg()}\n</g>' for i, panel in enumerate(panels))
    size = f'viewBox="0 0 {columns * step_x} {rows * step_y}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
