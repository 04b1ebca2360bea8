"use strict";
/* Two runs: the first array where they part, how far, and the detections of both. */
const ComparePanel = (() => {
  const {make, number, shortest, count, nameOf} = Elements;
  const order = ["equal", "within", "differs", "BROKEN"];
  const names = [
    "image", "features", "rpn_head", "proposals", "roi_align", "box_head", "detections", "iou_filter", "mask_head",
    "paste"
  ];

  function stepsOf(comparison) {
    const all = [...comparison.isolated, ...comparison.chained];
    return names.map((name) => all.find((step) => step.step === name)).filter(Boolean);
  }

  function worstOf(step) {
    return step.arrays.reduce(
        (worst, a) => (order.indexOf(a.verdict) > order.indexOf(worst) ? a.verdict : worst), "equal");
  }

  function strip(steps) {
    return make("div", {id: "compare-strip"}, steps.map((step) => {
      const verdict = worstOf(step);
      return make(
          "div", {"data-step": step.step, "data-verdict": verdict, class: `verdict ${verdict}`},
          make("b", {}, step.step), make("br"), Words.say(`compare.${verdict.toLowerCase()}`));
    }));
  }

  /* Largest differences on a logarithmic scale, from one part in 10^8 to everything. */
  function arrayRow(a) {
    const d = a.difference;
    const share = d && d.largest > 0 && Number.isFinite(d.max_abs) ? d.max_abs / d.largest : null;
    const length = share ? Math.max(0.03, Math.min(1, (8 + Math.log10(share)) / 8)) : 0;
    return make(
        "tr", {"data-array": a.array}, make("td", {}, make("span", {class: `swatch verdict ${a.verdict}`}), a.array),
        d ?
            [
              make("td", {}, `${number((100 * d.differing) / Math.max(1, d.elements), 1)} %`),
              make("td", {}, shortest(Number.isFinite(d.max_abs) ? d.max_abs.toPrecision(3) : d.max_abs)),
              make("td", {class: "bars"}, make("div", {class: `bar verdict ${a.verdict}`, vars: {share: length}}))
            ] :
            make("td", {colspan: 3, class: "muted words"}, Words.answer(a.mismatch)));
  }

  function ulps(a) {
    if (!a || !a.difference) return null;
    const bins = Object.entries(a.difference.ulps), most = Math.max(...bins.map(([, n]) => n), 1);
    return make(
        "div", {},
        bins.map(
            ([label, n]) => make(
                "div", {class: "bar-row"}, make("span", {class: "num"}, label),
                make("div", {class: "bar", vars: {share: n ? Math.max(0.01, Math.log1p(n) / Math.log1p(most)) : 0}}),
                make("span", {class: "num right"}, count(n)))));
  }

  function imageView(run, s) {
    const scores = run.array("against/4_box_head/scores"), labels = run.array("against/4_box_head/labels");
    const partners = (box, label, list) => list.some((o) => o.label === label && Arithmetic.iou(o.box, box) >= 0.99);
    const others = Data.rows(run.array("against/4_box_head/boxes"))
                       .map((box, i) => ({box, score: scores.data[i], label: labels.data[i]}));
    return Draw.photoView(run, "compare-photo", "compare.photo", (v) => {
      v.veil(0.3);
      const draw = (list, rivals, color, dash) => list.filter((d) => d.score >= s.least).forEach((d) => {
        const common = partners(d.box, d.label, rivals);
        v.box(d.box, {
          color: common ? "rgba(31,39,51,0.55)" : Colors.css(color),
          width: common ? 1.25 : 2.5,
          dash: common ? [] : dash,
          halo: !common
        });
        if (!common) v.label(nameOf(run, d), d.box[0], d.box[1], color);
      });
      draw(run.detections, others, [0, 114, 178], []);
      draw(others, run.detections, [213, 94, 0], [6, 4]);
    });
  }

  function build(run) {
    const {comparison} = run.header;
    const steps = stepsOf(comparison), arrays = steps.flatMap((step) => step.arrays);
    const changed = arrays.filter((a) => a.verdict !== "equal");
    const first = arrays.find((a) => a.array === comparison.first_different);
    const s = {least: Address.number("score", 0.3, 0, 1)};
    const image = imageView(run, s);
    const controls = [
      make("p", {class: "small"}, make("b", {}, "A "), comparison.a),
      make("p", {class: "small"}, make("b", {}, "B "), comparison.b), Elements.slider({
        id: "compare-score",
        label: Words.say("iou.score"),
        value: s.least,
        key: "score",
        changed: (v) => {
          s.least = v;
          image.draw();
        }
      })
    ];
    const verdict = comparison.holds ? make("b", {class: "good"}, Words.say("compare.holds")) :
                                       make("b", {class: "bad"}, Words.answer(comparison.why_not));
    return Elements.panel(
        "compare", controls, strip(steps),
        make(
            "div", {class: "row two"}, Elements.figure(image, Words.say("compare.photo_caption")),
            make(
                "div", {class: "row"},
                Elements.card(
                    Words.say("compare.first"), make("div", {id: "compare-verdict"}, verdict),
                    make(
                        "p", {class: "small"},
                        first ?
                            [make("b", {}, first.array), first.worst ? ` \u2014 ${Words.answer(first.worst)}` : ""] :
                            Words.say("compare.same")),
                    comparison.notes.map((note) => make("p", {class: "caption"}, Words.answer(note))),
                    first ? make("h2", {}, Words.say("compare.ulps", {array: first.array})) : null, ulps(first)),
                Elements.card(
                    Words.say("compare.arrays", {n: changed.length, of: arrays.length}),
                    make(
                        "div", {class: "scroll"},
                        make(
                            "table", {id: "compare-arrays"},
                            make(
                                "tr", {}, make("th", {}, ""), make("th", {}, Words.say("compare.differing")),
                                make("th", {}, "max |A\u2212B|"), make("th", {}, "")),
                            changed.map(arrayRow)))))));
  }

  return {
    key: "compare",
    number: "",
    build,
    present: (run) => run.header.comparison !== null,
    shape: (run) => Words.say(run.header.comparison.holds ? "compare.shape_holds" : "compare.shape_not")
  };
})();
