"use strict";
/* The objects of stage 6 and their masks, unpacked once and kept. */
const Masks = (() => {
  const memory = { probabilities: new Map(), patches: new Map(), truths: new Map() };

  function remember(map, key, make) {
    if (!map.has(key)) map.set(key, make());
    return map.get(key);
  }

  function objects(run) {
    const boxes = Data.rows(run.array("6_masks/boxes"));
    return boxes.map((box, index) => ({ index, box, score: run.array("6_masks/scores").data[index],
      label: run.array("6_masks/labels").data[index] }));
  }

  function size(run) {
    return run.array("6_masks/logits").shape[1];
  }

  function probabilities(run, index) {
    return remember(memory.probabilities, index, () => {
      const cells = size(run) ** 2;
      return Float32Array.from(run.array("6_masks/logits").data.subarray(index * cells, (index + 1) * cells), Arithmetic.sigmoid);
    });
  }

  function paste(run, index, mask) {
    const box = Data.row(run.array("6_masks/boxes"), index);
    return Arithmetic.pasteMask(mask, size(run), box, ...run.original);
  }

  function patch(run, index) {
    return remember(memory.patches, index, () => paste(run, index, probabilities(run, index)));
  }

  /* The true object that a detection overlaps most: {index, iou} or null. */
  function bestTruth(run, box) {
    let best = null;
    for (const truth of run.truth ?? []) {
      const overlap = Arithmetic.iou(box, truth.box);
      if (overlap > (best ? best.iou : 0)) best = { index: truth.index, iou: overlap };
    }
    return best;
  }

  function truthMask(run, index) {
    const starts = run.array("5_iou_filter/truth_run_starts");
    if (!starts) return null;
    return remember(memory.truths, index, () => Arithmetic.fromRuns(
      run.array("5_iou_filter/truth_runs").data.subarray(starts.data[index], starts.data[index + 1]), ...run.original));
  }

  function tint(area, bits, color, alpha) {
    return Colors.picture(area.width, area.height, (i) => (bits[i] ? [...color, alpha] : [0, 0, 0, 0]));
  }

  return { objects, size, probabilities, paste, patch, bestTruth, truthMask, tint };
})();

/* 28 x 28 probabilities, spread over pixels, cut at a threshold, compared with the true outline. */
const MasksPanel = (() => {
  const { make, number, replace } = Elements;

  function matrixView(run, s) {
    const size = Masks.size(run);
    return new View({ id: "mask-matrix", label: Words.say("masks.matrix"), frame: [0, 0, size, size],
      paint: (v) => {
        v.picture(Colors.heatMap({ data: s.mask, offset: 0, rows: size, columns: size }, 0, 1), 0, 0, size, size, { smooth: false });
        const bits = Arithmetic.threshold(s.mask, s.threshold);
        Draw.outline(v, { x: 0, y: 0, width: size, height: size }, bits, { color: "#fff", width: 2 });
        if (s.cell) v.box([s.cell[0] - 2, s.cell[1] - 2, s.cell[0] + 3, s.cell[1] + 3], { color: Colors.css(s.color), width: 2, halo: true });
      } });
  }

  /* 5 x 5 probabilities around the chosen cell, as numbers. */
  function lensView(run, s) {
    return new View({ id: "mask-lens", label: Words.say("masks.lens"), frame: [0, 0, 5, 5],
      paint: (v) => {
        const size = Masks.size(run);
        for (let j = 0; j < 5; ++j) {
          for (let i = 0; i < 5; ++i) {
            const x = s.cell[0] + i - 2, y = s.cell[1] + j - 2;
            const inside = x >= 0 && y >= 0 && x < size && y < size;
            const p = inside ? s.mask[y * size + x] : 0;
            const color = Colors.heat(p, 0, 1);
            v.box([i, j, i + 1, j + 1], { width: 0.5, color: "#fff", fill: Colors.css(color) });
            v.text(inside ? number(p, 2) : "0", i + 0.5, j + 0.5, { color: Colors.textOn(color), size: Math.min(14, v.scale * 0.32), weight: p >= s.threshold ? 700 : 400 });
          }
        }
      } });
  }

  function gridLines(v, run, s) {
    const { region } = s.patch;
    const cells = Masks.size(run) + 2;
    for (let i = 0; i <= cells; ++i) {
      const x = region.x1 + (i * region.width) / cells, y = region.y1 + (i * region.height) / cells;
      v.line(x, region.y1, x, region.y1 + region.height, { color: "rgba(255, 255, 255, 0.28)", width: 1 });
      v.line(region.x1, y, region.x1 + region.width, y, { color: "rgba(255, 255, 255, 0.28)", width: 1 });
    }
  }

  function cropView(run, s) {
    return new View({ id: "mask-crop", label: Words.say("masks.crop"), frame: [0, 0, 1, 1], height: "100%",
      paint: (v) => {
        v.picture(run.photo, 0, 0, run.original[1], run.original[0]);
        v.picture(Masks.tint(s.patch, s.bits, s.color, 90), s.patch.x, s.patch.y, s.patch.width, s.patch.height, { smooth: false });
        if (s.grid) gridLines(v, run, s);
        v.box(s.object.box, { color: Colors.css(s.color), width: 1.5, dash: [6, 4] });
        if (s.truth) Draw.outline(v, s.truthArea, s.truthBits, { color: "#fff", width: 2.5, dash: [5, 4] });
        Draw.outline(v, s.patch, s.bits, { color: Colors.css(s.color), width: 2.5 });
        if (s.pixel) v.box([s.pixel[0], s.pixel[1], s.pixel[0] + 1, s.pixel[1] + 1], { color: "#000", width: 2, halo: true });
      } });
  }

  /* Parts of the whole mask that the outline needs. */
  function truthArea(run, mask) {
    const [height, width] = run.original;
    let x1 = width, y1 = height, x2 = 0, y2 = 0;
    for (let p = 0; p < mask.length; ++p) {
      if (!mask[p]) continue;
      const x = p % width, y = Math.floor(p / width);
      x1 = Math.min(x1, x);
      x2 = Math.max(x2, x + 1);
      y1 = Math.min(y1, y);
      y2 = y + 1;
    }
    const area = { x: x1, y: y1, width: Math.max(0, x2 - x1), height: Math.max(0, y2 - y1) };
    const bits = new Uint8Array(area.width * area.height);
    for (let j = 0; j < area.height; ++j) {
      bits.set(mask.subarray((y1 + j) * width + x1, (y1 + j) * width + x2), j * area.width);
    }
    return { area, bits };
  }

  function choose(run, s, index) {
    const objects = Masks.objects(run);
    s.object = objects[Math.min(Math.max(0, index), objects.length - 1)];
    s.color = Colors.ofObject(s.object.index);
    const kept = run.detections.filter((d) => d.object >= 0)[s.object.index];
    const best = kept ? Masks.bestTruth(run, kept.box) : null;
    s.truth = best ? Masks.truthMask(run, best.index) : null;
    if (s.truth) ({ area: s.truthArea, bits: s.truthBits } = truthArea(run, s.truth));
    const size = Masks.size(run);
    s.mask = Masks.probabilities(run, s.object.index);
    // opens where it is undecided: the inner cell nearest to one half
    let nearest = 0;
    const undecided = (i) => {
      const x = i % size, y = Math.floor(i / size);
      const nearRim = Math.min(x, y, size - 1 - x, size - 1 - y) < 3;
      return Math.abs(s.mask[i] - 0.5) + (nearRim ? 1 : 0);
    };
    s.mask.forEach((_, i) => { if (undecided(i) < undecided(nearest)) nearest = i; });
    s.cell = [nearest % size, Math.floor(nearest / size)];
    // and at a pixel under that cell
    const { region } = Masks.patch(run, s.object.index);
    const inCanvas = (v, limit) => Math.min(limit - 1, Math.max(0, Math.floor(v)));
    s.pixel = [inCanvas(region.x1 + ((s.cell[0] + 1.5) * region.width) / (size + 2), run.original[1]), inCanvas(region.y1 + ((s.cell[1] + 1.5) * region.height) / (size + 2), run.original[0])];
  }

  function compute(run, s) {
    if (s.early) {
      const bits = Float32Array.from(Arithmetic.threshold(s.mask, s.threshold));
      s.patch = Masks.paste(run, s.object.index, bits);
      s.bits = Arithmetic.threshold(s.patch.values, 0.5);
    } else {
      s.patch = Masks.patch(run, s.object.index);
      s.bits = Arithmetic.threshold(s.patch.values, s.threshold);
    }
  }

  function facts(run, s) {
    let pixels = 0;
    for (const bit of s.bits) pixels += bit;
    const lines = [make("div", {}, make("span", { class: "big", id: "mask-pixels" }, Elements.count(pixels)), " ", Words.say("masks.pixels"))];
    if (s.truth) {
      const o = Arithmetic.maskOverlap(s.patch, s.bits, s.truth, run.original[1]);
      lines.push(make("div", {}, make("span", { class: "big", id: "mask-iou" }, number(o.iou, 4)), " ", Words.say("masks.iou")),
        make("div", { class: "formula" }, `${Elements.count(o.common)} / (${Elements.count(o.own)} + ${Elements.count(o.other)} \u2212 ${Elements.count(o.common)})`));
    }
    return lines;
  }

  /* The bilinear sum behind one pixel. */
  function sum(run, s) {
    if (!s.pixel) return [make("p", { class: "muted", style: "margin:0" }, Words.say("masks.point"))];
    const [x, y] = s.pixel;
    const { region } = s.patch;
    const cells = Masks.size(run) + 2;
    const v = Arithmetic.pasteTap(y - region.y1, region.height, cells);
    const h = Arithmetic.pasteTap(x - region.x1, region.width, cells);
    const at = (row, column) => (row >= 1 && column >= 1 && row <= cells - 2 && column <= cells - 2
      ? s.mask[(row - 1) * (cells - 2) + column - 1] : 0);
    const term = (row, rowWeight, column, columnWeight) => `${number(rowWeight * columnWeight, 3)} \u00d7 ${number(at(row, column), 3)}   m[${row - 1}, ${column - 1}]`;
    const value = s.patch.values[(y - s.patch.y) * s.patch.width + (x - s.patch.x)];
    return [make("div", { class: "formula" }, `p(${x}, ${y}) = ${term(v.low, v.lowWeight, h.low, h.lowWeight)}
        + ${term(v.low, v.lowWeight, h.high, h.highWeight)}
        + ${term(v.high, v.highWeight, h.low, h.lowWeight)}
        + ${term(v.high, v.highWeight, h.high, h.highWeight)}
        = `, make("b", {}, number(value, 3)), ` ${value >= s.threshold ? "\u2265" : "<"} ${number(s.threshold, 2)}`)];
  }

  function build(run, page) {
    const objects = Masks.objects(run);
    if (!objects.length) return Elements.missing("masks", ["6_masks/logits"]);
    const s = { threshold: page.get("threshold", run.config.masks.threshold), early: page.get("early", "no") === "yes", grid: page.get("grid", "yes") === "yes" };
    choose(run, s, page.get("object", 0));
    const matrix = matrixView(run, s), lens = lensView(run, s), crop = cropView(run, s);
    const factsCard = Elements.card(null), sumCard = Elements.card(Words.say("masks.sum_title"), make("div", {}));
    const paintAll = () => {
      compute(run, s);
      const { region } = s.patch;
      const margin = 0.06 * Math.max(region.width, region.height);
      crop.frame = Draw.within([region.x1 - margin, region.y1 - margin, region.width + 2 * margin, region.height + 2 * margin], [0, 0, run.original[1], run.original[0]]);
      [matrix, lens, crop].forEach((view) => view.draw());
      replace(factsCard, facts(run, s));
      replace(sumCard.lastChild, sum(run, s));
    };
    const chips = Elements.chips({ id: "mask-object", value: s.object.index,
      items: objects.map((o) => ({ key: o.index, label: `${run.className(o.label)} ${number(o.score, 2)}`, color: Colors.ofObject(o.index) })),
      changed: (index) => {
        choose(run, s, index);
        chips.set(index);
        page.set({ object: index });
        paintAll();
      } });
    matrix.on("mousemove", ([x, y]) => {
      const size = Masks.size(run);
      s.cell = [x, y].map((v) => Math.min(size - 1, Math.max(0, Math.floor(v))));
      matrix.draw();
      lens.draw();
    });
    crop.on("mousemove", ([x, y]) => {
      const pixel = [Math.floor(x), Math.floor(y)];
      const inside = pixel[0] >= s.patch.x && pixel[1] >= s.patch.y && pixel[0] < s.patch.x + s.patch.width && pixel[1] < s.patch.y + s.patch.height;
      if (s.early || !inside) return;
      s.pixel = pixel;
      crop.draw();
      replace(sumCard.lastChild, sum(run, s));
    });
    page.onSpace = () => chips.children[(s.object.index + 1) % objects.length].click();
    const controls = [chips,
      Elements.slider({ id: "mask-threshold", label: Words.say("masks.threshold"), min: 0.02, max: 0.98, step: 0.01, value: s.threshold,
        changed: (v) => { s.threshold = v; page.set({ threshold: v }); paintAll(); } }),
      Elements.check({ id: "mask-early", label: Words.say("masks.early"), value: s.early,
        changed: (v) => { s.early = v; s.pixel = null; page.set({ early: v ? "yes" : "no" }); paintAll(); } }),
      Elements.check({ id: "mask-grid", label: Words.say("masks.grid"), value: s.grid,
        changed: (v) => { s.grid = v; page.set({ grid: v ? "yes" : "no" }); paintAll(); } })];
    paintAll();
    const size = Masks.size(run);
    return Elements.panel("masks", [Elements.otherRule(run.config.masks.paste_rule, "torchvision"), controls],
      make("div", { class: "row", style: "grid-template-columns:minmax(220px, 34%) minmax(0, 1fr);align-items:stretch" },
        make("div", {}, matrix.element, make("p", { class: "caption" }, Words.say("masks.matrix_caption", { size }))),
        make("div", { style: "display:flex;flex-direction:column" }, make("div", { style: "flex:1;min-height:0;height:100%" }, crop.element), make("p", { class: "caption" }, Words.say(run.truth ? "masks.crop_caption_truth" : "masks.crop_caption")))),
      make("div", { class: "row", style: "grid-template-columns:190px minmax(180px, 0.7fr) minmax(0, 1.3fr);align-items:stretch" }, lens.element, factsCard, sumCard));
  }

  return { key: "masks", number: "6", build,
    shape: (run) => (Masks.objects(run).length ? `${Masks.objects(run).length} \u00d7 ${Masks.size(run)} \u00d7 ${Masks.size(run)}` : "\u2013") };
})();
