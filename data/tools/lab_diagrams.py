"""Diagrams of the labs: the worked example of each page, drawn from its numbers."""
from svg import BLUE, GREEN, GREY, INK, ORANGE, PALE, PALE_BLUE, PALE_GREEN, PALE_ORANGE, Svg


def lines(svg, x, y, words, size=15, fill=INK, step=24):
    for row, line in enumerate(words):
        svg.text(x, y + step * row, line, size, anchor="start", fill=fill)


def follow():
    """Lab 0: the row that one box has in the arrays of a trace."""
    svg = Svg(900, 250, "One box is a row in many arrays")
    steps = [("2_proposals", "anchors", "row 16189"), ("2_proposals", "boxes", "row 0"),
             ("3_roi_align", "regions", "row 0"), ("4_box_head", "class_logits", "row 0"),
             ("4_box_head", "boxes", "row 0"), ("6_masks", "masks", "row 0")]
    for i, (folder, array, row) in enumerate(steps):
        x = 24 + 145 * i
        svg.rect(x, 70, 125, 92, fill=(PALE_BLUE, PALE_BLUE, PALE_GREEN, PALE_ORANGE, PALE_ORANGE, PALE)[i], rx=6)
        svg.text(x + 62, 96, folder, 13, fill=GREY)
        svg.text(x + 62, 122, array, 16, bold=True)
        svg.text(x + 62, 147, row, 15)
        if i:
            svg.arrow((x - 20, 116), (x - 2, 116))
    svg.text(24, 40, "the best proposal of scene_001314", 17, anchor="start", bold=True)
    svg.text(24, 200, "kept, candidate_anchors and proposals are the arrays that say which row came from which.", 15, anchor="start")
    svg.text(24, 224, "Later arrays are sorted by score, so rows usually change from stage to stage.", 15, anchor="start", fill=GREY)
    return svg


def overlap():
    """Lab 1: three pairs of boxes, and what right - left is."""
    svg = Svg(860, 300, "Three pairs of boxes: inside, side by side, apart")
    pairs = [("inside", (0, 0, 4, 4), (1, 1, 3, 3), 26), ("side by side", (0, 0, 4, 2), (4, 0, 8, 2), 26),
             ("apart", (0, 0, 7, 7), (9, 9, 16, 16), 9)]
    for panel, (words, a, b, scale) in enumerate(pairs):
        x0, y0 = 50 + 275 * panel, 60
        svg.text(x0, 40, words, 17, anchor="start", bold=True)
        for box, color, fill in ((a, INK, PALE), (b, BLUE, PALE_BLUE)):
            svg.rect(x0 + box[0] * scale, y0 + box[1] * scale, (box[2] - box[0]) * scale, (box[3] - box[1]) * scale,
                     stroke=color, fill=fill, line=2.5, fill_opacity=0.6)
        width = min(a[2], b[2]) - max(a[0], b[0])
        height = min(a[3], b[3]) - max(a[1], b[1])
        intersection = max(0, width) * max(0, height)
        union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - intersection
        lines(svg, x0, 236, [f"right - left = {width}", f"bottom - top = {height}",
                             f"IoU = {intersection} / {union} = {intersection / union:g}"])
    return svg


def coder():
    """Lab 3: a reference box, the delta's arrow, the decoded box."""
    svg = Svg(860, 340, "A delta moves and resizes a box")
    scale, x0, y0 = 4.6, 30, 20
    reference, target = (10, 20, 30, 60), (10, 10, 50, 50)

    def place(box):
        return x0 + box[0] * scale, y0 + box[1] * scale, (box[2] - box[0]) * scale, (box[3] - box[1]) * scale

    def center(box):
        return x0 + (box[0] + box[2]) / 2 * scale, y0 + (box[1] + box[3]) / 2 * scale

    svg.rect(*place(target), stroke=ORANGE, fill=PALE_ORANGE, line=3, fill_opacity=0.6)
    svg.rect(*place(reference), stroke=BLUE, fill=PALE_BLUE, line=3, fill_opacity=0.6)
    svg.arrow(center(reference), center(target), line=2.5)
    svg.circle(*center(reference), 4, fill=BLUE)
    svg.circle(*center(target), 4, fill=ORANGE)
    svg.text(x0 + 10 * scale, y0 + 66 * scale, "reference (10, 20, 30, 60)", 15, BLUE, anchor="start")
    svg.text(x0 + 10 * scale, y0 + 7.5 * scale, "decoded (10, 10, 50, 50)", 15, ORANGE, anchor="start")
    lines(svg, 330, 70, ["width 20, height 40, centre (20, 40)",
                         "dx = 0.5: the centre moves half a width to the right, to x = 30",
                         "dy = -0.25: it moves a quarter of a height up, to y = 30",
                         "dw = ln 2: the new width is 20 e^(ln 2) = 40",
                         "dh = 0: the height stays 40"], step=34)
    svg.text(330, 260, "The box grows around its new centre: 30 - 20 .. 30 + 20.", 15, anchor="start", fill=GREY)
    return svg


def chain():
    """Lab 4: a chain of three boxes, then the funnel of two levels."""
    svg = Svg(900, 400, "A chain of three boxes, and the funnel")
    svg.text(30, 36, "NMS: a chain of three boxes, threshold 0.5", 17, anchor="start", bold=True)
    colors = ((BLUE, PALE_BLUE), (GREY, "none"), (ORANGE, PALE_ORANGE))
    for i, (stroke, fill) in enumerate(colors):  # shifted down a little, so that their edges can be told apart
        svg.rect(40 + 42 * i, 76 + 7 * i, 140, 90, stroke=stroke, fill=fill, line=3, fill_opacity=0.5,
                 stroke_dasharray="7 5" if i == 1 else None)
        svg.text(48 + 42 * i, 98 + 7 * i, str(i), 16, stroke, anchor="start", bold=True)

    def shifted(by):
        return (10 - by) / (10 + by)

    lines(svg, 330, 86, [f"0 and 1: IoU {shifted(3):.2f}. 0 is better, so 1 goes.",
                         f"1 and 2: IoU {shifted(3):.2f}. But 1 is gone, so it suppresses nothing.",
                         f"0 and 2: IoU {shifted(6):.2f}. Not more than 0.5, so 2 stays.", "keep = 0, 2"], step=28)
    svg.text(30, 232, "The funnel: the best 2 of each level, NMS inside a level, the best 3 of all", 17, anchor="start", bold=True)
    columns = [(40, ["P2:  2  4  3", "P3: -1  1  0"], "logits of the anchors"),
               (290, ["P2:   4   3", "P3:   1   0"], "candidates"), (500, ["0.98  0.95", "0.73  0.50"], "probabilities"),
               (710, ["0.98  0.95", "0.73"], "proposals")]
    for i, (x, words, title) in enumerate(columns):
        svg.rect(x, 256, 160, 70, fill=(PALE, PALE_BLUE, PALE_BLUE, PALE_GREEN)[i], rx=6)
        for row, line in enumerate(words):
            svg.parts.append(f'<text x="{x + 14}" y="{284 + 28 * row}" font-size="16" font-family="monospace" '
                             f'xml:space="preserve" fill="{INK}">{line}</text>')
        svg.text(x + 80, 350, title, 15, fill=GREY)
        if i:
            svg.arrow((x - 40, 291), (x - 6, 291))
    svg.text(30, 384, "0.50 is over the limit of 3; the 2 of P2 was never a candidate, although it is larger than all of P3.",
             15, anchor="start", fill=GREEN)
    return svg


def region():
    """Lab 7: the ramp of 5 x 5 with a box of two bins a side and four samples a bin."""
    svg = Svg(880, 360, "RoIAlign by hand: two by two bins, four samples each")
    left, top, cell = 60, 50, 66
    svg.rect(left + cell, top + cell, 2 * cell, 2 * cell, stroke=BLUE, line=3)
    svg.path([(left + 2 * cell, top + cell), (left + 2 * cell, top + 3 * cell)], BLUE, 2)
    svg.path([(left + cell, top + 2 * cell), (left + 3 * cell, top + 2 * cell)], BLUE, 2)
    for y in range(5):
        for x in range(5):
            svg.circle(left + x * cell, top + y * cell, 15, fill=PALE, stroke="#8c959f")
            svg.text(left + x * cell, top + y * cell + 5, str(5 * y + x), 14)
    for i in range(4):
        for j in range(4):
            first = i < 2 and j < 2
            svg.circle(left + (1.25 + 0.5 * j) * cell, top + (1.25 + 0.5 * i) * cell, 5.5, fill=ORANGE if first else GREY)
    samples = [5 * y + x for y in (1.25, 1.75) for x in (1.25, 1.75)]
    svg.text(410, 70, "the bin at the upper left", 17, anchor="start", bold=True)
    lines(svg, 410, 104, ["It is one cell large, from (1, 1) to (2, 2).",
                          "Its samples are at 1 + (0 + 1/2) 1/2 = 1.25",
                          "and at 1 + (1 + 1/2) 1/2 = 1.75, in y and in x.",
                          "Their values: " + ", ".join(f"{v:g}" for v in samples) + ".",
                          f"The bin is their mean, {sum(samples) / 4:g}."], step=30)
    lines(svg, 410, 280, ["Numbers are the values of the cells, at their centres:",
                          "cell (row 1, column 2) is 7. Centres are at whole numbers."], fill=GREY)
    return svg


def paste():
    """Lab 9: one axis of a mask of two cells in a box of two pixels."""
    svg = Svg(880, 330, "One axis of pasting: a mask of two cells, a box from 2 to 4")
    x0, pixel = 60, 76
    svg.text(30, 36, "a mask of two cells of 0.8, its box from 2 to 4", 17, anchor="start", bold=True)
    for cell, value in enumerate((0, 0.8, 0.8, 0)):  # the ring and the mask, over pixels 1 .. 5
        width = 5 * pixel / 4
        svg.rect(x0 + pixel + cell * width, 66, width, 44, fill=PALE_ORANGE if value else "#ffffff", stroke="#8c959f")
        svg.text(x0 + pixel + (cell + 0.5) * width, 94, f"{value:g}", 16)
    svg.text(x0 + 6.2 * pixel, 94, "the mask in its ring", 15, anchor="start")
    for i in range(7):
        position = min(max(0.8 * (i - 1 + 0.5) - 0.5, 0), 3)
        low = min(int(position), 2)
        row = (0, 0.8, 0.8, 0)
        value = 0 if not 1 <= i <= 5 else row[low] * (1 - position + low) + row[low + 1] * (position - low)
        svg.rect(x0 + i * pixel, 160, pixel, 44, fill="#f4b183" if value > 0.5 else "#ffffff", stroke=INK)
        svg.text(x0 + (i + 0.5) * pixel, 188, f"{value:.2f}", 16)
        svg.text(x0 + (i + 0.5) * pixel, 222, str(i), 14, fill=GREY)
        if 1 <= i <= 5:
            svg.path([(x0 + pixel + (position + 0.5) * 5 * pixel / 4, 112), (x0 + (i + 0.5) * pixel, 158)], GREY, 1)
    svg.text(x0 + 7.2 * pixel, 188, "pixels of the canvas", 15, anchor="start")
    svg.rect(x0 + 2 * pixel, 154, 2 * pixel, 56, stroke=BLUE, line=3)
    lines(svg, 30, 262, ["The box grows by 4/2 about its centre 3: from 1 to 5. Both ends are pixels of the mask, so it is 5 pixels long: 1, 2, 3, 4, 5.",
                         "Four cells on five pixels: pixel i reads cell position (i - 1 + 1/2) 4/5 - 1/2, that is -0.1, 0.7, 1.5, 2.3, 3.1."], step=28)
    return svg
