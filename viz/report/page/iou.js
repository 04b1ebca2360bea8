"use strict";
/* Detections against the ground truth: the matrix of overlaps, and one overlap computed by hand. */
const IouPanel = (() => {
  const { make, number, replace } = Elements;

  /* Four ways to lie on a true box of 10 x 10, to compute by hand. */
  const examples = [["same", [10, 10, 20, 20]], ["half", [15, 10, 25, 20]], ["inside", [10, 10, 15, 15]], ["apart", [30, 10, 40, 20]]];

  /* True positives in the sense of the sliders: best first, each true object once, classes ignored. */
  function score(run, s) {
    const used = new Set();
    let hits = 0, extra = 0, misses = 0;
    s.verdicts = run.detections.map((d) => {
      if (d.score < s.least) return "hidden";
      const order = run.truth.map((_, g) => g).sort((a, b) => s.matrix[d.index][b] - s.matrix[d.index][a] || a - b);
      const best = order.find((g) => !used.has(g) && s.matrix[d.index][g] >= s.iou);
      if (best !== undefined) {
        used.add(best);
        hits += 1;
        return "hit";
      }
      const again = order.some((g) => s.matrix[d.index][g] >= s.iou);
      if (again) extra += 1;
      else misses += 1;
      return again ? "extra" : "miss";
    });
    return { hits, extra, misses, unseen: run.truth.length - used.size };
  }

  function photoView(run, s) {
    return new View({ id: "iou-photo", label: Words.say("iou.photo"), frame: Draw.photoFrame(run),
      paint: (v) => {
        Draw.photo(v, run);
        v.veil(0.3);
        run.truth.forEach((t) => v.box(t.box, { color: "#000", width: t.index === s.cell[1] ? 2.5 : 1, dash: [5, 4] }));
        run.detections.forEach((d) => {
          if (s.verdicts[d.index] === "hidden" || d.index === s.cell[0]) return;
          const sure = d.score >= 0.5;
          v.box(d.box, { color: Colors.css(Colors.ofObject(d.object), sure ? 1 : 0.55), width: sure ? 2 : 1, dash: d.object < 0 ? [4, 3] : [] });
        });
        const d = run.detections[s.cell[0]], t = run.truth[s.cell[1]];
        const common = [Math.max(d.box[0], t.box[0]), Math.max(d.box[1], t.box[1]), Math.min(d.box[2], t.box[2]), Math.min(d.box[3], t.box[3])];
        if (common[2] > common[0] && common[3] > common[1]) v.box(common, { width: 0, fill: Colors.css(Colors.ofObject(d.object), 0.45) });
        v.box(t.box, { color: "#000", width: 2.5, dash: [6, 4] });
        v.box(d.box, { color: Colors.css(Colors.ofObject(d.object)), width: 3.5, halo: true });
        v.label(`${run.className(d.label)} ${number(d.score, 2)}`, d.box[0], d.box[1], Colors.ofObject(d.object));
        v.label(Words.say("iou.true", { name: run.className(t.label) }), t.box[0], t.box[3] + 19 / v.scale, [40, 40, 40]);
      } });
  }

  function matrixTable(run, s, chosen) {
    const head = make("tr", {}, make("th", {}, ""), run.truth.map((t) => make("th", { style: "text-align:center", title: Elements.boxText(t.box) }, run.className(t.label))), make("th", {}, ""));
    const words = { hit: "\u2713", extra: "2\u00d7", miss: "\u2717", hidden: "\u00b7" };
    const rows = run.detections.map((d) => {
      const name = make("td", { style: "font-family:inherit" }, make("span", { class: "swatch", style: `background:${Colors.css(Colors.ofObject(d.object))}` }), `${run.className(d.label)} ${number(d.score, 2)}`);
      const cells = run.truth.map((t) => {
        const overlap = s.matrix[d.index][t.index];
        const picked = d.index === s.cell[0] && t.index === s.cell[1];
        const strong = overlap >= s.iou;
        const cell = make("td", { class: "cell", "data-cell": `${d.index},${t.index}`, style: `text-align:center;cursor:pointer;padding:2px 5px;border-radius:4px;background:rgba(0,114,178,${overlap > 0 ? 0.08 + 0.75 * overlap : 0});color:${overlap > 0.55 ? "#fff" : "inherit"};${strong ? "font-weight:700;" : ""}${picked ? "outline:2.5px solid #1f2733;outline-offset:-2px;" : ""}` }, overlap > 0 ? number(overlap, 2) : "\u00b7");
        cell.addEventListener("click", () => chosen([d.index, t.index]));
        cell.addEventListener("mouseenter", () => chosen([d.index, t.index]));
        return cell;
      });
      const verdict = s.verdicts[d.index];
      return make("tr", { style: verdict === "hidden" ? "opacity:0.35" : "" }, name, cells, make("td", { class: verdict === "hit" ? "good" : "bad", style: "font-size:14px" }, words[verdict]));
    });
    return make("table", { id: "iou-matrix" }, head, rows);
  }

  function sum(run, s) {
    const d = run.detections[s.cell[0]].box, t = run.truth[s.cell[1]].box;
    const common = Arithmetic.intersection(d, t), a = Arithmetic.area(d), b = Arithmetic.area(t);
    const width = Math.max(0, Math.min(d[2], t[2]) - Math.max(d[0], t[0])), height = Math.max(0, Math.min(d[3], t[3]) - Math.max(d[1], t[1]));
    return make("div", { class: "formula", id: "iou-sum" },
      `A = ${number(d[2] - d[0], 1)} \u00d7 ${number(d[3] - d[1], 1)} = ${number(a, 1)}\nB = ${number(t[2] - t[0], 1)} \u00d7 ${number(t[3] - t[1], 1)} = ${number(b, 1)}\nA\u2229B = ${number(width, 1)} \u00d7 ${number(height, 1)} = ${number(common, 1)}\nIoU = ${number(common, 1)} / (${number(a, 1)} + ${number(b, 1)} \u2212 ${number(common, 1)}) = `,
      make("b", {}, number(Arithmetic.iou(d, t), 4)));
  }

  function exampleCard() {
    const truth = [10, 10, 20, 20];
    return Elements.card(Words.say("iou.examples"), make("div", { style: "display:grid;grid-template-columns:repeat(4,1fr);gap:8px", id: "iou-examples" }, examples.map(([name, b]) => {
      const view = new View({ id: `iou-${name}`, label: Words.say(`iou.${name}`), frame: [8, 8, 34, 14], height: "52px",
        paint: (v) => {
          v.box(truth, { color: "#000", width: 1.5, dash: [4, 3] });
          v.box(b, { color: "#0072b2", width: 2, fill: "rgba(0,114,178,0.25)" });
        } });
      view.element.style.border = "0";
      const common = Arithmetic.intersection(truth, b), union = Arithmetic.area(truth) + Arithmetic.area(b) - common;
      return make("div", {}, view.element, make("div", { class: "num", style: "text-align:center;font-size:11.5px;white-space:nowrap" }, `${common}/${union} = ${number(Arithmetic.iou(truth, b), 2)}`));
    })));
  }

  function tally(s, t) {
    const items = [["hits", t.hits, "good"], ["extra", t.extra, "bad"], ["misses", t.misses, "bad"], ["unseen", t.unseen, "bad"]];
    const found = t.hits + t.extra + t.misses;
    return [make("div", { style: "display:grid;grid-template-columns:repeat(4,1fr);gap:8px" }, items.map(([name, n, kind]) => make("div", { class: "muted", style: "font-size:12px;line-height:1.3" },
      make("span", { class: `big ${n > 0 ? kind : ""}`, style: "display:block;font-size:20px", id: `iou-${name}` }, String(n)), Words.say(`iou.${name}`)))),
    make("p", { class: "caption num", style: "margin:8px 0 0;white-space:pre-wrap" }, `${Words.say("iou.precision")} ${t.hits} / ${found} = ${found ? number(t.hits / found, 2) : "\u2013"}    ${Words.say("iou.recall")} ${t.hits} / ${t.hits + t.unseen} = ${t.hits + t.unseen ? number(t.hits / (t.hits + t.unseen), 2) : "\u2013"}`)];
  }

  function build(run, page) {
    if (!run.truth || !run.truth.length || !run.detections.length) {
      return Elements.panel("iou", [], Elements.card(null, make("p", { style: "margin:0" }, Words.say(run.truth ? "iou.nothing" : "iou.no_truth"))), exampleCard());
    }
    const s = { iou: page.get("iou", run.config.iou_filter.min_iou), least: page.get("score", run.config.box_head.score_threshold) };
    s.matrix = Arithmetic.iouMatrix(run.detections.map((d) => d.box), run.truth.map((t) => t.box));
    // opens at the overlap that is most undecided, if there is one, else at the first detection's best
    const first = s.matrix[0].reduce((top, v, g) => (v > s.matrix[0][top] ? g : top), 0);
    s.cell = page.get("cell", `0,${first}`).split(",").map((v) => Math.trunc(Number(v)) || 0);
    s.cell = [Math.min(Math.max(0, s.cell[0]), run.detections.length - 1), Math.min(Math.max(0, s.cell[1]), run.truth.length - 1)];
    const photo = photoView(run, s);
    const tableBox = make("div", { style: "max-height:clamp(220px, 42vh, 640px);overflow:auto" });
    const sumCard = Elements.card(Words.say("iou.sum_title"), make("div", {})), tallyCard = Elements.card(null, make("div", {}));
    const paintAll = () => {
      const t = score(run, s);
      photo.draw();
      replace(tableBox, matrixTable(run, s, chosen));
      replace(sumCard.lastChild, sum(run, s));
      replace(tallyCard.lastChild, tally(s, t));
    };
    const chosen = (cell) => {
      if (cell[0] === s.cell[0] && cell[1] === s.cell[1]) return;
      for (const [place, mark] of [[s.cell, ""], [cell, "2.5px solid #1f2733"]]) {
        const td = tableBox.querySelector(`[data-cell="${place}"]`);
        td.style.outline = mark;
        td.style.outlineOffset = "-2px";
      }
      s.cell = cell;
      page.set({ cell: cell.join(",") });
      photo.draw();
      replace(sumCard.lastChild, sum(run, s));
    };
    page.onSpace = () => {
      const d = (s.cell[0] + 1) % run.detections.length;
      chosen([d, s.matrix[d].reduce((top, v, g) => (v > s.matrix[d][top] ? g : top), 0)]);
    };
    const controls = [
      Elements.slider({ id: "iou-least", label: Words.say("iou.least"), min: 0.05, max: 0.95, step: 0.01, value: s.iou, changed: (v) => { s.iou = v; page.set({ iou: v }); paintAll(); } }),
      Elements.slider({ id: "iou-score", label: Words.say("iou.score"), min: 0, max: 1, step: 0.01, value: s.least, changed: (v) => { s.least = v; page.set({ score: v }); paintAll(); } })];
    paintAll();
    return Elements.panel("iou", controls,
      make("div", { class: "row", style: "grid-template-columns:minmax(0, 1fr) minmax(0, 1.15fr)" },
        make("div", { class: "row" }, make("div", {}, photo.element, make("p", { class: "caption" }, Words.say("iou.photo_caption"))), sumCard),
        make("div", { class: "row" }, Elements.card(Words.say("iou.matrix_title"), tableBox), tallyCard, exampleCard())));
  }

  return { key: "iou", number: "5", build,
    shape: (run) => (run.truth ? Words.say("iou.shape", { kept: run.detections.filter((d) => d.object >= 0).length, of: run.detections.length }) : Words.say("iou.shape_none")) };
})();
