"""Diagrams of what flows where: the whole network, a bottleneck, the pyramid."""
from svg import BLUE, GREEN, GREY, INK, ORANGE, PALE, PALE_BLUE, PALE_GREEN, PALE_ORANGE, Svg


def network():
    svg = Svg(960, 484, "Mask R-CNN: six stages from an image to masks")
    faster, added = dict(fill=PALE_BLUE, stroke=BLUE), dict(fill=PALE_ORANGE, stroke=ORANGE)
    top, middle, bottom, height = 24, 160, 312, 96

    svg.box(16, middle, 84, height, "image", ["H0 x W0", "RGB"])
    svg.arrow((100, 208), (124, 208))
    svg.box(126, middle, 138, height, "1 features", ["ResNet-101", "and pyramid"], **faster)
    svg.arrow((264, 208), (288, 208))
    for row, side in enumerate((18, 30, 44, 60, 78)):
        svg.rect(330 - side / 2, middle + 2 + 17 * row, side, 12, fill=PALE_BLUE, stroke=BLUE)
    svg.text(330, middle + 106, "P6 .. P2", 14)

    svg.arrow((330, 160), (330, 72), (410, 72))
    svg.box(412, top, 156, height, "2 proposals", ["where is anything?", "R boxes"], **faster)
    svg.arrow((490, 120), (490, 158))
    svg.arrow((372, 208), (410, 208))
    svg.box(412, middle, 156, height, "3 roi_align", ["a box becomes a grid", "R x 7 x 7 x C"], **added)
    svg.arrow((568, 208), (602, 208))
    svg.box(604, middle, 150, height, "4 box_head", ["what, and where?", "D detections"], **faster)
    svg.arrow((754, 208), (782, 208))
    svg.box(784, middle, 160, height, "5 iou_filter", ["with ground truth:", "IoU >= 0.5 stays"],
            fill=PALE_GREEN, stroke=GREEN, stroke_dasharray="6 4")

    svg.arrow((864, 256), (864, 288), (490, 288), (490, 310))
    svg.text(676, 281, "boxes of the detections", 14)
    svg.arrow((330, 274), (330, 360), (410, 360))
    svg.box(412, bottom, 156, height, "3 roi_align", ["once more, finer", "D x 14 x 14 x C"], **added)
    svg.arrow((568, 360), (602, 360))
    svg.box(604, bottom, 150, height, "6 masks", ["which pixels?", "D x 28 x 28"], **added)
    svg.arrow((754, 360), (782, 360))
    svg.box(784, bottom, 160, height, "result", ["class, score, box,", "mask of H0 x W0"])

    for x, color, pale, dash, words in (
            (24, BLUE, PALE_BLUE, None, "Faster R-CNN with a pyramid"),
            (286, ORANGE, PALE_ORANGE, None, "what Mask R-CNN adds"),
            (510, GREEN, PALE_GREEN, "6 4", "training and judging; without ground truth all pass")):
        svg.rect(x, 438, 26, 20, fill=pale, stroke=color, rx=3, stroke_dasharray=dash)
        svg.text(x + 34, 453, words, 15, anchor="start")
    return svg


def bottleneck():
    svg = Svg(860, 220, "A bottleneck block of ResNet")
    svg.text(52, 118, "x", 18, bold=True)
    svg.text(52, 140, "256 channels", 13, GREY)
    svg.arrow((100, 112), (138, 112))
    for x, title, lines in ((140, "1x1 convolution", ["256 to 64", "batch norm, ReLU"]),
                            (334, "3x3 convolution", ["64 to 64", "batch norm, ReLU"]),
                            (528, "1x1 convolution", ["64 to 256", "batch norm"])):
        svg.box(x, 70, 152, 84, title, lines, fill=PALE_BLUE, stroke=BLUE)
    svg.arrow((292, 112), (332, 112))
    svg.arrow((486, 112), (526, 112))
    svg.arrow((680, 112), (714, 112))
    svg.circle(730, 112, 15, fill="#ffffff", stroke=INK, stroke_width=1.5)
    svg.text(730, 118, "+", 20)
    svg.arrow((745, 112), (772, 112))
    svg.text(797, 118, "ReLU", 15, bold=True)
    svg.arrow((820, 112), (846, 112))
    svg.path([(116, 112), (116, 30), (730, 30)])
    svg.arrow((730, 30), (730, 95))
    svg.text(420, 24, "the shortcut: x itself, or a 1x1 convolution where the size changes", 14)
    svg.text(420, 192, "the block learns what to add: narrow, look at the neighbours, widen again", 14, GREY)
    return svg


def pyramid():
    svg = Svg(860, 520, "The feature pyramid: bottom-up, lateral, top-down")
    rows = [(5, 66, 46, 2048), (4, 156, 62, 1024), (3, 246, 80, 512), (2, 336, 100, 256)]
    svg.text(120, 34, "bottom-up: ResNet", 16, bold=True)
    svg.text(430, 34, "top-down: merged", 16, bold=True)
    svg.text(700, 34, "the pyramid", 16, bold=True)
    for level, y, width, channels in rows:
        middle = y + 27
        svg.rect(120 - width / 2, y, width, 54, fill=PALE, rx=4)
        svg.text(120, middle - 1, f"C{level}", 16, bold=True)
        svg.text(120, middle + 17, str(channels), 13, GREY)
        svg.path([(120 + width / 2, middle), (210, middle)])
        svg.rect(210, middle - 13, 92, 26, fill="#ffffff", stroke=BLUE, rx=4)
        svg.text(256, middle + 5, "1x1 conv", 14)
        svg.arrow((430, middle), (700 - width / 2, middle))
        if level == 5:
            svg.path([(302, middle), (430, middle)])
        else:
            svg.arrow((302, middle), (412, middle))
            svg.circle(430, middle, 16, fill="#ffffff", stroke=INK, stroke_width=1.5)
            svg.text(430, middle + 6, "+", 20)
        svg.rect(520, middle - 13, 92, 26, fill="#ffffff", stroke=BLUE, rx=4)
        svg.text(566, middle + 5, "3x3 conv", 14)
        svg.rect(700 - width / 2, y, width, 54, fill=PALE_BLUE, stroke=BLUE, rx=4)
        svg.text(700, middle - 1, f"P{level}", 16, bold=True)
        svg.text(700, middle + 17, "256", 13, GREY)
        svg.text(800, middle + 5, f"1/{2 ** level}", 15, GREY)
        if level > 2:
            svg.arrow((430, middle if level == 5 else middle + 16), (430, middle + 73))
            svg.text(440, middle + 50, "2x upsampled", 14, anchor="start")
            svg.arrow((120, y + 90), (120, y + 56))
    svg.arrow((120, 462), (120, 392))
    svg.text(120, 480, "image", 15)
    svg.arrow((700, 66), (700, 50), (776, 50))
    svg.text(800, 55, "P6", 16, bold=True)
    svg.text(800, 32, "1/64", 15, GREY)
    svg.text(440, 440, "numbers under the names: channels; at the right: side of a map / side of the input", 14, GREY)
    svg.text(440, 462, "P6 is every second cell of P5; only the proposals read it", 14, GREY)
    return svg
