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

  /* A frame around boxes, with a share of their longer side as margin. */
  around(boxes, share) {
    const [x1, y1] = [0, 1].map((i) => Math.min(...boxes.map((b) => b[i])));
    const [x2, y2] = [2, 3].map((i) => Math.max(...boxes.map((b) => b[i])));
    const margin = share * Math.max(x2 - x1, y2 - y1, 8);
    return [x1 - margin, y1 - margin, x2 - x1 + 2 * margin, y2 - y1 + 2 * margin];
  },

  /* Edges between pixels inside and outside, in a patch {x, y, width, height} with bits. */
  outline(view, patch, bits, {color, width = 2, dash = []}) {
    const c = view.context;
    const at = (i, j) => (i >= 0 && j >= 0 && i < patch.width && j < patch.height ? bits[j * patch.width + i] : 0);
    c.beginPath();
    for (let j = 0; j <= patch.height; ++j) {
      for (let i = 0; i <= patch.width; ++i) {
        if (at(i, j) !== at(i - 1, j)) {
          c.moveTo(view.x(patch.x + i), view.y(patch.y + j));
          c.lineTo(view.x(patch.x + i), view.y(patch.y + j + 1));
        }
        if (at(i, j) !== at(i, j - 1)) {
          c.moveTo(view.x(patch.x + i), view.y(patch.y + j));
          c.lineTo(view.x(patch.x + i + 1), view.y(patch.y + j));
        }
      }
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
