"use strict";
/* The region proposal network: what it says about every cell, and one anchor decoded by hand. */
const RpnPanel = (() => {
  const {make, number, shortest, probability, plus, replace, count} = Elements;
  const orange = "#d55e00";

  function ratiosOf(run) { return run.config.proposals.aspect_ratios; }

  /* Level, row, column and ratio of an anchor. */
  function placeOf(run, anchor) {
    const level = [...run.levels].reverse().find((l) => anchor >= l.firstAnchor) ?? run.levels[0];
    const ratios = ratiosOf(run).length;
    const cell = Math.floor((anchor - level.firstAnchor) / ratios);
    return {
      level,
      ratio: (anchor - level.firstAnchor) % ratios,
      y: Math.floor(cell / level.columns),
      x: cell % level.columns
    };
  }

  /* "16291 = P5, cell (4,6), ratio 1", as `mrcnn compare` names anchors. */
  function placeText(run, anchor) {
    const {level, ratio, y, x} = placeOf(run, anchor);
    return Words.say("rpn.place", {anchor, level: level.level, y, x, ratio: shortest(ratiosOf(run)[ratio])});
  }

  /* The largest objectness logit of each cell of a level. */
  function heatOf(run, level) {
    const logits = run.array("2_proposals/objectness").data, ratios = ratiosOf(run).length;
    const cells = level.rows * level.columns;
    const data = new Float32Array(cells).fill(-Infinity);
    for (let i = 0; i < cells * ratios; ++i) {
      const cell = Math.floor(i / ratios);
      data[cell] = Math.max(data[cell], logits[level.firstAnchor + i]);
    }
    return {data, offset: 0, rows: level.rows, columns: level.columns};
  }

  /* The heat map, more opaque where something is: the image stays visible elsewhere. */
  function glow(heat, [low, high]) {
    const share = (v) => (high > low ? (v - low) / (high - low) : 0);
    return Colors.picture(
        heat.columns, heat.rows, (i) => [...Colors.heat(heat.data[i], low, high), 60 + 180 * share(heat.data[i])]);
  }

  /* Anchor, deltas, the exact ones where the page holds them, and every number of the formula. */
  function anchorOf(run, index) {
    const candidates = run.array("2_proposals/candidate_anchors");
    const candidate = candidates ? candidates.data.indexOf(index) : -1;
    const delta = candidate >= 0 ? Data.row(run.array("2_proposals/candidate_deltas"), candidate) :
                                   Data.row(run.array("2_proposals/deltas"), index);
    const {coder_weights: weights, max_log_scale: largest} = run.config.proposals;
    const anchor = Array.from(run.anchors.subarray(4 * index, 4 * index + 4));
    const steps = Arithmetic.decodeSteps(anchor, delta, weights, largest);
    const logit = run.array("2_proposals/objectness").data[index];
    return {
      index,
      candidate,
      anchor,
      delta,
      logit,
      score: Arithmetic.sigmoid(logit),
      steps,
      clipped: Arithmetic.clip(steps.box, run.clip)
    };
  }

  function cellAnchors(run, s) {
    const ratios = ratiosOf(run).length;
    const first = s.level.firstAnchor + (s.y * s.level.columns + s.x) * ratios;
    return Array.from({length: ratios}, (_, r) => anchorOf(run, first + r));
  }

  function mapView(run, s) {
    return Draw.photoView(run, "rpn-photo", "rpn.photo", (v) => {
      v.picture(
          s.glow, 0, 0, s.level.columns * s.level.strideX, s.level.rows * s.level.strideY,
          {smooth: false, alpha: s.veil});
      s.anchors.forEach((a, r) => v.box(a.anchor, {color: "#fff", width: r === s.ratio ? 2.5 : 1.5, dash: [3, 4]}));
      if (s.training)
        for (const i of AnchorLesson.positives(run, s.level))
          v.box(Array.from(run.anchors.subarray(4 * i, 4 * i + 4)), {color: "#4dd2a8", width: 1.5});
      const chosen = s.anchors[s.ratio], {centerX, centerY, newX, newY} = chosen.steps;
      v.box(chosen.clipped, {color: orange, width: 3, halo: true});
      v.line(centerX, centerY, newX, newY, {color: orange, width: 2, arrow: true});
      v.box(
          [s.x * s.level.strideX, s.y * s.level.strideY, (s.x + 1) * s.level.strideX, (s.y + 1) * s.level.strideY],
          {color: "#fff", width: 2});
      v.dot(centerX, centerY, {color: "#fff", radius: 3, ring: "#000"});
    });
  }

  function anchorTable(run, s, chosen) {
    const head = ["h / w", Words.say("rpn.logit"), "p", "dx", "dy", "dw", "dh"];
    return make(
        "table", {id: "rpn-anchors"}, make("tr", {}, head.map((h) => make("th", {}, h))),
        s.anchors.map(
            (a, r) => make(
                "tr", {class: `can-pick${r === s.ratio ? " chosen" : ""}`, onclick: () => chosen(r)},
                Elements.pickCell(shortest(ratiosOf(run)[r]), r === s.ratio), make("td", {}, number(a.logit, 2)),
                make("td", {}, probability(a.score)), a.delta.map((d) => make("td", {}, number(d, 3))))));
  }

  /* Faster R-CNN, eq. 2, with this anchor's numbers. */
  function formula(run, s) {
    const a = s.anchors[s.ratio], t = a.steps;
    const rows = [
      `x  = dx w\u2090 + x\u2090 = ${number(t.dx)} \u00d7 ${number(t.width, 0)} ${plus(t.centerX, 1)} = ${
          number(t.newX, 1)}`,
      `y  = dy h\u2090 + y\u2090 = ${number(t.dy)} \u00d7 ${number(t.height, 0)} ${plus(t.centerY, 1)} = ${
          number(t.newY, 1)}`,
      `w  = w\u2090 e^dw  = ${number(t.width, 0)} \u00d7 e^${number(t.dw)} = ${number(t.newWidth, 1)}`,
      `h  = h\u2090 e^dh  = ${number(t.height, 0)} \u00d7 e^${number(t.dh)} = ${number(t.newHeight, 1)}`,
      `${Words.say("rpn.box")} = ${Elements.boxText(t.box)}`
    ];
    const cut = a.clipped.some((v, i) => v !== t.box[i]);
    if (cut) rows.push(`${Words.say("rpn.clip")} = ${Elements.boxText(a.clipped)}`);
    return [
      make(
          "p", {class: "small", id: "rpn-place"},
          make("b", {}, Words.say("rpn.anchor", {place: placeText(run, a.index)}))),
      make("div", {class: "formula", id: "rpn-formula"}, rows.join("\n")),
      make("p", {class: "caption", id: "rpn-fate"}, fate(run, a))
    ];
  }

  /* What happened to this anchor. */
  function fate(run, a) {
    if (a.candidate < 0) return Words.say("rpn.fate_not", {n: run.config.proposals.pre_nms_top_n});
    const by = run.array("2_proposals/suppressed_by").data[a.candidate];
    if (by >= 0) {
      const boxes = run.array("2_proposals/candidates");
      return Words.say(
          "rpn.fate_suppressed",
          {row: a.candidate, by, iou: number(Arithmetic.iou(Data.row(boxes, a.candidate), Data.row(boxes, by)), 3)});
    }
    if (by === -1)
      return Words.say(
          "rpn.fate_kept", {row: a.candidate, proposal: run.array("2_proposals/kept").data.indexOf(a.candidate)});
    return Words.say(by === -2 ? "rpn.fate_small" : by === -3 ? "rpn.fate_score" : "rpn.fate_cut", {row: a.candidate});
  }

  /* How many are left after each decision. */
  function counts(run) {
    const marks = Array.from(run.array("2_proposals/suppressed_by").data);
    const large = marks.filter((m) => m !== -2 && m !== -3).length;
    const survivors = marks.filter((m) => m === -1 || m === -4).length;
    return [
      ["anchors", run.array("2_proposals/objectness").data.length], ["candidates", marks.length], ["large", large],
      ["survivors", survivors], ["proposals", marks.filter((m) => m === -1).length]
    ];
  }

  /* Recall of the ground truth: by anchors as they are, by candidates, by proposals. */
  function recalls(run) {
    if (!run.truth?.length) return {};
    const truths = run.truth.map((t) => t.box), least = run.config.iou_filter.min_iou;
    const share = (boxes) => (boxes ? Arithmetic.recallOf(truths, boxes, least) : null);
    return {
      anchors: share(run.anchors),
      candidates: share(run.array("2_proposals/candidates")?.data),
      proposals: share(run.array("2_proposals/boxes")?.data)
    };
  }

  function funnel(run) {
    const values = counts(run), recall = recalls(run);
    const tall = (n) => (0.15 + 0.85 * (Math.log(Math.max(1, n)) / Math.log(values[0][1]))).toFixed(3);
    return make(
        "div", {class: "funnel", id: "funnel"},
        values.map(
            ([name, n]) => make(
                "div", {"data-count": n, "data-name": name},
                make("div", {class: "room"}, make("div", {class: "bar", vars: {tall: tall(n)}})),
                make("span", {class: "big"}, count(n)),
                Words.say(
                    `rpn.${name}`, {n: run.config.proposals.pre_nms_top_n, limit: run.config.proposals.post_nms_top_n}),
                recall[name] ?
                    make("span", {class: "good", "data-recall": name}, ` ${Words.say("rpn.recall", recall[name])}`) :
                    null)));
  }

  function mostLikely(run) {
    return run.array("2_proposals/objectness").data.reduce((top, l, i, logits) => (l > logits[top] ? i : top), 0);
  }

  function build(run, page) {
    const needed = [
      "2_proposals/objectness", "2_proposals/deltas", "2_proposals/candidate_anchors", "2_proposals/suppressed_by",
      "2_proposals/kept"
    ];
    const expected = run.levels.reduce((sum, l) => sum + l.rows * l.columns, 0) * ratiosOf(run).length;
    if (needed.some((name) => !run.array(name))) return Elements.missing(run, "rpn", needed);
    if (!run.anchors || run.anchors.length !== 4 * expected)
      return Elements.missing(run, "rpn", ["1_features/p2 \u2026 p6", "2_proposals/anchors"]);
    const s = {veil: 0.75, training: Boolean(run.truth?.length) && Address.flag("training", false)};
    const followed = Selection.anchor();
    Object.assign(
        s, placeOf(run, Address.row("anchor", followed >= 0 ? followed : mostLikely(run), run.anchors.length / 4)));
    const view = mapView(run, s);
    const table = make("div"), numbers = make("div"), legend = make("div");
    const lastCard = Elements.card(Words.say("rpn.funnel_title"), funnel(run));
    const paintLesson = () => replace(
        lastCard,
        s.training ? [make("h2", {}, Words.say("rpn.lesson_title")), AnchorLesson.numbers(run, s.anchors[s.ratio])] :
                     [make("h2", {}, Words.say("rpn.funnel_title")), funnel(run)]);
    const paintAll = () => {
      s.anchors = cellAnchors(run, s);
      const heat = heatOf(run, s.level);
      s.range = Colors.range(heat);
      s.glow = glow(heat, s.range);
      view.draw();
      replace(table, anchorTable(run, s, (r) => {
                s.ratio = r;
                remember();
              }));
      replace(numbers, formula(run, s));
      replace(legend, Colors.legend(...s.range, 1));
      levels.set(s.level.level);
      if (s.training) paintLesson();
    };
    const remember = () => {
      paintAll();
      Address.set({anchor: s.anchors[s.ratio].index});
    };
    const moveTo = (level, x, y) => {
      s.level = level;
      s.x = Math.min(level.columns - 1, Math.max(0, x));
      s.y = Math.min(level.rows - 1, Math.max(0, y));
      const anchors = cellAnchors(run, s);
      s.ratio = anchors.reduce((top, a, r) => (a.logit > anchors[top].logit ? r : top), 0);
      remember();
    };
    const overPlace = (level, place) =>
        moveTo(level, Math.floor(place[0] / level.strideX), Math.floor(place[1] / level.strideY));
    const here = () => [(s.x + 0.5) * s.level.strideX, (s.y + 0.5) * s.level.strideY];
    view.onPick((place) => overPlace(s.level, place));
    view.onArrows((dx, dy) => moveTo(s.level, s.x + dx, s.y + dy));
    const levels = Elements.segmented({
      id: "rpn-level",
      label: Words.say("rpn.level"),
      options: run.levels.map((l) => [l.level, `P${l.level}`]),
      value: s.level.level,
      changed: (level) => overPlace(run.levels.find((l) => l.level === Number(level)), here())
    });
    page.onNext = () => overPlace(run.levels[(run.levels.indexOf(s.level) + 1) % run.levels.length], here());
    const controls = [
      Elements.labelled(Words.say("rpn.level"), levels), Elements.slider({
        id: "rpn-veil",
        label: Words.say("rpn.veil"),
        step: 0.05,
        value: s.veil,
        changed: (v) => {
          s.veil = v;
          view.draw();
        }
      }),
      run.truth?.length ? Elements.check({
        id: "rpn-training",
        label: Words.say("rpn.training"),
        value: s.training,
        key: "training",
        changed: (v) => {
          s.training = v;
          paintAll();
          paintLesson();
        }
      }) :
                          null
    ];
    paintAll();
    return Elements.panel(
        "rpn", controls,
        Elements.photoColumns(
            run, 270, Elements.figure(view, Words.say("rpn.photo_caption"), legend),
            make("div", {class: "row"}, Elements.card(Words.say("rpn.cell_title"), table, numbers), lastCard)));
  }

  return {
    key: "rpn",
    number: "2",
    build,
    anchorOf,
    placeText,
    shape: (run) => {
      const entry = run.traceArray("2_proposals/objectness");
      return entry ? Words.say("rpn.shape", {n: count(entry.shape[0])}) : "\u2013";
    }
  };
})();
