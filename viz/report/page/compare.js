"use strict";
/* Two runs: the first array where they part, how far, and the detections of both. */
const ComparePanel = (() => {
  const { make, number, count } = Elements;
  const colors = { equal: "#cfe3d8", within: "#9fd0bb", BROKEN: "#d55e00", differs: "#e6b98f" };
  const order = ["equal", "within", "differs", "BROKEN"];
  const names = ["image", "features", "rpn_head", "proposals", "roi_align", "box_head", "detections", "iou_filter", "mask_head", "paste"];

  function stepsOf(comparison) {
    const all = [...comparison.isolated, ...comparison.chained];
    return names.map((name) => all.find((step) => step.step === name)).filter(Boolean);
  }

  function worstOf(step) {
    return step.arrays.reduce((worst, a) => (order.indexOf(a.verdict) > order.indexOf(worst) ? a.verdict : worst), "equal");
  }

  function strip(steps) {
    return make("div", { id: "compare-strip", style: `display:grid;grid-template-columns:repeat(${steps.length},1fr);gap:4px` }, steps.map((step) => {
      const verdict = worstOf(step);
      return make("div", { "data-step": step.step, "data-verdict": verdict, style: `background:${colors[verdict]};border-radius:6px;padding:7px 8px;font-size:12px;line-height:1.3;color:${verdict === "BROKEN" ? "#fff" : "inherit"}` },
        make("b", {}, step.step), make("br"), Words.say(`compare.${verdict.toLowerCase()}`));
    }));
  }

  /* Largest differences on a logarithmic scale, from one part in 10^8 to everything. */
  function arrayRow(a) {
    const d = a.difference;
    const share = d && d.largest > 0 && Number.isFinite(d.max_abs) ? d.max_abs / d.largest : null;
    const length = share ? Math.max(3, Math.min(100, 100 * (8 + Math.log10(share)) / 8)) : 0;
    return make("tr", { "data-array": a.array },
      make("td", {}, make("span", { class: "swatch", style: `background:${colors[a.verdict]}` }), a.array),
      d ? [make("td", {}, `${number((100 * d.differing) / Math.max(1, d.elements), 1)} %`),
        make("td", {}, Number.isFinite(d.max_abs) ? d.max_abs.toPrecision(3) : String(d.max_abs)),
        make("td", { style: "width:80px;padding-right:0" }, make("div", { class: "bar", style: `width:${length}%;background:${colors[a.verdict]}` }))]
        : make("td", { colspan: 3, class: "muted", style: "white-space:normal;font-size:11.5px" }, a.mismatch));
  }

  function ulps(a) {
    if (!a || !a.difference) return null;
    const bins = Object.entries(a.difference.ulps), most = Math.max(...bins.map(([, n]) => n), 1);
    return make("div", {}, bins.map(([label, n]) => make("div", { style: "display:grid;grid-template-columns:52px 1fr 80px;gap:8px;align-items:center" },
      make("span", { class: "num" }, label), make("div", { class: "bar", style: `width:${n ? Math.max(1, (100 * Math.log1p(n)) / Math.log1p(most)) : 0}%` }), make("span", { class: "num", style: "text-align:right" }, count(n)))));
  }

  function photoView(run, s) {
    const boxes = Data.rows(run.array("against/4_box_head/boxes"));
    const scores = run.array("against/4_box_head/scores"), labels = run.array("against/4_box_head/labels");
    const partners = (box, label, list) => list.some((o) => o.label === label && Arithmetic.iou(o.box, box) >= 0.99);
    const others = boxes.map((box, i) => ({ box, score: scores.data[i], label: labels.data[i] }));
    return new View({ id: "compare-photo", label: Words.say("compare.photo"), frame: Draw.photoFrame(run),
      paint: (v) => {
        Draw.photo(v, run);
        v.veil(0.3);
        const draw = (list, rivals, color, dash) => list.filter((d) => d.score >= s.least).forEach((d) => {
          const common = partners(d.box, d.label, rivals);
          v.box(d.box, { color: common ? "rgba(31,39,51,0.55)" : Colors.css(color), width: common ? 1.25 : 2.5, dash: common ? [] : dash, halo: !common });
          if (!common) v.label(`${run.className(d.label)} ${number(d.score, 2)}`, d.box[0], d.box[1], color);
        });
        draw(run.detections, others, [0, 114, 178], []);
        draw(others, run.detections, [213, 94, 0], [6, 4]);
      } });
  }

  function build(run, page) {
    const { comparison } = run.header;
    const steps = stepsOf(comparison), arrays = steps.flatMap((step) => step.arrays);
    const changed = arrays.filter((a) => a.verdict !== "equal");
    const first = arrays.find((a) => a.array === comparison.first_different);
    const s = { least: page.get("score", 0.3) };
    const photo = photoView(run, s);
    const controls = [
      make("p", { style: "margin:0;font-size:13px" }, make("b", {}, "A "), comparison.a), make("p", { style: "margin:0;font-size:13px" }, make("b", {}, "B "), comparison.b),
      Elements.slider({ id: "compare-score", label: Words.say("iou.score"), min: 0, max: 1, step: 0.01, value: s.least, changed: (v) => { s.least = v; page.set({ score: v }); photo.draw(); } })];
    const verdict = comparison.holds ? make("b", { class: "good" }, Words.say("compare.holds")) : make("b", { class: "bad" }, comparison.why_not);
    return Elements.panel("compare", controls, strip(steps),
      make("div", { class: "row", style: "grid-template-columns:minmax(0, 1fr) minmax(0, 1.25fr)" },
        make("div", {}, photo.element, make("p", { class: "caption" }, Words.say("compare.photo_caption"))),
        make("div", { class: "row" },
          Elements.card(Words.say("compare.first"), make("div", { id: "compare-verdict", style: "margin-bottom:6px" }, verdict),
            first ? make("p", { style: "margin:0 0 6px;font-size:14px" }, make("b", {}, first.array), first.worst ? ` \u2014 ${first.worst}` : "") : make("p", { style: "margin:0" }, Words.say("compare.same")),
            comparison.notes.map((note) => make("p", { class: "caption", style: "margin:0" }, note)), first ? make("h2", { style: "margin-top:8px" }, Words.say("compare.ulps", { array: first.array })) : null, ulps(first)),
          Elements.card(Words.say("compare.arrays", { n: changed.length, of: arrays.length }), make("div", { style: "max-height:30vh;overflow:auto" }, make("table", { id: "compare-arrays" },
            make("tr", {}, make("th", {}, ""), make("th", {}, Words.say("compare.differing")), make("th", {}, "max |A\u2212B|"), make("th", {}, "")), changed.map(arrayRow)))))));
  }

  return { key: "compare", number: "", build, present: (run) => run.header.comparison !== null,
    shape: (run) => Words.say(run.header.comparison.holds ? "compare.shape_holds" : "compare.shape_not") };
})();
