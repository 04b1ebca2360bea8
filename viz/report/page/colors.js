"use strict";
/* Colours mean the same in every panel: an object keeps its own, maps go from dark blue to yellow. */
const Colors = (() => {
  let objects = [[0, 114, 178]];
  let rejected = [190, 190, 190];
  const plain = [0, 114, 178];
  const cividis = [
    [0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115], [138, 134, 120], [165, 156, 116],
    [195, 179, 105], [225, 204, 85], [254, 232, 56]
  ];
  const ramp = Array.from({length: 256}, (_, i) => {
    const place = (i / 255) * (cividis.length - 1);
    const low = Math.min(Math.floor(place), cividis.length - 2);
    return [0, 1, 2].map((c) => Math.round(cividis[low][c] + (place - low) * (cividis[low + 1][c] - cividis[low][c])));
  });

  function use(header) {
    objects = header.palette;
    rejected = header.rejected;
  }

  /* A detection has the colour of its row, in the pictures of a trace too; grey if stage 5 rejected
     it. What no detection came of has none. */
  function of (detection) {
    if (!detection) return plain;
    return detection.kept ? objects[detection.index % objects.length] : rejected;
  }

  function css(color, alpha = 1) { return `rgba(${color[0]}, ${color[1]}, ${color[2]}, ${alpha})`; }

  /* Relative luminance (WCAG 2): of linear light, not of the stored numbers. */
  function luminance(color) {
    const [r, g, b] = color.map((v) => (v <= 10 ? v / 3294 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /* Black or white, whichever has more contrast on a colour. */
  function textOn(color) { return luminance(color) > Math.sqrt(1.05 * 0.05) - 0.05 ? "#000" : "#fff"; }

  function heat(value, low, high) {
    const share = high > low ? (value - low) / (high - low) : 0;
    return Number.isFinite(share) ? ramp[Math.round(255 * Math.min(1, Math.max(0, share)))] : [255, 255, 255];
  }

  function picture(width, height, colorAt) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, width);
    canvas.height = Math.max(1, height);
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(canvas.width, canvas.height);
    for (let i = 0; i < width * height; ++i) {
      const [r, g, b, a = 255] = colorAt(i);
      pixels.data[4 * i] = r;
      pixels.data[4 * i + 1] = g;
      pixels.data[4 * i + 2] = b;
      pixels.data[4 * i + 3] = a;
    }
    context.putImageData(pixels, 0, 0);
    return canvas;
  }

  /* map: {data, offset, rows, columns} */
  function heatMap(map, low, high) {
    return picture(map.columns, map.rows, (i) => heat(map.data[map.offset + i], low, high));
  }

  function image(array) {
    const [height, width] = array.shape;
    return picture(width, height, (i) => [array.data[3 * i], array.data[3 * i + 1], array.data[3 * i + 2]]);
  }

  function range(map) {
    let low = Infinity, high = -Infinity;
    for (let i = map.offset; i < map.offset + map.rows * map.columns; ++i) {
      const v = map.data[i];
      if (v < low && Number.isFinite(v)) low = v;
      if (v > high && Number.isFinite(v)) high = v;
    }
    return low <= high ? [low, high] : [0, 0];
  }

  /* A legend for a map: low, colours, high. */
  function legend(low, high, digits = 2) {
    const stops = cividis.map((c) => css(c)).join(", ");
    const end = (v) => Elements.make("span", {class: "num"}, Elements.number(v, digits));
    return Elements.make(
        "div", {class: "legend"}, end(low),
        Elements.make("div", {class: "ramp", vars: {ramp: `linear-gradient(90deg, ${stops})`}}), end(high));
  }

  return {use, of, css, luminance, textOn, heat, heatMap, picture, image, range, legend};
})();
