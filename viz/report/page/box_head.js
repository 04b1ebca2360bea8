"use strict";
/* The box head: what a proposal is, and where exactly. */
const BoxHeadPanel = (() => {
  const {make, number, shortest, probability, plus, replace} = Elements;
  const grey = "#b9b4aa";

  /* Classes of a proposal by falling probability: [class, probability]. */
  function classesOf(run, proposal) {
    const logits = Data.row(run.array("4_box_head/class_logits"), proposal);
    return Arithmetic.softmax(logits).map((p, k) => [k, p]).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  /* The stored candidate of a proposal and a class, or -1. */
  function candidateOf(run, proposal, label) {
    const pairs = run.array("4_box_head/candidates").data;
    for (let i = 0; i < pairs.length / 2; ++i)
      if (pairs[2 * i] === proposal && pairs[2 * i + 1] === label) return i;
    return -1;
  }

  /* The end of stage 4 once more, with thresholds of one's own. */
  function again(run, s) {
    const pairs = run.array("4_box_head/candidates").data, scores = run.array("4_box_head/candidate_scores").data;
    const marks = run.array("4_box_head/suppressed_by").data;
    const labels = Int32Array.from(scores, (_, i) => (s.agnostic ? 0 : pairs[2 * i + 1]));
    const limit = Math.fround(s.least), rows = [];
    const passes = run.config.box_head.score_rule === "reached" ? (score) => score >= limit : (score) => score > limit;
    marks.forEach((mark, i) => {
      if (mark !== -2 && passes(scores[i])) rows.push(i);
    });
    const {survivors} = Arithmetic.nms(run.array("4_box_head/candidate_boxes").data, scores, labels, rows, s.most);
    s.above = rows.length;
    s.left = survivors.slice(0, run.config.box_head.detections_per_image);
  }

  /* The run's detection that a candidate became; rejected if there is none. */
  function colorOf(run, candidate) {
    const pairs = run.array("4_box_head/candidates").data;
    return Colors.of(
        run.detections.find((d) => d.proposal === pairs[2 * candidate] && d.label === pairs[2 * candidate + 1]) ??
        {kept: false});
  }

  function compute(run, s) {
    s.classes = classesOf(run, s.proposal);
    if (s.label === null) s.label = s.classes.find(([k]) => k !== 0)?.[0] ?? 0;
    s.candidate = candidateOf(run, s.proposal, s.label);
    s.before = Data.row(run.array("2_proposals/boxes"), s.proposal);
    const {coder_weights: weights, max_log_scale: largest} = run.config.box_head;
    const deltas = run.array("4_box_head/candidate_deltas");
    s.delta = s.candidate >= 0 && deltas ? Data.row(deltas, s.candidate) : null;
    s.steps = s.delta && Arithmetic.decodeSteps(s.before, s.delta, weights, largest);
    s.after = s.candidate >= 0 ? Data.row(run.array("4_box_head/candidate_boxes"), s.candidate) : null;
    s.color = s.candidate >= 0 ? colorOf(run, s.candidate) : Colors.of(null);
  }

  function imageView(run, s) {
    return Draw.photoView(run, "head-photo", "box_head.photo", (v) => {
      v.veil(0.25);
      const pairs = run.array("4_box_head/candidates").data, scores = run.array("4_box_head/candidate_scores").data;
      for (const i of [...s.left].reverse()) {
        const color = colorOf(run, i);
        const b = Data.row(run.array("4_box_head/candidate_boxes"), i);
        v.box(b, {
          color: Colors.css(color, Math.min(1, 0.3 + scores[i])),
          width: scores[i] >= 0.5 ? 2.5 : 1,
          halo: scores[i] >= 0.5
        });
      }
      for (const i of s.left.filter((c) => scores[c] >= 0.5)) {
        const b = Data.row(run.array("4_box_head/candidate_boxes"), i);
        v.label(Elements.nameOf(run, {label: pairs[2 * i + 1], score: scores[i]}), b[0], b[1], colorOf(run, i));
      }
    });
  }

  /* The chosen proposal large: before, after, and the way between. */
  function moveView(run, s) {
    return new View({
      id: "head-move",
      label: Words.say("box_head.move"),
      frame: [0, 0, 1, 1],
      height: "clamp(170px, 25vh, 400px)",
      paint: (v) => {
        Draw.photo(v, run);
        v.box(s.before, {color: "#fff", width: 2, dash: [5, 4]});
        if (!s.after) return;
        for (const [i, j] of [[0, 1], [2, 1], [0, 3], [2, 3]]) {
          const far = Math.hypot(s.after[i] - s.before[i], s.after[j] - s.before[j]) * v.scale > 14;
          if (far) v.line(s.before[i], s.before[j], s.after[i], s.after[j], {color: "#000", width: 1.5, arrow: true});
        }
        v.box(s.after, {color: Colors.css(s.color), width: 3, halo: true});
      }
    });
  }

  /* Five classes; a click shows the box of that class. */
  function classBars(run, s) {
    const length = (p) => (s.logarithmic ? Math.max(0, 1 + Math.log10(Math.max(p, 1e-4)) / 4) : p);
    return make(
        "div", {id: "head-classes"},
        s.classes.slice(0, 5).map(
            ([k, p]) => make(
                "button", {
                  type: "button",
                  class: "class-bar",
                  "data-class": k,
                  "data-p": p,
                  "aria-pressed": String(k === s.label),
                  disabled: k === 0 ? "" : null,
                  onclick: () => s.pickClass(k)
                },
                make("span", {}, run.className(k)),
                make("span", {class: "bar", vars: {share: length(p), color: k === 0 ? grey : Colors.css(s.color)}}),
                make("span", {class: "num"}, probability(p)))));
  }

  function formula(run, s) {
    if (!s.steps)
      return make(
          "p", {class: "muted small"},
          Words.say(
              "box_head.no_delta",
              {name: run.className(s.label), least: number(run.config.box_head.score_threshold, 2)}));
    const t = s.steps, weights = run.config.box_head.coder_weights;
    const divided = ["dx", "dy", "dw", "dh"].map(
        (name, i) => make(
            "span", {class: "whole"},
            `${name} = ${number(s.delta[i])} / ${shortest(weights[i])} = ${number(s.delta[i] / weights[i])}`));
    const lines = [
      `x = ${number(t.dx)} \u00d7 ${number(t.width, 1)} ${plus(t.centerX, 1)} = ${number(t.newX, 1)}`,
      `y = ${number(t.dy)} \u00d7 ${number(t.height, 1)} ${plus(t.centerY, 1)} = ${number(t.newY, 1)}`,
      `w = ${number(t.width, 1)} \u00d7 e^${number(t.dw)} = ${number(t.newWidth, 1)}`,
      `h = ${number(t.height, 1)} \u00d7 e^${number(t.dh)} = ${number(t.newHeight, 1)}`,
      `${Words.say("rpn.box")} = ${Elements.boxText(t.box)}`
    ];
    if (s.after.some((v, i) => v !== t.box[i])) lines.push(`${Words.say("rpn.clip")} = ${Elements.boxText(s.after)}`);
    return make(
        "div", {class: "formula", id: "head-formula"}, divided[0], "    ", divided[1], "\n", divided[2], "    ",
        divided[3], `\n${lines.join("\n")}`);
  }

  function counts(run, s) {
    const values = {least: number(s.least, 2), most: number(s.most, 2)};
    return Elements.tally([
      ["all", run.traceArray("4_box_head/candidates").shape[0]], ["above", s.above], ["left", s.left.length]
    ].map(([name, n]) => [`head-${name}`, n, Words.say(`box_head.${name}`, values)]));
  }

  /* The proposal of a detection whose best two classes are closest: the most undecided one. */
  function undecided(run) {
    const margin = (d) => {
      const [first, second] = classesOf(run, d.proposal);
      return first[1] - second[1];
    };
    const likely = run.detections.filter((d) => d.proposal >= 0 && d.kept && d.score >= 0.5);
    return likely.length ? likely.reduce((a, b) => (margin(b) < margin(a) ? b : a)).proposal : Selection.proposal();
  }

  /* How detections are selected from the candidates: `paint` selects and draws again. */
  function selectionControls(run, s, paint) {
    return [
      Elements.slider({
        id: "head-score",
        label: Words.say("box_head.score"),
        min: run.config.box_head.score_threshold,
        value: s.least,
        key: "score",
        changed: (v) => {
          s.least = v;
          paint();
        }
      }),
      Elements.slider({
        id: "head-iou",
        label: Words.say("nms.most"),
        min: 0.05,
        max: 0.95,
        value: s.most,
        key: "iou",
        changed: (v) => {
          s.most = v;
          paint();
        }
      }),
      Elements.check({
        id: "head-agnostic",
        label: Words.say("box_head.agnostic"),
        value: s.agnostic,
        key: "agnostic",
        changed: (v) => {
          s.agnostic = v;
          paint();
        }
      })
    ];
  }

  function build(run, page) {
    const needed =
        ["4_box_head/class_logits", "4_box_head/candidates", "4_box_head/candidate_boxes", "2_proposals/boxes"];
    if (needed.some((name) => !run.array(name)) || run.array("2_proposals/boxes").shape[0] === 0)
      return Elements.missing(run, "box_head", needed);
    const {box_head: params} = run.config;
    const total = run.array("2_proposals/boxes").shape[0];
    const s = {
      proposal: Address.has("roi") || Address.has("object") ? Selection.proposal() : undecided(run),
      label: null,
      logarithmic: Address.flag("log", true),
      least: Address.number("score", params.score_threshold, params.score_threshold, 1),
      most: Address.number("iou", params.nms_iou, 0, 1),
      agnostic: Address.flag("agnostic", false)
    };
    if (!Address.has("roi") && !Address.has("object")) Selection.chooseProposal(s.proposal);
    const image = imageView(run, s), move = moveView(run, s);
    const bars = make("div"), sums = make("div"), countCard = Elements.card(null, make("div", {}));
    const paintMove = () => {
      compute(run, s);
      move.frame = Draw.around(s.after ? [s.before, s.after] : [s.before], 0.12);
      move.draw();
      replace(bars, classBars(run, s));
      replace(sums, formula(run, s));
    };
    const paintImage = () => {
      again(run, s);
      image.draw();
      replace(countCard.lastChild, counts(run, s));
    };
    s.pickClass = (label) => {
      s.label = label;
      paintMove();
      bars.querySelector(`[data-class="${label}"]`).focus();
    };
    const field = Elements.rowField({
      id: "head-number",
      label: Words.say("roi_align.roi"),
      count: total,
      value: s.proposal,
      changed: (roi) => {
        s.proposal = roi;
        s.label = null;
        paintMove();
        Selection.chooseProposal(roi);
        page.follow();
      }
    });
    page.onNext = field.next;
    const logarithmic = Elements.check({
      id: "head-log",
      label: Words.say("box_head.log"),
      value: s.logarithmic,
      key: "log",
      changed: (v) => {
        s.logarithmic = v;
        paintMove();
      }
    });
    const controls = [field, logarithmic, selectionControls(run, s, paintImage)];
    paintMove();
    paintImage();
    return Elements.panel(
        "box_head", controls,
        Elements.photoColumns(
            run, 330,
            make("div", {class: "row"}, Elements.figure(image, Words.say("box_head.photo_caption")), countCard),
            make(
                "div", {class: "row"}, Elements.figure(move, Words.say("box_head.move_caption")),
                Elements.card(Words.say("box_head.classes_title"), bars, sums))));
  }

  return {
    key: "box_head",
    number: "4",
    build,
    classesOf,
    again,
    shape: (run) => {
      const from = run.traceArray("4_box_head/candidates"), to = run.traceArray("4_box_head/boxes");
      return from && to ? `${Elements.count(from.shape[0])} \u2192 ${Elements.count(to.shape[0])}` : "\u2013";
    }
  };
})();
