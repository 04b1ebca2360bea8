"use strict";
/* The box head: what a proposal is, and where exactly. */
const BoxHeadPanel = (() => {
  const { make, number, replace, count } = Elements;

  /* Classes of a proposal by falling probability: [class, probability]. */
  function classesOf(run, proposal) {
    const logits = Data.row(run.array("4_box_head/class_logits"), proposal);
    return Arithmetic.softmax(logits).map((p, k) => [k, p]).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  /* The stored candidate of a proposal and a class, or -1. */
  function candidateOf(run, proposal, label) {
    const pairs = run.array("4_box_head/candidates").data;
    for (let i = 0; i < pairs.length / 2; ++i) if (pairs[2 * i] === proposal && pairs[2 * i + 1] === label) return i;
    return -1;
  }

  /* The end of stage 4 once more, with thresholds of one's own. */
  function again(run, s) {
    const pairs = run.array("4_box_head/candidates").data, scores = run.array("4_box_head/candidate_scores").data;
    const marks = run.array("4_box_head/suppressed_by").data;
    const labels = Int32Array.from(scores, (_, i) => (s.agnostic ? 0 : pairs[2 * i + 1]));
    const limit = Math.fround(s.least), rows = [];
    const passes = run.config.box_head.score_rule === "reached" ? (score) => score >= limit : (score) => score > limit;
    marks.forEach((mark, i) => { if (mark !== -2 && passes(scores[i])) rows.push(i); });
    const { survivors } = Arithmetic.nms(run.array("4_box_head/candidate_boxes").data, scores, labels, rows, s.most);
    s.above = rows.length;
    s.left = survivors.slice(0, run.config.box_head.detections_per_image);
  }

  function colorOf(run, candidate) {
    const pairs = run.array("4_box_head/candidates").data;
    const detection = run.detections.find((d) => d.proposal === pairs[2 * candidate] && d.label === pairs[2 * candidate + 1]);
    return Colors.ofObject(detection ? detection.object : -1);
  }

  function colorOfProposal(run, s) {
    return s.candidate >= 0 ? colorOf(run, s.candidate) : [0, 114, 178];
  }

  function compute(run, s) {
    s.classes = classesOf(run, s.proposal);
    const top = s.classes.find(([k]) => k !== 0);
    s.label = top ? top[0] : 0;
    s.candidate = candidateOf(run, s.proposal, s.label);
    s.before = Data.row(run.array("2_proposals/boxes"), s.proposal);
    const deltas = run.array("4_box_head/candidate_deltas");
    s.steps = s.candidate >= 0 && deltas ? Arithmetic.decodeSteps(s.before, Data.row(deltas, s.candidate), run.config.box_head.coder_weights, run.config.box_head.max_log_scale) : null;
    s.after = s.candidate >= 0 ? Data.row(run.array("4_box_head/candidate_boxes"), s.candidate) : null;
  }

  function photoView(run, s) {
    return new View({ id: "head-photo", label: Words.say("box_head.photo"), frame: Draw.photoFrame(run),
      paint: (v) => {
        Draw.photo(v, run);
        v.veil(0.25);
        const pairs = run.array("4_box_head/candidates").data, scores = run.array("4_box_head/candidate_scores").data;
        for (const i of s.left) {
          const color = colorOf(run, i);
          const b = Data.row(run.array("4_box_head/candidate_boxes"), i);
          const sure = scores[i] >= 0.5;
          v.box(b, { color: Colors.css(color, sure ? 1 : 0.75), width: sure ? 2.5 : 1, halo: sure });
          if (sure) v.label(`${run.className(pairs[2 * i + 1])} ${number(scores[i], 2)}`, b[0], b[1], color);
        }
      } });
  }

  /* The chosen proposal large: before, after, and the way between. */
  function moveView(run, s) {
    return new View({ id: "head-move", label: Words.say("box_head.move"), frame: [0, 0, 1, 1], height: "100%",
      paint: (v) => {
        Draw.photo(v, run);
        v.box(s.before, { color: "#fff", width: 2, dash: [5, 4] });
        if (!s.after) return;
        const color = Colors.css(colorOfProposal(run, s));
        for (const [i, j] of [[0, 1], [2, 1], [0, 3], [2, 3]]) {
          const far = Math.hypot(s.after[i] - s.before[i], s.after[j] - s.before[j]) * v.scale > 14;
          if (far) v.line(s.before[i], s.before[j], s.after[i], s.after[j], { color: "#000", width: 1.5, arrow: true });
        }
        v.box(s.after, { color, width: 3, halo: true });
      } });
  }

  function classBars(run, s) {
    const shown = s.classes.slice(0, 5), color = Colors.css(colorOfProposal(run, s));
    return make("div", { id: "head-classes" }, shown.map(([k, p]) => make("div", { "data-class": k, "data-p": p, style: "display:grid;grid-template-columns:96px 1fr 52px;gap:8px;align-items:center;padding:2px 0" },
      make("span", { style: "font-size:13px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap" }, run.className(k)),
      make("div", { class: "bar", style: `width:${100 * p}%;background:${k === 0 ? "#b9b4aa" : color}` }), make("span", { class: "num", style: "text-align:right" }, number(p, 3)))));
  }

  function formula(run, s) {
    if (!s.steps) return make("p", { class: "muted", style: "margin:0;font-size:14px" }, Words.say("box_head.no_delta", { least: run.config.box_head.score_threshold }));
    const t = s.steps;
    return make("div", { class: "formula", id: "head-formula" }, [
      `x = ${number(t.dx)} \u00d7 ${number(t.width, 1)} + ${number(t.centerX, 1)} = ${number(t.newX, 1)}`,
      `y = ${number(t.dy)} \u00d7 ${number(t.height, 1)} + ${number(t.centerY, 1)} = ${number(t.newY, 1)}`,
      `w = ${number(t.width, 1)} \u00d7 e^${number(t.dw)} = ${number(t.newWidth, 1)}`,
      `h = ${number(t.height, 1)} \u00d7 e^${number(t.dh)} = ${number(t.newHeight, 1)}`,
      `box = ${Elements.boxText(s.after)}`].join("\n"));
  }

  function counts(run, s) {
    const all = run.traceArray("4_box_head/candidates").shape[0];
    return make("div", { class: "funnel", style: "grid-template-columns:repeat(3,1fr)" }, [["all", all], ["above", s.above], ["left", s.left.length]].map(([name, n]) =>
      make("div", {}, make("span", { class: "big", id: `head-${name}` }, count(n)), Words.say(`box_head.${name}`, { least: number(s.least, 2), most: number(s.most, 2) }))));
  }

  function build(run, page) {
    const needed = ["4_box_head/class_logits", "4_box_head/candidates", "4_box_head/candidate_boxes", "2_proposals/boxes"];
    const absent = needed.filter((name) => !run.array(name));
    if (absent.length || run.array("2_proposals/boxes").shape[0] === 0) return Elements.missing("box_head", absent.length ? absent : ["2_proposals/boxes"]);
    const { box_head: params } = run.config;
    const kept = run.detections.filter((d) => d.object >= 0 && d.proposal >= 0);
    const total = run.array("2_proposals/boxes").shape[0];
    const s = { proposal: page.get("roi", kept.length ? kept[0].proposal : 0), least: Math.max(params.score_threshold, page.get("score", params.score_threshold)), most: page.get("iou", params.nms_iou), agnostic: page.get("agnostic", "no") === "yes" };
    s.proposal = Math.min(Math.max(0, Math.trunc(s.proposal)), total - 1);
    const photo = photoView(run, s), move = moveView(run, s);
    const bars = make("div"), sums = make("div", { style: "margin-top:8px" }), countCard = Elements.card(null, make("div", {}));
    const paintMove = () => {
      compute(run, s);
      const both = s.after ? [Math.min(s.before[0], s.after[0]), Math.min(s.before[1], s.after[1]), Math.max(s.before[2], s.after[2]), Math.max(s.before[3], s.after[3])] : s.before;
      const margin = 0.12 * Math.max(both[2] - both[0], both[3] - both[1], 8);
      move.frame = Draw.within([both[0] - margin, both[1] - margin, both[2] - both[0] + 2 * margin, both[3] - both[1] + 2 * margin], run.photoBox);
      move.draw();
      replace(bars, classBars(run, s));
      replace(sums, formula(run, s));
      chips.set(s.proposal);
      input.value = s.proposal;
    };
    const paintPhoto = () => {
      again(run, s);
      photo.draw();
      replace(countCard.lastChild, counts(run, s));
    };
    const pick = (proposal) => {
      s.proposal = (Math.trunc(Number(proposal)) + total) % total || 0;
      page.set({ roi: s.proposal });
      paintMove();
    };
    const input = make("input", { type: "number", id: "head-number", min: 0, max: total - 1, style: "width:68px", "aria-label": Words.say("roi_align.roi"), onchange: () => pick(input.value) });
    const chips = Elements.chips({ id: "head-chips", value: s.proposal, items: kept.map((d) => ({ key: d.proposal, label: `${run.className(d.label)} ${number(d.score, 2)}`, color: Colors.ofObject(d.object) })), changed: pick });
    page.onSpace = () => pick(s.proposal + 1);
    const controls = [chips,
      make("div", { class: "buttons" }, make("span", { style: "font-size:13px" }, Words.say("roi_align.roi")), input, make("span", { class: "muted", style: "font-size:13px" }, Words.say("page.of", { n: total }))),
      Elements.slider({ id: "head-score", label: Words.say("box_head.score"), min: params.score_threshold, max: 1, step: 0.01, value: s.least, changed: (v) => { s.least = v; page.set({ score: v }); paintPhoto(); } }),
      Elements.slider({ id: "head-iou", label: Words.say("nms.most"), min: 0.05, max: 0.95, step: 0.01, value: s.most, changed: (v) => { s.most = v; page.set({ iou: v }); paintPhoto(); } }),
      Elements.check({ id: "head-agnostic", label: Words.say("box_head.agnostic"), value: s.agnostic, changed: (v) => { s.agnostic = v; page.set({ agnostic: v ? "yes" : "no" }); paintPhoto(); } })];
    paintMove();
    paintPhoto();
    return Elements.panel("box_head", controls,
      make("div", { class: "row", style: Elements.photoColumns(run, 290) },
        make("div", {}, photo.element, make("p", { class: "caption", style: "margin-bottom:12px" }, Words.say("box_head.photo_caption")), countCard),
        make("div", { class: "row" },
          make("div", {}, make("div", { style: "height:clamp(170px, 27vh, 300px)" }, move.element), make("p", { class: "caption" }, Words.say("box_head.move_caption"))),
          Elements.card(Words.say("box_head.classes_title"), bars, sums))));
  }

  return { key: "box_head", number: "4", build, classesOf, again,
    shape: (run) => {
      const from = run.traceArray("4_box_head/candidates"), to = run.traceArray("4_box_head/boxes");
      return from && to ? `${count(from.shape[0])} \u2192 ${count(to.shape[0])}` : "\u2013";
    } };
})();
