"use strict";
/* RoIAlign under a magnifying glass: bins, samples, four neighbours, the mean. */
const RoiAlignPanel = (() => {
  const { make, number, replace } = Elements;

  function levelMap(run, level, channelIndex) {
    const array = run.array(`1_features/p${level}`);
    const [, rowCount, columns] = array.shape;
    return { data: array.data, offset: channelIndex * rowCount * columns, rows: rowCount, columns };
  }

  /* The run's own region, if this page holds it. */
  function storedRegion(run, roi, channelIndex) {
    const rows = run.array("3_roi_align/rows"), regions = run.array("3_roi_align/regions");
    const place = rows ? rows.data.indexOf(roi) : -1;
    if (place < 0) return null;
    const [, channels, height, width] = regions.shape;
    const start = (place * channels + channelIndex) * height * width;
    return regions.data.subarray(start, start + height * width);
  }

  function compute(run, s) {
    const { roi_align: params, box_head: head } = run.config;
    s.box = Data.row(run.array("2_proposals/boxes"), s.roi);
    s.rule = Arithmetic.roiLevel(s.box, params, 2, 5);
    const levels = run.array("3_roi_align/levels");
    s.level = levels ? levels.data[s.roi] : s.rule.level;
    s.map = levelMap(run, s.level, s.channel);
    s.grid = Arithmetic.roiGrid(s.box, 2 ** -s.level, head.pool, s.samples, s.aligned);
    s.means = Arithmetic.alignRegion(s.map, s.grid);
    s.stored = storedRegion(run, s.roi, s.channel);
    s.bin = s.bin.map((v) => Math.min(head.pool - 1, Math.max(0, v)));
    s.picked = Arithmetic.alignBin(s.map, s.grid, s.bin[1], s.bin[0]);
    s.sample = Math.min(s.sample, s.picked.samples.length - 1);
    const detection = run.detections.find((d) => d.proposal === s.roi && d.object >= 0);
    s.color = detection ? Colors.ofObject(detection.object) : [0, 114, 178];
  }

  function photoView(run, s) {
    return new View({ id: "roi-photo", label: Words.say("roi_align.photo"), frame: Draw.photoFrame(run),
      paint: (v) => {
        Draw.photo(v, run);
        const cell = 2 ** s.level;
        v.box([s.window[0] * cell, s.window[1] * cell, (s.window[0] + s.window[2]) * cell, (s.window[1] + s.window[3]) * cell], { color: "rgba(255,255,255,0.9)", width: 1, dash: [3, 3] });
        v.box(s.box, { color: Colors.css(s.color), width: 2.5, halo: true });
      } });
  }

  /* Cells that the samples read, with a margin. A cell's value sits at its centre: cell i covers
     i - 1/2 to i + 1/2, since samples take pixel centres to be integers. */
  function windowOf(s) {
    const { grid, map } = s;
    const margin = 0.8;
    const x1 = Math.max(-1.5, Math.min(map.columns - 2, grid.x1 - margin)), y1 = Math.max(-1.5, Math.min(map.rows - 2, grid.y1 - margin));
    const x2 = Math.min(map.columns + 0.5, grid.x1 + grid.bins * grid.binWidth + margin);
    const y2 = Math.min(map.rows + 0.5, grid.y1 + grid.bins * grid.binHeight + margin);
    return [x1, y1, Math.max(1, x2 - x1), Math.max(1, y2 - y1)];
  }

  function gridView(run, s) {
    return new View({ id: "roi-grid", label: Words.say("roi_align.grid"), frame: [0, 0, 1, 1], height: "clamp(280px, 48vh, 640px)",
      paint: (v) => {
        const { grid, map } = s;
        v.picture(Colors.heatMap(map, ...s.range), -0.5, -0.5, map.columns, map.rows, { smooth: false });
        cellNumbers(v, s);
        for (let i = 0; i <= grid.bins; ++i) {
          const x = grid.x1 + i * grid.binWidth, y = grid.y1 + i * grid.binHeight;
          const edge = i === 0 || i === grid.bins;
          const style = { color: edge ? Colors.css(s.color) : "rgba(255,255,255,0.75)", width: edge ? 3 : 1 };
          v.line(x, grid.y1, x, grid.y1 + grid.bins * grid.binHeight, style);
          v.line(grid.x1, y, grid.x1 + grid.bins * grid.binWidth, y, style);
        }
        const chosen = s.bin;
        v.box([grid.x1 + chosen[0] * grid.binWidth, grid.y1 + chosen[1] * grid.binHeight, grid.x1 + (chosen[0] + 1) * grid.binWidth, grid.y1 + (chosen[1] + 1) * grid.binHeight], { color: "#fff", width: 3 });
        allSamples(v, s);
        const sample = s.picked.samples[s.sample];
        if (sample) {
          if (sample.inside) {
            for (const t of sample.terms) {
              v.box([t.column - 0.5, t.row - 0.5, t.column + 0.5, t.row + 0.5], { color: "#000", width: 1.5, dash: [3, 2] });
              v.line(sample.x, sample.y, t.column, t.row, { color: "#000", width: 0.75 + 4 * t.weight });
            }
          }
          v.dot(sample.x, sample.y, { color: "#fff", radius: 6, ring: "#000" });
        }
      } });
  }

  function cellNumbers(v, s) {
    if (v.scale < 40) return;
    const [x, y, width, height] = s.window;
    for (let row = Math.max(0, Math.ceil(y - 0.5)); row <= Math.min(s.map.rows - 1, y + height + 0.5); ++row) {
      for (let column = Math.max(0, Math.ceil(x - 0.5)); column <= Math.min(s.map.columns - 1, x + width + 0.5); ++column) {
        const value = s.map.data[s.map.offset + row * s.map.columns + column];
        const color = Colors.heat(value, ...s.range);
        v.text(number(value, 2), column, row + 0.32, { color: Colors.textOn(color), size: 10.5 });
      }
    }
  }

  function allSamples(v, s) {
    const { grid } = s;
    if (grid.samplesX * grid.samplesY * grid.bins ** 2 > 4000) return;
    for (let by = 0; by < grid.bins; ++by) {
      for (let iy = 0; iy < grid.samplesY; ++iy) {
        const y = Arithmetic.samplePosition(grid.y1, grid.binHeight, by, iy, grid.samplesY);
        for (let bx = 0; bx < grid.bins; ++bx) {
          for (let ix = 0; ix < grid.samplesX; ++ix) {
            const x = Arithmetic.samplePosition(grid.x1, grid.binWidth, bx, ix, grid.samplesX);
            const mine = bx === s.bin[0] && by === s.bin[1];
            v.dot(x, y, { color: mine ? Colors.css(s.color) : "rgba(255,255,255,0.85)", radius: mine ? 4.5 : 1.8, ring: mine ? "#fff" : null });
          }
        }
      }
    }
  }

  function meansView(run, s) {
    const bins = run.config.box_head.pool;
    return new View({ id: "roi-means", label: Words.say("roi_align.means"), frame: [0, 0, bins, bins],
      paint: (v) => {
        s.means.forEach((mean, i) => {
          const x = i % bins, y = Math.floor(i / bins);
          const color = Colors.heat(mean, ...s.range);
          v.box([x, y, x + 1, y + 1], { color: "#fff", width: 0.5, fill: Colors.css(color) });
          if (v.scale > 26) v.text(number(mean, 2), x + 0.5, y + 0.5, { color: Colors.textOn(color), size: Math.min(11.5, v.scale * 0.3) });
        });
        v.box([s.bin[0] + 0.03, s.bin[1] + 0.03, s.bin[0] + 0.97, s.bin[1] + 0.97], { color: "#000", width: 2.5, halo: true });
      } });
  }

  function levelText(run, s) {
    const { roi_align: params } = run.config;
    const [x1, y1, x2, y2] = s.box;
    const [left, right] = params.level_rule === "nearest" ? ["[", "]"] : ["\u230a", "\u230b"];
    return make("div", { class: "formula", id: "roi-level" },
      `side = \u221a(${number(x2 - x1, 1)} \u00d7 ${number(y2 - y1, 1)}) = ${number(s.rule.side, 1)} px\n`,
      `${left}${params.canonical_level} + log\u2082(${number(s.rule.side, 1)} / ${params.canonical_size})${right} = ${left}${number(s.rule.exact, 3)}${right}`,
      s.rule.exact >= 2 && s.rule.exact < 6 ? " \u2192 " : ` \u2192 2\u20265: `, make("b", {}, `P${s.level}`));
  }

  function binText(s) {
    const values = s.picked.samples.map((p) => number(p.value, 3));
    const shown = values.length > 9 ? [...values.slice(0, 8), "\u2026"] : values;
    return make("div", { class: "formula wrap", id: "roi-bin" },
      `${Words.say("roi_align.bin")} (${s.bin.join(", ")}) = (${shown.join(" + ")}) / ${Math.max(1, values.length)} = `, make("b", {}, number(s.picked.mean, 4)));
  }

  function sampleText(s) {
    const sample = s.picked.samples[s.sample];
    if (!sample) return make("div", { class: "formula" }, "\u2013");
    const where = `${Words.say("roi_align.sample")} (x ${number(sample.x, 3)}, y ${number(sample.y, 3)})`;
    if (!sample.inside) return make("div", { class: "formula" }, `${where}: ${Words.say("roi_align.outside")} = 0`);
    const terms = sample.terms.map((t) => `${number(t.weight, 3)} \u00d7 ${number(t.value, 3).padStart(7)}   P[${t.row}, ${t.column}]`);
    return make("div", { class: "formula", id: "roi-sample" }, `${where}\n  ${terms.join("\n+ ")}\n= `, make("b", {}, number(sample.value, 4)));
  }

  function agreement(run, s) {
    if (!s.stored) return make("span", { class: "muted" }, Words.say("roi_align.not_stored"));
    let largest = 0;
    s.means.forEach((mean, i) => { largest = Math.max(largest, Math.abs(mean - s.stored[i])); });
    return make("span", { id: "roi-agreement", class: largest === 0 ? "good" : "bad" },
      largest === 0 ? Words.say("roi_align.same") : Words.say("roi_align.differs", { by: number(largest, 4) }));
  }

  /* Where a pointer stands: the bin under it, and that bin's sample next to it. */
  function pointAt(s, x, y) {
    const { grid } = s;
    s.bin = [(x - grid.x1) / grid.binWidth, (y - grid.y1) / grid.binHeight].map((v) => Math.min(grid.bins - 1, Math.max(0, Math.floor(v))));
    s.picked = Arithmetic.alignBin(s.map, grid, s.bin[1], s.bin[0]);
    let nearest = 0;
    s.picked.samples.forEach((p, i) => {
      const far = (q) => (q.x - x) ** 2 + (q.y - y) ** 2;
      if (far(p) < far(s.picked.samples[nearest])) nearest = i;
    });
    s.sample = nearest;
  }

  function chipItems(run) {
    const kept = run.detections.filter((d) => d.object >= 0 && d.proposal >= 0);
    return kept.map((d) => ({ key: d.proposal, label: `${run.className(d.label)} ${number(d.score, 2)}`, color: Colors.ofObject(d.object) }));
  }

  function build(run, page) {
    const boxes = run.array("2_proposals/boxes");
    if (!boxes || boxes.shape[0] === 0 || !run.array("1_features/p5")) return Elements.missing("roi_align", ["2_proposals/boxes", "1_features/p2..p5"]);
    const { roi_align: params, box_head: head } = run.config;
    const items = chipItems(run);
    const middle = Math.floor(head.pool / 2);
    const s = { roi: page.get("roi", items.length ? items[0].key : 0), channel: Math.max(0, run.channels.indexOf(page.get("channel", run.channels[0]))),
      samples: page.get("samples", params.sampling_ratio), aligned: page.get("aligned", params.aligned ? "yes" : "no") === "yes",
      bin: String(page.get("bin", `${middle},${Math.max(0, middle - 1)}`)).split(",").map((v) => Math.trunc(Number(v)) || 0), sample: page.get("sample", 0) };
    s.roi = Math.min(Math.max(0, Math.trunc(s.roi)), boxes.shape[0] - 1);
    const photo = photoView(run, s), zoom = gridView(run, s), means = meansView(run, s);
    const levelCard = Elements.card(Words.say("roi_align.level_title"), make("div", {}));
    const binCard = Elements.card(Words.say("roi_align.sum_title"), make("div", {}), make("div", { style: "margin-top:6px" }));
    const verdict = make("p", { class: "caption" });
    const legend = make("p", { class: "caption" });
    const paintPoint = () => {
      [zoom, means].forEach((view) => view.draw());
      replace(binCard.children[1], sampleText(s));
      replace(binCard.children[2], binText(s));
    };
    const paintAll = () => {
      compute(run, s);
      s.range = Colors.range(s.map);
      s.window = windowOf(s);
      zoom.frame = s.window;
      photo.draw();
      paintPoint();
      replace(levelCard.lastChild, levelText(run, s));
      replace(verdict, agreement(run, s));
      replace(legend, Colors.legend(...s.range));
      number_.value = s.roi;
      chips.set(s.roi);
    };
    const pick = (roi) => {
      s.roi = (Math.trunc(Number(roi)) + boxes.shape[0]) % boxes.shape[0] || 0;
      page.set({ roi: s.roi });
      paintAll();
    };
    const number_ = make("input", { type: "number", id: "roi-number", min: 0, max: boxes.shape[0] - 1, style: "width:68px", "aria-label": Words.say("roi_align.roi"), onchange: () => pick(number_.value) });
    const chips = Elements.chips({ id: "roi-chips", items, value: s.roi, changed: pick });
    zoom.on("mousemove", ([x, y]) => { pointAt(s, x, y); paintPoint(); });
    zoom.on("click", () => page.set({ bin: s.bin.join(","), sample: s.sample }));
    means.on("mousemove", ([x, y]) => {
      s.bin = [x, y].map((v) => Math.min(head.pool - 1, Math.max(0, Math.floor(v))));
      s.picked = Arithmetic.alignBin(s.map, s.grid, s.bin[1], s.bin[0]);
      s.sample = Math.min(s.sample, s.picked.samples.length - 1);
      paintPoint();
    });
    page.onSpace = () => pick(s.roi + 1);
    const controls = [chips,
      make("div", { class: "buttons" }, make("span", { style: "font-size:13px" }, Words.say("roi_align.roi")), number_, make("span", { class: "muted", style: "font-size:13px" }, Words.say("page.of", { n: boxes.shape[0] })),
        Elements.button("\u2039", () => pick(s.roi - 1), { "aria-label": Words.say("page.previous") }), Elements.button("\u203a", () => pick(s.roi + 1), { "aria-label": Words.say("page.next") })),
      Elements.select({ id: "roi-channel", label: Words.say("page.channel"), value: s.channel, options: run.channels.map((c, i) => [i, Words.say("page.channel_n", { n: c })]),
        changed: (i) => { s.channel = Number(i); page.set({ channel: run.channels[i] }); paintAll(); } }),
      make("div", { class: "field" }, make("span", { class: "what" }, Words.say("roi_align.samples")),
        Elements.segmented({ id: "roi-samples", options: [[1, "1"], [2, "2 \u00d7 2"], [3, "3 \u00d7 3"], [0, Words.say("roi_align.adaptive")]], value: s.samples > 0 ? s.samples : 0,
          changed: (n) => { s.samples = n; page.set({ samples: n }); paintAll(); } })),
      Elements.check({ id: "roi-aligned", label: Words.say("roi_align.aligned"), value: s.aligned, changed: (v) => { s.aligned = v; page.set({ aligned: v ? "yes" : "no" }); paintAll(); } })];
    paintAll();
    return Elements.panel("roi_align", [Elements.otherRule(params.pooling, "roi_align"), controls],
      make("div", { class: "row", style: "grid-template-columns:minmax(0, 1.35fr) minmax(0, 1fr)" },
        make("div", { class: "row" },
          make("div", {}, zoom.element, make("p", { class: "caption" }, Words.say("roi_align.grid_caption")), legend),
          make("div", { class: "row", style: `grid-template-columns:${run.resized[1] >= run.resized[0] ? 150 : 110}px minmax(0, 1fr);align-items:stretch` }, make("div", {}, photo.element), levelCard)),
        make("div", { class: "row" },
          make("div", { class: "row", style: "grid-template-columns:min(66%, 40vh) minmax(0, 1fr)" }, means.element,
            make("div", {}, make("p", { class: "caption", style: "margin-bottom:10px" }, Words.say("roi_align.means_caption")), verdict)),
          binCard)));
  }

  return { key: "roi_align", number: "3", build, levelMap, storedRegion,
    shape: (run) => {
      const entry = run.traceArray("3_roi_align/regions");
      return entry ? `${Elements.count(entry.shape[0])} \u00d7 ${entry.shape[2]} \u00d7 ${entry.shape[3]} \u00d7 ${entry.shape[1]}` : "\u2013";
    } };
})();
