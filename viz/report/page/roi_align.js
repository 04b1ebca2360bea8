"use strict";
/* RoIAlign under a magnifying glass: bins, samples, four neighbours, the mean. */
const RoiAlignPanel = (() => {
  const {make, number, plus, replace} = Elements;
  const orange = "#d55e00";

  function levelMap(run, level, channelIndex) {
    const array = run.array(`1_features/p${level}`);
    const [, rowCount, columns] = array.shape;
    return {data: array.data, offset: channelIndex * rowCount * columns, rows: rowCount, columns};
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

  function levelOf(run, roi, rule) { return run.array("3_roi_align/levels")?.data[roi] ?? rule.level; }

  /* One channel of a proposal's region as a map, computed with the run's settings. */
  function region(run, roi, channel) {
    const {roi_align: params, box_head: head} = run.config;
    const box = Data.row(run.array("2_proposals/boxes"), roi);
    const level = levelOf(run, roi, Arithmetic.roiLevel(box, params, 2, 5));
    const grid = Arithmetic.roiGrid(box, 2 ** -level, head.pool, params.sampling_ratio, params.aligned);
    return {
      data: Arithmetic.alignRegion(levelMap(run, level, channel), grid),
      offset: 0,
      rows: head.pool,
      columns: head.pool
    };
  }

  function compute(run, s) {
    const {roi_align: params, box_head: head} = run.config;
    s.box = Data.row(run.array("2_proposals/boxes"), s.roi);
    s.rule = Arithmetic.roiLevel(s.box, params, 2, 5);
    s.level = levelOf(run, s.roi, s.rule);
    s.map = levelMap(run, s.level, s.channel);
    s.grid = Arithmetic.roiGrid(s.box, 2 ** -s.level, head.pool, s.samples, s.aligned);
    s.means = s.rounding ? Arithmetic.poolRegion(s.map, s.box, 2 ** -s.level, head.pool) :
                           Arithmetic.alignRegion(s.map, s.grid);
    s.stored = storedRegion(run, s.roi, s.channel);
    s.picked = Arithmetic.alignBin(s.map, s.grid, s.bin[1], s.bin[0]);
    s.sample = Math.max(0, Math.min(s.sample, s.picked.samples.length - 1));
    s.window = windowOf(s);
    s.range = rangeIn(s);
    s.color = Colors.of(Selection.ofProposal(s.roi));
    s.rounded = Arithmetic.roundedBox(s.box, 2 ** -s.level);
  }

  /* Cells that the samples read, with a margin. A cell's value sits at its centre: cell i covers
     i - 1/2 to i + 1/2, since samples take pixel centres to be integers. */
  function windowOf({grid}) {
    const margin = 0.8;
    return [
      grid.x1 - margin, grid.y1 - margin, grid.bins * grid.binWidth + 2 * margin,
      grid.bins * grid.binHeight + 2 * margin
    ];
  }

  /* Least and largest value of the cells in the window: a region fills the whole scale. */
  function rangeIn({map, window: [x, y, width, height]}) {
    let low = Infinity, high = -Infinity;
    const last = (v, count) => Math.min(count - 1, Math.ceil(v + 0.5));
    for (let row = Math.max(0, Math.floor(y + 0.5)); row <= last(y + height, map.rows); ++row) {
      for (let column = Math.max(0, Math.floor(x + 0.5)); column <= last(x + width, map.columns); ++column) {
        const v = map.data[map.offset + row * map.columns + column];
        if (v < low) low = v;
        if (v > high) high = v;
      }
    }
    return low <= high ? [low, high] : [0, 0];
  }

  function imageView(run, s) {
    return Draw.photoView(run, "roi-photo", "roi_align.photo", (v) => {
      const cell = 2 ** s.level;
      v.box(
          [
            s.window[0] * cell, s.window[1] * cell, (s.window[0] + s.window[2]) * cell,
            (s.window[1] + s.window[3]) * cell
          ],
          {color: "rgba(255,255,255,0.9)", width: 1, dash: [3, 3]});
      v.box(s.box, {color: Colors.css(s.color), width: 2.5, halo: true});
      if (s.rounding) v.box(s.rounded, {color: orange, width: 1.5, dash: [4, 3]});
    });
  }

  function gridView(run, s) {
    return new View({
      id: "roi-grid",
      label: Words.say("roi_align.grid"),
      frame: [0, 0, 1, 1],
      height: "clamp(280px, 46vh, 700px)",
      paint: (v) => {
        const {grid, map} = s;
        v.hatch();
        v.picture(Colors.heatMap(map, ...s.range), -0.5, -0.5, map.columns, map.rows, {smooth: false});
        const right = grid.x1 + grid.bins * grid.binWidth, bottom = grid.y1 + grid.bins * grid.binHeight;
        for (let i = 0; i <= grid.bins; ++i) {
          const x = grid.x1 + i * grid.binWidth, y = grid.y1 + i * grid.binHeight;
          const edge = i === 0 || i === grid.bins;
          const style = {color: edge ? Colors.css(s.color) : "rgba(255,255,255,0.75)", width: edge ? 3 : 1};
          v.line(x, grid.y1, x, bottom, style);
          v.line(grid.x1, y, right, y, style);
        }
        v.box(
            [
              grid.x1 + s.bin[0] * grid.binWidth, grid.y1 + s.bin[1] * grid.binHeight,
              grid.x1 + (s.bin[0] + 1) * grid.binWidth, grid.y1 + (s.bin[1] + 1) * grid.binHeight
            ],
            {color: "#fff", width: 3});
        if (s.rounding) {
          roundedBins(v, s);
        } else {
          allSamples(v, s);
          fourCells(v, s);
        }
      }
    });
  }

  /* The bins of RoIPool: whole cells, some read twice, none of the size of the true bins. */
  function roundedBins(v, s) {
    const {bins} = s.grid, at = (y, x) => Arithmetic.poolBin(s.map, s.box, 2 ** -s.level, bins, y, x);
    for (let i = 0; i < bins * bins; ++i) {
      const {rows, columns} = at(Math.floor(i / bins), i % bins);
      v.box([columns[0] - 0.5, rows[0] - 0.5, columns[1] - 0.5, rows[1] - 0.5], {color: orange, width: 1});
    }
    const {rows, columns} = at(s.bin[1], s.bin[0]);
    v.box([columns[0] - 0.5, rows[0] - 0.5, columns[1] - 0.5, rows[1] - 0.5], {color: orange, width: 3.5, halo: true});
  }

  /* The chosen point, and the four cells it lies between, with their values. */
  function fourCells(v, s) {
    const sample = s.picked.samples[s.sample];
    if (!sample) return;
    if (sample.inside) {
      for (const t of sample.terms) {
        v.box([t.column - 0.5, t.row - 0.5, t.column + 0.5, t.row + 0.5], {color: "#000", width: 1.5, dash: [3, 2]});
        v.line(sample.x, sample.y, t.column, t.row, {color: "#000", width: 0.75 + 4 * t.weight});
      }
      if (v.scale > 34) {
        const far = (t) =>
            [t.column + 0.22 * Math.sign(t.column - sample.x || 1), t.row + 0.3 * Math.sign(t.row - sample.y || 1)];
        for (const t of sample.terms)
          v.text(number(t.value, 2), ...far(t), {size: 11 * v.type, plate: "rgba(255,255,255,0.88)"});
      }
    }
    v.dot(sample.x, sample.y, {color: "#fff", radius: 6, ring: "#000"});
  }

  function allSamples(v, s) {
    const {grid} = s;
    if (grid.samplesX * grid.samplesY * grid.bins ** 2 > 4000) return;
    for (let by = 0; by < grid.bins; ++by) {
      for (let iy = 0; iy < grid.samplesY; ++iy) {
        const y = Arithmetic.samplePosition(grid.y1, grid.binHeight, by, iy, grid.samplesY);
        for (let bx = 0; bx < grid.bins; ++bx) {
          for (let ix = 0; ix < grid.samplesX; ++ix) {
            const x = Arithmetic.samplePosition(grid.x1, grid.binWidth, bx, ix, grid.samplesX);
            const mine = bx === s.bin[0] && by === s.bin[1];
            v.dot(x, y, {
              color: mine ? Colors.css(s.color) : "rgba(255,255,255,0.85)",
              radius: mine ? 4.5 : 1.8,
              ring: mine ? "#fff" : null
            });
          }
        }
      }
    }
  }

  function meansView(run, s) {
    const bins = run.config.box_head.pool;
    return new View({
      id: "roi-means",
      label: Words.say("roi_align.means"),
      frame: [0, 0, bins, bins],
      paint: (v) => {
        Draw.cells(v, {data: s.means, offset: 0, rows: bins, columns: bins}, s.range);
        v.box(
            [s.bin[0] + 0.03, s.bin[1] + 0.03, s.bin[0] + 0.97, s.bin[1] + 0.97],
            {color: "#000", width: 2.5, halo: true});
      }
    });
  }

  function levelText(run, s) {
    const {roi_align: params} = run.config;
    const [x1, y1, x2, y2] = s.box;
    const [left, right] = params.level_rule === "nearest" ? ["[", "]"] : ["\u230a", "\u230b"];
    return make(
        "div", {class: "formula", id: "roi-level"},
        `${Words.say("roi_align.side")} = \u221a(${number(x2 - x1, 1)} \u00d7 ${number(y2 - y1, 1)}) = ${
            number(s.rule.side, 1)} ${Words.say("unit.px")}\n`,
        `${left}${params.canonical_level} + log\u2082(${number(s.rule.side, 1)} / ${
            Elements.shortest(params.canonical_size)})${right} = ${left}${number(s.rule.exact, 3)}${right}`,
        s.rule.exact >= 2 && s.rule.exact < 6 ? " \u2192 " : ` \u2192 2\u20265: `, make("b", {}, `P${s.level}`));
  }

  function binText(s) {
    const values = s.picked.samples.map((p, i) => (i === 0 ? number(p.value, 3) : plus(p.value, 3)));
    const shown = values.length > 9 ? [...values.slice(0, 8), "+ \u2026"] : values;
    return make(
        "div", {class: "formula wrap", id: "roi-bin"},
        `${Words.say("roi_align.bin")} (${s.bin.join(", ")}) = (${shown.join(" ")}) / ${Math.max(1, values.length)} = `,
        make("b", {}, number(s.picked.mean, 4)));
  }

  /* What rounding did, in pixels of the image, and the bin that is chosen. */
  function roundingText(s) {
    const bin = Arithmetic.poolBin(s.map, s.box, 2 ** -s.level, s.grid.bins, s.bin[1], s.bin[0]);
    const shift = s.rounded.map((v, i) => v - s.box[i]);
    return [
      make(
          "div", {class: "formula", id: "roi-shift"},
          `${Words.say("roi_align.true_box")} ${Elements.boxText(s.box)}\n${Words.say("roi_align.rounded_box")} ${
              Elements.boxText(
                  s.rounded)}\n${Words.say("roi_align.shift")} ${Elements.boxText(shift)} ${Words.say("unit.px")}`),
      make(
          "div", {class: "formula wrap", id: "roi-bin"},
          `${Words.say("roi_align.bin")} (${s.bin.join(", ")}) = max P[${bin.rows[0]}\u2026${bin.rows[1] - 1}, ${
              bin.columns[0]}\u2026${bin.columns[1] - 1}] = `,
          make("b", {}, number(bin.value, 4)))
    ];
  }

  function sampleText(s) {
    const sample = s.picked.samples[s.sample];
    if (!sample) return make("div", {class: "formula"}, "\u2013");
    const where = `${Words.say("roi_align.sample")} (x ${number(sample.x, 3)}, y ${number(sample.y, 3)})`;
    if (!sample.inside) return make("div", {class: "formula"}, `${where}: ${Words.say("roi_align.outside")} = 0`);
    const terms = sample.terms.map(
        (t) => `${number(t.weight, 3)} \u00d7 ${number(t.value, 3).padStart(7)}   P[${t.row}, ${t.column}]`);
    return make(
        "div", {class: "formula", id: "roi-sample"}, `${where}\n  ${terms.join("\n+ ")}\n= `,
        make("b", {}, number(sample.value, 4)));
  }

  function agreement(run, s) {
    if (!s.stored) return make("span", {class: "muted"}, Words.say("roi_align.not_stored"));
    let largest = 0;
    s.means.forEach((mean, i) => {
      largest = Math.max(largest, Math.abs(mean - s.stored[i]));
    });
    const isOther = s.rounding && run.config.roi_align.pooling !== "roi_pool";
    return make(
        "span",
        {id: "roi-agreement",
         class: largest === 0 ? "good" :
             isOther          ? "muted" :
                                "bad"},
        largest === 0 ? Words.say("roi_align.same") :
                        Words.say(isOther ? "roi_align.changed" : "roi_align.differs", {by: number(largest, 4)}));
  }

  function chooseBin(s, x, y) {
    s.bin = [x, y].map((v) => Math.min(s.grid.bins - 1, Math.max(0, v)));
    s.picked = Arithmetic.alignBin(s.map, s.grid, s.bin[1], s.bin[0]);
    s.sample = Math.max(0, Math.min(s.sample, s.picked.samples.length - 1));
  }

  /* Where a pointer stands: the bin under it, and that bin's sample next to it. */
  function pointAt(s, x, y) {
    const {grid} = s;
    chooseBin(s, Math.floor((x - grid.x1) / grid.binWidth), Math.floor((y - grid.y1) / grid.binHeight));
    const far = (p) => (p.x - x) ** 2 + (p.y - y) ** 2;
    s.picked.samples.forEach((p, i) => {
      if (far(p) < far(s.picked.samples[s.sample])) s.sample = i;
    });
  }

  /* What RoIAlign can vary and RoIPool cannot. */
  function samplingControls(s, paint) {
    return [
      Elements.labelled(Words.say("roi_align.samples"), Elements.segmented({
        id: "roi-samples",
        label: Words.say("roi_align.samples"),
        options: [[1, "1"], [2, "2 \u00d7 2"], [3, "3 \u00d7 3"], [0, Words.say("roi_align.adaptive")]],
        value: s.samples,
        changed: (n) => {
          s.samples = n;
          paint();
          Address.set({samples: n});
        }
      })),
      Elements.check({
        id: "roi-aligned",
        label: Words.say("roi_align.aligned"),
        value: s.aligned,
        key: "aligned",
        changed: (v) => {
          s.aligned = v;
          paint();
        }
      })
    ];
  }

  function poolingSwitch(s, paint) {
    return Elements.labelled(Words.say("roi_align.how"), Elements.segmented({
      id: "roi-pooling",
      label: Words.say("roi_align.how"),
      value: s.rounding ? "roi_pool" : "roi_align",
      options: [["roi_align", "RoIAlign"], ["roi_pool", Words.say("roi_align.rounding")]],
      changed: (how) => {
        s.rounding = how === "roi_pool";
        paint();
        Address.set({pooling: how});
      }
    }));
  }

  function channelList(run, s, paint) {
    return Elements.select({
      id: "roi-channel",
      label: Words.say("page.channel"),
      value: s.channel,
      options: run.channels.map((c, i) => [i, Words.say("page.channel_n", {n: c})]),
      changed: (i) => {
        s.channel = Number(i);
        paint();
        Address.set({channel: run.channels[i]});
      }
    });
  }

  /* What the address names, else the proposal that is followed, pooled as in the run. */
  function opened(run) {
    const {roi_align: params, box_head: head} = run.config;
    const middle = Math.floor(head.pool / 2);
    return {
      roi: Selection.proposal(),
      channel: Math.max(0, run.channels.indexOf(Address.number("channel", run.channels[0]))),
      rounding: Address.choice("pooling", ["roi_align", "roi_pool"], params.pooling) === "roi_pool",
      samples: Address.row("samples", params.sampling_ratio, 17),
      aligned: Address.flag("aligned", params.aligned),
      bin: Address.pair("bin", [middle, Math.max(0, middle - 1)], [head.pool, head.pool]),
      sample: Address.row("sample", 0, 4096)
    };
  }

  function build(run, page) {
    const boxes = run.array("2_proposals/boxes");
    if (!boxes || boxes.shape[0] === 0 || !run.array("1_features/p5"))
      return Elements.missing(run, "roi_align", ["2_proposals/boxes", "1_features/p5"]);
    const {pooling} = run.config.roi_align, s = opened(run);
    const image = imageView(run, s), zoom = gridView(run, s), means = meansView(run, s);
    const levelCard = Elements.card(Words.say("roi_align.level_title"), make("div", {}));
    const sumCard = Elements.card(Words.say("roi_align.sum_title"), make("div", {}));
    const masks = RoundedMask.figure(run);
    const verdict = make("p", {class: "caption"}), legend = make("div"), gridWords = make("span");
    const paintPoint = () => {
      [zoom, means].forEach((view) => view.draw());
      sumCard.firstChild.textContent = Words.say(s.rounding ? "roi_align.pool_title" : "roi_align.sum_title");
      replace(sumCard.lastChild, s.rounding ? roundingText(s) : [sampleText(s), binText(s)]);
    };
    const paintAll = () => {
      compute(run, s);
      zoom.frame = s.window;
      image.draw();
      paintPoint();
      replace(levelCard.lastChild, levelText(run, s));
      replace(verdict, agreement(run, s));
      replace(legend, Colors.legend(...s.range));
      gridWords.textContent = Words.say(s.rounding ? "roi_align.grid_caption_pool" : "roi_align.grid_caption");
      for (const control of onlyAligned) control.hidden = s.rounding;
      masks?.show(s.rounding ? Selection.ofProposal(s.roi) : null);
    };
    const field = Elements.rowField({
      id: "roi-number",
      label: Words.say("roi_align.roi"),
      count: boxes.shape[0],
      value: s.roi,
      changed: (roi) => {
        s.roi = roi;
        paintAll();
        Selection.chooseProposal(roi);
        page.follow();
      }
    });
    const remember = () => Address.set({bin: s.bin.join(","), sample: s.sample});
    const moveBin = (dx, dy) => {
      chooseBin(s, s.bin[0] + dx, s.bin[1] + dy);
      paintPoint();
      remember();
    };
    zoom.onHover(([x, y]) => {
          pointAt(s, x, y);
          paintPoint();
        })
        .onPick(remember)
        .onArrows(moveBin);
    means
        .onHover(([x, y]) => {
          chooseBin(s, Math.floor(x), Math.floor(y));
          paintPoint();
        })
        .onPick(remember)
        .onArrows(moveBin);
    page.onNext = field.next;
    const onlyAligned = samplingControls(s, paintAll);
    const controls = [field, poolingSwitch(s, paintAll), channelList(run, s, paintAll), onlyAligned];
    paintAll();
    return Elements.panel(
        "roi_align", [pooling === "roi_pool" ? null : Elements.otherRule(pooling, "roi_align"), controls],
        make(
            "div", {class: "row grid-and-result"},
            make(
                "div", {class: "row"}, Elements.figure(zoom, gridWords, legend),
                make("div", {class: "row small-image"}, image.element, levelCard), masks?.element),
            make(
                "div", {class: "row"},
                make(
                    "div", {class: "row result"}, Elements.figure(means, Words.say("roi_align.means_caption")),
                    verdict),
                sumCard)));
  }

  return {
    key: "roi_align",
    number: "3",
    build,
    levelMap,
    region,
    shape: (run) => {
      const entry = run.traceArray("3_roi_align/regions");
      return entry ? `${Elements.count(entry.shape[0])} \u00d7 ${entry.shape[2]} \u00d7 ${entry.shape[3]} \u00d7 ${
                         entry.shape[1]}` :
                     "\u2013";
    }
  };
})();
