"""Diagrams of boxes and samples: anchors, RoIPool and RoIAlign, one bilinear sample, IoU, the ring of zeros."""
from math import floor, sqrt

from svg import BLUE, GREEN, GREY, INK, ORANGE, PALE_BLUE, PALE_GREEN, PALE_ORANGE, Svg


def anchors():
    svg = Svg(860, 390, "Three anchors of one cell of P3")
    scale, cell, size = 3, 8, 64
    x0, y0, columns = 40, 50, 13
    svg.grid(x0, y0, columns, columns, cell * scale)
    center_x, center_y = x0 + 6 * cell * scale, y0 + 6 * cell * scale
    svg.rect(center_x, center_y, cell * scale, cell * scale, fill="#d8dde3", stroke="none")
    shapes = []  # corners to whole pixels, half to even, like torchvision
    for ratio, color in ((0.5, BLUE), (1.0, ORANGE), (2.0, GREEN)):
        half_width = round(size / sqrt(ratio) / 2)
        half_height = round(size * sqrt(ratio) / 2)
        svg.rect(center_x - half_width * scale, center_y - half_height * scale, 2 * half_width * scale,
                 2 * half_height * scale, stroke=color, line=3)
        shapes.append((ratio, color, 2 * half_width, 2 * half_height))
    svg.circle(center_x, center_y, 5)
    svg.text(x0, 30, "cells of P3, 8 pixels each; one of them in grey", 15, anchor="start")
    svg.text(430, 70, "size 64, three ratios height / width", 17, anchor="start", bold=True)
    for row, (ratio, color, width, height) in enumerate(shapes):
        y = 106 + 34 * row
        svg.rect(430, y - 15, 24, 18, stroke=color, line=3)
        svg.text(468, y, f"ratio {ratio:g}: {width} x {height} pixels, area {width * height}", 15, anchor="start")
    for row, words in enumerate([
            "All stand at the cell's corner (x stride, y stride).",
            "All cover about 64 x 64 pixels:",
            "width = size / sqrt(ratio), height = size sqrt(ratio).",
            "The next level has anchors twice as large,",
            "on cells twice as large."]):
        svg.text(430, 226 + 26 * row, words, 15, anchor="start", fill=GREY if row > 2 else INK)
    return svg


def bilinear():
    """The sample that demo_3_roi_align places by hand."""
    x, y = 7.830, 0.766
    svg = Svg(860, 400, "One bilinear sample and its four weights")
    left, top, side = 60, 50, 290
    low_x, low_y = floor(x), floor(y)
    part_x, part_y = x - low_x, y - low_y
    point_x, point_y = left + side * part_x, top + side * part_y
    areas = [  # the weight of a cell is the area of the rectangle opposite to it
        (0, 0, (1 - part_x) * (1 - part_y), PALE_BLUE, (point_x, point_y, left + side, top + side)),
        (1, 0, part_x * (1 - part_y), PALE_ORANGE, (left, point_y, point_x, top + side)),
        (0, 1, (1 - part_x) * part_y, PALE_GREEN, (point_x, top, left + side, point_y)),
        (1, 1, part_x * part_y, "#e6e0f0", (left, top, point_x, point_y))]
    for _, _, _, color, (x1, y1, x2, y2) in areas:
        svg.rect(x1, y1, x2 - x1, y2 - y1, fill=color, stroke="#ffffff")
    svg.rect(left, top, side, side, stroke=INK)
    for dx, dy, _, color, _ in areas:
        svg.rect(left + side * dx - 13, top + side * dy - 13, 26, 26, fill=color, stroke=INK, rx=4)
    svg.circle(point_x, point_y, 8, fill=ORANGE)
    svg.text(left, top - 22, f"cell ({low_y}, {low_x})", 15)
    svg.text(left + side, top - 22, f"cell ({low_y}, {low_x + 1})", 15)
    svg.text(left, top + side + 34, f"cell ({low_y + 1}, {low_x})", 15)
    svg.text(left + side, top + side + 34, f"cell ({low_y + 1}, {low_x + 1})", 15)
    svg.text(430, 66, f"a sample at x = {x:.3f}, y = {y:.3f}", 17, anchor="start", bold=True)
    for row, (dx, dy, weight, color, _) in enumerate(areas):
        line = 106 + 34 * row
        along_x, along_y = part_x if dx else 1 - part_x, part_y if dy else 1 - part_y
        svg.rect(430, line - 16, 24, 20, fill=color, rx=3)
        svg.text(468, line, f"cell ({low_y + dy}, {low_x + dx})", 15, anchor="start")
        svg.text(566, line, f"{along_y:.3f} x {along_x:.3f} = {weight:.3f}", 15, anchor="start")
    svg.text(430, 254, "value = sum of weight x cell, in every channel", 15, anchor="start")
    svg.text(430, 286, "The weight of a cell is the area of the rectangle", 15, anchor="start", fill=GREY)
    svg.text(430, 308, "of its colour, opposite to it: the nearer, the larger.", 15, anchor="start", fill=GREY)
    svg.text(430, 330, "The four areas add up to 1.", 15, anchor="start", fill=GREY)
    return svg


def pooling():
    svg = Svg(900, 440, "RoIPool beside RoIAlign, two bins per side")
    box, cell = (1.6, 1.3, 6.9, 5.2), 46
    for panel, (x0, title) in enumerate(((40, "RoIPool rounds"), (480, "RoIAlign does not"))):
        y0 = 60
        svg.text(x0, 36, title, 18, anchor="start", bold=True)
        svg.grid(x0, y0, 8, 6, cell)
        x1, y1, x2, y2 = (x0 + box[0] * cell, y0 + box[1] * cell, x0 + box[2] * cell, y0 + box[3] * cell)
        if panel == 0:
            first_x, first_y, last_x, last_y = (floor(v + 0.5) for v in box)
            width, height = last_x - first_x + 1, last_y - first_y + 1
            for by in range(2):
                for bx in range(2):
                    left, right = first_x + floor(bx * width / 2), first_x + -(-(bx + 1) * width // 2)
                    upper, lower = first_y + floor(by * height / 2), first_y + -(-(by + 1) * height // 2)
                    svg.rect(x0 + left * cell + 3, y0 + upper * cell + 3, (right - left) * cell - 6,
                             (lower - upper) * cell - 6, fill=(PALE_ORANGE, PALE_BLUE, PALE_BLUE, PALE_ORANGE)[2 * by + bx],
                             stroke="none", opacity=0.85)
            svg.rect(x0 + first_x * cell, y0 + first_y * cell, width * cell, height * cell, stroke=ORANGE, line=3)
            svg.rect(x1, y1, x2 - x1, y2 - y1, stroke=INK, line=2, stroke_dasharray="6 4")
        else:
            bin_x, bin_y = (x2 - x1) / 2, (y2 - y1) / 2
            svg.rect(x1, y1, x2 - x1, y2 - y1, fill=PALE_BLUE, stroke=BLUE, line=3, fill_opacity=0.7)
            svg.path([(x1 + bin_x, y1), (x1 + bin_x, y2)], BLUE, 2)
            svg.path([(x1, y1 + bin_y), (x2, y1 + bin_y)], BLUE, 2)
            for i in range(4):
                for j in range(4):
                    svg.circle(x1 + (i + 0.5) * bin_x / 2, y1 + (j + 0.5) * bin_y / 2, 5.5, fill=ORANGE)
    svg.text(40, 366, "dashed: the proposal; orange: the whole cells it becomes.", 15, anchor="start")
    svg.text(40, 390, "A bin is the largest of its cells; neighbouring bins", 15, anchor="start")
    svg.text(40, 414, "may share cells; the box has moved and grown.", 15, anchor="start")
    svg.text(480, 366, "blue: the proposal itself, cut into equal bins.", 15, anchor="start")
    svg.text(480, 390, "Every dot is read between four cells;", 15, anchor="start")
    svg.text(480, 414, "a bin is the mean of its four dots.", 15, anchor="start")
    return svg


def overlap():
    """The third box of lesson 5."""
    truth, box = (40, 40, 140, 140), (90, 40, 190, 140)
    svg = Svg(860, 300, "Intersection and union of two boxes")
    scale = 1.5
    intersection = (truth[2] - box[0]) * (truth[3] - truth[1])
    union = 2 * 100 * 100 - intersection

    def panel(x0, words, shade):
        def place(b):
            return x0 + (b[0] - 40) * scale, 60 + (b[1] - 40) * scale, (b[2] - b[0]) * scale, (b[3] - b[1]) * scale
        if shade == "union":
            svg.rect(*place((40, 40, 190, 140)), fill=PALE_BLUE, stroke="none")
        else:
            svg.rect(*place((90, 40, 140, 140)), fill="#f4b183", stroke="none")
        svg.rect(*place(truth), stroke=INK, line=3)
        svg.rect(*place(box), stroke=BLUE, line=3, stroke_dasharray="8 5")
        svg.text(x0 + 112, 40, words, 17, bold=True)

    panel(40, "intersection", "intersection")
    panel(320, "union", "union")
    svg.text(152, 238, f"50 x 100 = {intersection}", 16)
    svg.text(432, 238, f"10000 + 10000 - {intersection} = {union}", 16)
    svg.text(700, 100, "IoU", 20, bold=True)
    svg.text(700, 134, f"{intersection} / {union} = {intersection / union:.3f}", 18)
    svg.text(700, 168, "less than 0.5: rejected", 16)
    svg.path([(46, 272), (86, 272)], INK, 3)
    svg.text(96, 277, "ground truth", 15, anchor="start")
    svg.path([(216, 272), (256, 272)], BLUE, 3, stroke_dasharray="8 5")
    svg.text(266, 277, "a box that covers half of it", 15, anchor="start")
    return svg


def ring():
    svg = Svg(860, 330, "torchvision's ring of zeros around a mask")
    cell, cells = 28, 4
    for x0, y0, zeros in ((60, 76, 0), (330, 48, 1)):
        side = cells + 2 * zeros
        for row in range(side):
            for column in range(side):
                inside = zeros <= row < side - zeros and zeros <= column < side - zeros
                svg.rect(x0 + column * cell, y0 + row * cell, cell, cell, fill="#f4b183" if inside else "#ffffff",
                         stroke="#8c959f", line=1)
                svg.text(x0 + (column + 0.5) * cell, y0 + row * cell + 19, ".9" if inside else "0", 13)
        svg.rect(x0 + zeros * cell, y0 + zeros * cell, cells * cell, cells * cell, stroke=BLUE, line=3)
        if zeros:
            svg.rect(x0, y0, side * cell, side * cell, stroke=ORANGE, line=3, stroke_dasharray="8 5")
    svg.arrow((196, 132), (306, 132))
    svg.text(116, 250, "the mask and its box", 16)
    svg.text(116, 274, "(drawn with 4 cells; it has 28)", 14, GREY)
    svg.text(414, 250, "zeros around it; the box grows", 16)
    svg.text(414, 274, "by (cells + 2) / cells", 16)
    for row, words in enumerate([
            "Resized to pixels, the probability",
            "falls to 0 across the box's edge,",
            "so an outline can be round there",
            "and is not cut off flat."]):
        svg.text(560, 100 + 26 * row, words, 15, anchor="start")
    return svg
