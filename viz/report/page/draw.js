"use strict";
/* What several panels draw alike. */
const Draw = {
  /* The image in the frame where all boxes of stages 2 to 5 live. */
  photo(view, run, alpha = 1) {
    const [x, y, width, height] = Draw.photoFrame(run);
    view.hatch();
    view.picture(run.image, x, y, width, height, {alpha});
  },

  photoFrame(run) {
    const [x1, y1, x2, y2] = run.photoBox;
    return [x1, y1, x2 - x1, y2 - y1];
  },

  photoView(run, id, label, paint) {
    return new View({
      id,
      label: Words.say(label),
      frame: Draw.photoFrame(run),
      paint: (v) => {
        Draw.photo(v, run);
        paint(v);
      }
    });
  },

  /* A frame around boxes, with a share of their longer side as margin. */
  around(boxes, share) {
    const [x1, y1] = [0, 1].map((i) => Math.min(...boxes.map((b) => b[i])));
    const [x2, y2] = [2, 3].map((i) => Math.max(...boxes.map((b) => b[i])));
    const margin = share * Math.max(x2 - x1, y2 - y1, 8);
    return [x1 - margin, y1 - margin, x2 - x1 + 2 * margin, y2 - y1 + 2 * margin];
  },

  /* The frame of a chart whose curves lie in the unit square, with room for the words of `axes`. */
  chartFrame: [-0.12, -0.06, 1.18, 1.2],

  /* The unit square of a chart, 0 to 1 upwards; `below` are pairs of a place and words. */
  axes(view, below = [0, 0.5, 1].map((share) => [share, Elements.number(share, 1)])) {
    const style = {size: 10.5 * view.type, color: view.ink};
    view.box([0, 0, 1, 1], {color: "#999", width: 1});
    for (const share of [0, 0.5, 1]) view.text(Elements.number(share, 1), -0.02, 1 - share, {...style, align: "right"});
    for (const [x, words] of below) view.text(words, x, 1.07, style);
  },

  /* Lines from point to point of a chart, each [x, y]. */
  curve(view, points, style) {
    points.slice(1).forEach(([x, y], i) => view.line(points[i][0], 1 - points[i][1], x, 1 - y, style));
  },

  /* The outline of the bits of a patch {x, y, width, height}. */
  outline(view, patch, bits, {color, width = 2, dash = []}) {
    const c = view.context;
    c.beginPath();
    for (const path of Arithmetic.outlines(patch, bits)) {
      path.forEach(([x, y], i) => c[i === 0 ? "moveTo" : "lineTo"](view.x(x), view.y(y)));
      c.closePath();
    }
    c.setLineDash(dash);
    c.strokeStyle = color;
    c.lineWidth = width;
    c.stroke();
    c.setLineDash([]);
  },

  /* Values of a map {data, offset, rows, columns} as coloured cells, with numbers where they fit. */
  cells(view, map, range, digits = 2) {
    view.picture(Colors.heatMap(map, ...range), 0, 0, map.columns, map.rows, {smooth: false});
    if (view.scale < 24) return;
    for (let i = 0; i < map.rows * map.columns; ++i) {
      const value = map.data[map.offset + i];
      view.cellNumber(
          Elements.number(value, digits), (i % map.columns) + 0.5, Math.floor(i / map.columns) + 0.5,
          Colors.heat(value, ...range), {most: 11.5});
    }
  },
};
