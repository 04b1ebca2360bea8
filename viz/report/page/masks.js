"use strict";
/* 28 x 28 probabilities, spread over pixels, cut at a threshold, compared with the true outline. */
const MasksPanel = (() => {
  const {make, number, probability, replace} = Elements;

  function matrixView(run, s) {
    const size = Masks.size(run);
    return new View({
      id: "mask-matrix",
      label: Words.say("masks.matrix"),
      frame: [0, 0, size, size],
      paint: (v) => {
        v.picture(
            Colors.heatMap({data: s.mask, offset: 0, rows: size, columns: size}, 0, 1), 0, 0, size, size,
            {smooth: false});
        const bits = Arithmetic.threshold(s.mask, s.threshold);
        Draw.outline(v, {x: 0, y: 0, width: size, height: size}, bits, {color: "#fff", width: 2});
        if (s.cell)
          v.box(
              [s.cell[0] - 2, s.cell[1] - 2, s.cell[0] + 3, s.cell[1] + 3],
              {color: Colors.css(s.color), width: 2, halo: true});
      }
    });
  }

  /* 5 x 5 probabilities around the chosen cell, as numbers. */
  function lensView(run, s) {
    return new View({
      id: "mask-lens",
      label: Words.say("masks.lens"),
      frame: [0, 0, 5, 5],
      paint: (v) => {
        const size = Masks.size(run);
        for (let j = 0; j < 5; ++j) {
          for (let i = 0; i < 5; ++i) {
            const x = s.cell[0] + i - 2, y = s.cell[1] + j - 2;
            const inside = x >= 0 && y >= 0 && x < size && y < size;
            const p = inside ? s.mask[y * size + x] : 0;
            const color = Colors.heat(p, 0, 1);
            v.box([i, j, i + 1, j + 1], {width: 0.5, color: "#fff", fill: Colors.css(color)});
            v.cellNumber(
                inside ? probability(p, 2) : "0", i + 0.5, j + 0.5, color, {weight: p >= s.threshold ? 700 : 400});
          }
        }
      }
    });
  }

  function gridLines(v, run, s) {
    const {region} = s.patch;
    const cells = Masks.size(run) + 2;
    for (let i = 0; i <= cells; ++i) {
      const x = region.x1 + (i * region.width) / cells, y = region.y1 + (i * region.height) / cells;
      v.line(x, region.y1, x, region.y1 + region.height, {color: "rgba(255, 255, 255, 0.28)", width: 1});
      v.line(region.x1, y, region.x1 + region.width, y, {color: "rgba(255, 255, 255, 0.28)", width: 1});
    }
  }

  function cropView(run, s) {
    return new View({
      id: "mask-crop",
      label: Words.say("masks.crop"),
      frame: [0, 0, 1, 1],
      height: "clamp(260px, 52vh, 760px)",
      paint: (v) => {
        v.hatch();
        v.picture(run.image, 0, 0, run.original[1], run.original[0]);
        v.picture(
            Masks.tint(s.patch, s.bits, s.color, 90), s.patch.x, s.patch.y, s.patch.width, s.patch.height,
            {smooth: false});
        if (s.grid) gridLines(v, run, s);
        v.box(s.object.box, {color: Colors.css(s.color), width: 1.5, dash: [6, 4]});
        if (s.truth) Draw.outline(v, s.truthPart.area, s.truthPart.bits, {color: "#fff", width: 2.5, dash: [5, 4]});
        Draw.outline(v, s.patch, s.bits, {color: Colors.css(s.color), width: 2.5});
        if (s.pixel)
          v.box([s.pixel[0], s.pixel[1], s.pixel[0] + 1, s.pixel[1] + 1], {color: "#000", width: 2, halo: true});
      }
    });
  }

  /* The part of the whole mask that is not empty: what its outline needs. */
  function cutOut(run, mask) {
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
    const area = {x: x1, y: y1, width: Math.max(0, x2 - x1), height: Math.max(0, y2 - y1)};
    const bits = new Uint8Array(area.width * area.height);
    for (let j = 0; j < area.height; ++j) {
      bits.set(mask.subarray((y1 + j) * width + x1, (y1 + j) * width + x2), j * area.width);
    }
    return {area, bits};
  }

  /* The inner cell nearest to one half: where the mask is undecided. */
  function undecidedCell(mask, size) {
    const margin = 3;
    let best = Math.floor(size / 2) * (size + 1);
    for (let y = margin; y < size - margin; ++y) {
      for (let x = margin; x < size - margin; ++x) {
        if (Math.abs(mask[y * size + x] - 0.5) < Math.abs(mask[best] - 0.5)) best = y * size + x;
      }
    }
    return [best % size, Math.floor(best / size)];
  }

  function choose(run, s, object) {
    s.object = object;
    s.color = Colors.of(object.detection);
    const best = Masks.bestTruth(run, object.detection.box);
    s.truth = best ? Masks.truthMask(run, best.index) : null;
    s.truthPart = s.truth && cutOut(run, s.truth);
    const size = Masks.size(run);
    s.mask = Masks.probabilities(run, object.index);
    s.cell = undecidedCell(s.mask, size);
    const {region} = Masks.patch(run, object.index);
    moveTo(
        run, s, region.x1 + ((s.cell[0] + 1.5) * region.width) / (size + 2),
        region.y1 + ((s.cell[1] + 1.5) * region.height) / (size + 2));
  }

  /* The pixel under a place, inside the mask's part of the image. */
  function moveTo(run, s, x, y) {
    const {x: left, y: top, width, height} = Masks.patch(run, s.object.index);
    const inside = (v, first, count) => Math.min(first + count - 1, Math.max(first, Math.floor(v)));
    s.pixel = [inside(x, left, width), inside(y, top, height)];
  }

  function compute(run, s) {
    s.source = s.early ? Float32Array.from(Arithmetic.threshold(s.mask, s.threshold)) : s.mask;
    s.limit = s.early ? 0.5 : s.threshold;
    s.patch = s.early ? Masks.paste(run, s.object.index, s.source) : Masks.patch(run, s.object.index);
    s.bits = Arithmetic.threshold(s.patch.values, s.limit);
  }

  function facts(run, s) {
    let pixels = 0;
    for (const bit of s.bits) pixels += bit;
    const lines = [make(
        "div", {}, make("span", {class: "big", id: "mask-pixels"}, Elements.count(pixels)), " ",
        Words.say("masks.pixels"))];
    if (s.truth) {
      const o = Arithmetic.maskOverlap(s.patch, s.bits, s.truth, run.original[1]);
      lines.push(
          make("div", {}, make("span", {class: "big", id: "mask-iou"}, number(o.iou, 4)), " ", Words.say("masks.iou")),
          make(
              "div", {class: "formula"},
              `${Elements.count(o.common)} / (${Elements.count(o.own)} + ${Elements.count(o.other)} \u2212 ${
                  Elements.count(o.common)})`));
    }
    return lines;
  }

  /* The bilinear sum behind one pixel. */
  function sum(run, s) {
    const [x, y] = s.pixel;
    const terms = Arithmetic.pasteTerms(s.source, Masks.size(run), s.patch.region, x, y)
                      .map((t) => `${number(t.weight, 3)} \u00d7 ${number(t.value, 3)}   m[${t.row}, ${t.column}]`);
    const value = s.patch.values[(y - s.patch.y) * s.patch.width + (x - s.patch.x)];
    return make(
        "div", {class: "formula", id: "mask-sum"}, `p(${x}, ${y})\n  ${terms.join("\n+ ")}\n= `,
        make("b", {}, number(value, 3)), ` ${value >= s.limit ? "\u2265" : "<"} ${number(s.limit, 2)}`);
  }

  function build(run, page) {
    const objects = run.array("6_masks/logits") ? Masks.objects(run) : [];
    if (!objects.length) return Elements.missing(run, "masks", ["6_masks/logits"]);
    const s = {
      threshold: Address.number("threshold", run.config.masks.threshold, 0, 1),
      early: Address.flag("early", false),
      grid: Address.flag("grid", true)
    };
    choose(run, s, objects[Math.max(0, Selection.detection()?.mask ?? 0)]);
    const matrix = matrixView(run, s), lens = lensView(run, s), crop = cropView(run, s);
    const factsCard = Elements.card(null), sumCard = Elements.card(Words.say("masks.sum_title"), make("div", {}));
    const paintAll = () => {
      compute(run, s);
      const {region} = s.patch;
      crop.frame = Draw.around([[region.x1, region.y1, region.x1 + region.width, region.y1 + region.height]], 0.06);
      [matrix, lens, crop].forEach((view) => view.draw());
      replace(factsCard, facts(run, s));
      replace(sumCard.lastChild, sum(run, s));
    };
    const toCell = (x, y) => {
      s.cell = [x, y].map((v) => Math.min(Masks.size(run) - 1, Math.max(0, Math.floor(v))));
      matrix.draw();
      lens.draw();
    };
    const toPixel = (x, y) => {
      moveTo(run, s, x, y);
      crop.draw();
      replace(sumCard.lastChild, sum(run, s));
    };
    matrix.onHover(([x, y]) => toCell(x, y)).onArrows((dx, dy) => toCell(s.cell[0] + dx, s.cell[1] + dy));
    crop.onHover(([x, y]) => toPixel(x, y)).onArrows((dx, dy) => toPixel(s.pixel[0] + dx, s.pixel[1] + dy));
    page.onNext = () => page.choose(objects[(objects.indexOf(s.object) + 1) % objects.length].detection.index);
    const flag = (id, name, words) => Elements.check({
      id,
      label: Words.say(words),
      value: s[name],
      key: name,
      changed: (v) => {
        s[name] = v;
        paintAll();
      }
    });
    const controls = [
      Elements.slider({
        id: "mask-threshold",
        label: Words.say("masks.threshold"),
        min: 0.02,
        max: 0.98,
        value: s.threshold,
        key: "threshold",
        changed: (v) => {
          s.threshold = v;
          paintAll();
        }
      }),
      flag("mask-early", "early", "masks.early"), flag("mask-grid", "grid", "masks.grid")
    ];
    paintAll();
    const root = Elements.panel(
        "masks", [Elements.otherRule(run.config.masks.paste_rule, "torchvision"), controls],
        make(
            "div", {class: "row matrix-and-crop"},
            make(
                "div", {class: "row"},
                Elements.figure(matrix, Words.say("masks.matrix_caption", {size: Masks.size(run)}))),
            Elements.figure(crop, Words.say(run.truth ? "masks.crop_caption_truth" : "masks.crop_caption"))),
        make("div", {class: "row lens-and-sums"}, lens.element, factsCard, sumCard));
    if (!run.truth) root.querySelector(".try").lastChild.textContent = Words.say("masks.try_alone");
    return root;
  }

  return {
    key: "masks",
    number: "6",
    build,
    shape: (run) => {
      const entry = run.traceArray("6_masks/logits");
      return entry && entry.shape[0] ? entry.shape.join(" \u00d7 ") : "\u2013";
    }
  };
})();
