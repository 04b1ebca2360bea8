"""A few shapes of SVG for the diagrams of the lessons: a white card that reads the same on light and dark pages."""
from xml.sax.saxutils import escape

INK, GREY, PALE = "#1b1f24", "#57606a", "#f3f4f6"
BLUE, ORANGE, GREEN = "#0072b2", "#d55e00", "#00785a"  # after Okabe and Ito: told apart by everyone
PALE_BLUE, PALE_ORANGE, PALE_GREEN = "#dcebf5", "#fbe3d3", "#d5ede5"


def attributes(values):
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in values.items() if value is not None)


class Svg:
    """Shapes are added in drawing order; str(svg) is the file."""

    def __init__(self, width, height, title):
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, sans-serif" font-size="15">',
            f"<title>{escape(title)}</title>",
            f'<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 10 5 0 10z" fill="{INK}"/></marker></defs>',
            f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="#ffffff" stroke="#d0d7de"/>',
        ]

    def add(self, name, **values):
        self.parts.append(f"<{name}{attributes(values)}/>")

    def rect(self, x, y, width, height, fill="none", stroke=INK, line=1.5, **more):
        self.add("rect", x=x, y=y, width=width, height=height, fill=fill, stroke=stroke, stroke_width=line, **more)

    def circle(self, x, y, radius, fill=INK, **more):
        self.add("circle", cx=x, cy=y, r=radius, fill=fill, **more)

    def path(self, points, stroke=INK, line=1.5, arrow=False, **more):
        d = "M" + " ".join(f"{x} {y}" for x, y in points)
        self.add("path", d=d, fill="none", stroke=stroke, stroke_width=line,
                 marker_end="url(#head)" if arrow else None, **more)

    def arrow(self, *points, **more):
        self.path(points, arrow=True, **more)

    def text(self, x, y, words, size=15, fill=INK, anchor="middle", bold=False):
        weight = "bold" if bold else None
        self.parts.append(
            f"<text{attributes(dict(x=x, y=y, font_size=size, fill=fill, text_anchor=anchor, font_weight=weight))}>"
            f"{escape(words)}</text>")

    def box(self, x, y, width, height, title, lines=(), fill=PALE, stroke=INK, **more):
        """A labelled block: a bold title and smaller lines below it, centred."""
        self.rect(x, y, width, height, fill=fill, stroke=stroke, rx=6, **more)
        top = y + height / 2 - 9 * len(lines) + 6
        self.text(x + width / 2, top, title, 17, bold=True)
        for row, line in enumerate(lines, 1):
            self.text(x + width / 2, top + 2 + 18 * row, line, 14)

    def grid(self, x, y, columns, rows, cell, stroke="#c4cad1"):
        for i in range(columns + 1):
            self.path([(x + i * cell, y), (x + i * cell, y + rows * cell)], stroke, 1)
        for i in range(rows + 1):
            self.path([(x, y + i * cell), (x + columns * cell, y + i * cell)], stroke, 1)

    def __str__(self):
        return "\n".join([*self.parts, "</svg>", ""])
