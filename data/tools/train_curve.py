"""Draws the losses that train_scenes.py printed as an SVG picture: train_curve.py LOG OUT.svg"""
import re
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 760, 340, 56, 44, 34, 150
# Okabe and Ito's colours, which colour-blind readers can tell apart.
COLORS = {"loss": "#000000", "loss_classifier": "#0072B2", "loss_box_reg": "#D55E00", "loss_mask": "#009E73",
          "loss_objectness": "#CC79A7", "loss_rpn_box_reg": "#E69F00"}
WORDS = {"loss": "sum", "loss_classifier": "class", "loss_box_reg": "box", "loss_mask": "mask",
         "loss_objectness": "objectness", "loss_rpn_box_reg": "anchor box"}


def read_losses(lines):
    """{name: [(step, value)]} of the lines "step N  seconds S  loss V  loss_classifier V ..."."""
    curves = {name: [] for name in COLORS}
    for line in lines:
        step = re.match(r"step (\d+)  seconds ", line)
        for name, value in re.findall(r"(loss\w*) ([\d.]+)", line) if step else ():
            curves[name].append((int(step[1]), float(value)))
    return curves


def draw(curves):
    last_step = max(step for points in curves.values() for step, _ in points)
    top_value = max(value for points in curves.values() for _, value in points) * 1.05

    def place(step, value):
        x = LEFT + (WIDTH - LEFT - RIGHT) * step / last_step
        y = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top_value
        return f"{x:.1f},{y:.1f}"

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
             f'font-size="13"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
             f'<text x="{LEFT}" y="20" font-size="15">Training losses, means of 50 steps</text>']
    for tick in range(5):
        value, step = top_value * tick / 4, last_step * tick // 4
        left, y = place(0, value).split(",")
        right = place(last_step, value).split(",")[0]
        x = place(step, 0).split(",")[0]
        parts.append(f'<path d="M{left} {y}H{right}" stroke="#ddd"/>'
                     f'<text x="{LEFT - 8}" y="{float(y) + 4}" text-anchor="end">{value:.2f}</text>'
                     f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{step}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 6}" text-anchor="middle">step</text>')
    for row, (name, points) in enumerate(curves.items()):
        line = " ".join(place(step, value) for step, value in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{COLORS[name]}" stroke-width="2"/>'
                     f'<text x="{WIDTH - RIGHT + 14}" y="{TOP + 14 + 20 * row}" fill="{COLORS[name]}">'
                     f'{WORDS[name]} {points[-1][1]:.3f}</text>')
    return "\n".join(parts) + "\n</svg>\n"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as log:
        picture = draw(read_losses(log))
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(picture)
