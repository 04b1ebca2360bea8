"use strict";
/* Detections against the ground truth: the matrix of overlaps, and one overlap computed by hand. */
const IouPanel = (() => {
  const {make, number, replace, nameOf} = Elements;

  /* Four ways to lie on a true box of 10 x 10, to compute by hand. */
  const examples = [
    ["same", [10, 10, 20, 20]], ["half", [15, 10, 25, 20]], ["inside", [10, 10, 15, 15]], ["apart", [30, 10, 40, 20]]
  ];
  const kinds = [["hits", "hit"], ["wrong", "wrong"], ["extra", "extra"], ["misses", "miss"]];
  const signs = {hit: "\u2713", extra: "2\u00d7", wrong: "\u2260", miss: "\u2717", hidden: "\u00b7"};

  function judge(run, s) {
    const {verdicts, found} =
        Arithmetic.matchDetections(run.detections, run.truth, s.matrix, s.iou, s.anyClass, (d) => d.score >= s.least);
    s.verdicts = verdicts;
    s.found = found;
    s.tally = Object.fromEntries(kinds.map(([name, verdict]) => [name, verdicts.filter((v) => v === verdict).length]));
    s.tally.unseen = run.truth.length - found.size;
  }

  /* By its row, as `--truth-object` counts. */
  function truthName(run, t) { return `${run.className(t.label)} ${t.index}`; }

  function imageView(run, s) {
    return Draw.photoView(run, "iou-photo", "iou.photo", (v) => {
      v.veil(0.3);
      const d = run.detections[s.cell[0]], t = run.truth[s.cell[1]], color = Colors.of(d);
      run.truth.forEach((other) => {
        v.box(other.box, {color: "#000", width: 1, dash: [5, 4]});
        if (other !== t)
          v.text(
              String(other.index), other.box[2] - 7 / v.scale, other.box[3] - 9 / v.scale,
              {size: 11 * v.type, plate: "rgba(255,255,255,0.8)"});
      });
      run.detections.forEach((other) => {
        if (s.verdicts[other.index] === "hidden" || other === d) return;
        v.box(other.box, {
          color: Colors.css(Colors.of(other), other.score >= 0.5 ? 1 : 0.55),
          width: other.score >= 0.5 ? 2 : 1,
          dash: other.kept ? [] : [4, 3]
        });
      });
      const common = Arithmetic.sharedBox(d.box, t.box);
      if (common) v.box(common, {width: 0, fill: Colors.css(color, 0.45)});
      v.box(t.box, {color: "#000", width: 2.5, dash: [6, 4]});
      v.box(d.box, {color: Colors.css(color), width: 3.5, halo: true});
      v.label(nameOf(run, d), d.box[0], d.box[1], color);
      v.label(Words.say("iou.true", {name: truthName(run, t)}), t.box[0], t.box[3] + 19 / v.scale, [40, 40, 40]);
    });
  }

  function cellOf(s, d, t, chosen) {
    const overlap = s.matrix[d.index][t.index];
    const isPicked = d.index === s.cell[0] && t.index === s.cell[1];
    return make(
        "td", {class: `cell${overlap > 0.55 ? " dark" : ""}${overlap >= s.iou ? " enough" : ""}`, vars: {overlap}},
        make(
            "button", {
              type: "button",
              "data-cell": `${d.index},${t.index}`,
              tabindex: isPicked ? 0 : -1,
              "aria-pressed": String(isPicked),
              onclick: () => chosen([d.index, t.index])
            },
            overlap > 0 ? number(overlap, 2) : "\u00b7"));
  }

  function matrixTable(run, s, chosen) {
    const head = make(
        "tr", {}, make("th", {}, ""), make("th", {}, ""),
        run.truth.map((t) => make("th", {class: "middle"}, s.asks("why_not", t.index, truthName(run, t)))));
    return make("table", {id: "iou-matrix"}, head, run.detections.map((d) => {
      const verdict = s.verdicts[d.index];
      return make(
          "tr", {class: verdict, "data-verdict": verdict},
          make(
              "td", {class: "words"}, make("span", {class: "swatch", vars: {color: Colors.css(Colors.of(d))}}),
              s.asks("why", d.index, nameOf(run, d))),
          make(
              "td", {
                class: verdict === "hit" ? "good sign" : "bad sign",
                title: verdict === "hidden" ? "" : Words.say(`iou.${kinds.find((k) => k[1] === verdict)[0]}`)
              },
              signs[verdict]),
          run.truth.map((t) => cellOf(s, d, t, chosen)));
    }));
  }

  function sum(run, s) {
    const d = run.detections[s.cell[0]].box, t = run.truth[s.cell[1]].box;
    const shared = Arithmetic.sharedBox(d, t) ?? [0, 0, 0, 0];
    const common = Arithmetic.intersection(d, t), a = Arithmetic.area(d), b = Arithmetic.area(t);
    const sides = (box) => `${number(box[2] - box[0], 1)} \u00d7 ${number(box[3] - box[1], 1)}`;
    return make(
        "div", {class: "formula", id: "iou-sum"},
        `A = ${sides(d)} = ${number(a, 1)}\nB = ${sides(t)} = ${number(b, 1)}\nA \u2229 B = ${sides(shared)} = ${
            number(
                common,
                1)}\nIoU = ${number(common, 1)} / (${number(a, 1)} + ${number(b, 1)} \u2212 ${number(common, 1)}) = `,
        make("b", {}, number(Arithmetic.iou(d, t), 4)));
  }

  function exampleCard() {
    const truth = [10, 10, 20, 20];
    return Elements.card(
        Words.say("iou.examples"), make("div", {class: "four", id: "iou-examples"}, examples.map(([name, b]) => {
          const view = new View({
            id: `iou-${name}`,
            label: Words.say(`iou.${name}`),
            frame: [8, 8, 34, 14],
            height: "52px",
            paint: (v) => {
              v.box(truth, {color: "#777", width: 1.5, dash: [4, 3]});
              v.box(b, {color: "#0072b2", width: 2, fill: "rgba(0,114,178,0.25)"});
            }
          });
          const common = Arithmetic.intersection(truth, b),
                union = Arithmetic.area(truth) + Arithmetic.area(b) - common;
          return make(
              "div", {}, view.element,
              make("div", {class: "num middle"}, `${common}/${union} = ${number(Arithmetic.iou(truth, b), 2)}`));
        })));
  }

  /* Precision and recall as the score threshold falls; the dot is where the slider stands. */
  function curveView(run, s) {
    return new View({
      id: "iou-curve",
      label: Words.say("iou.curve"),
      frame: Draw.chartFrame,
      height: "clamp(150px, 25vh, 300px)",
      paint: (v) => {
        const {verdicts} =
            Arithmetic.matchDetections(run.detections, run.truth, s.matrix, s.iou, s.anyClass, () => true);
        const points = Arithmetic.precisionRecall(run.detections, verdicts, run.truth.length);
        Draw.axes(v);
        Draw.curve(v, points.map((p) => [p.recall, p.precision]), {color: "#0072b2", width: 2});
        const here = points.filter((p) => p.score >= s.least).pop();
        if (here) v.dot(here.recall, 1 - here.precision, {color: "#d55e00", radius: 5, ring: "#fff"});
      }
    });
  }

  function counts(run, s) {
    const shown = run.detections.length - s.verdicts.filter((v) => v === "hidden").length, {hits, unseen} = s.tally;
    const share = (of) => (of ? number(hits / of, 2) : "\u2013");
    return [
      Elements.tally([
        ...kinds.map(
            ([name]) =>
                [`iou-${name}`, s.tally[name], Words.say(`iou.${name}`),
                 s.tally[name] ? (name === "hits" ? "good" : "bad") : ""]),
        ["iou-unseen", unseen, Words.say("iou.unseen"), unseen ? "bad" : ""]
      ]),
      make(
          "p", {class: "caption num", id: "iou-rates"},
          `${Words.say("iou.precision")} ${hits} / ${shown} = ${share(shown)}    ${Words.say("iou.recall")} ${hits} / ${
              hits + unseen} = ${share(hits + unseen)}`),
      make("p", {class: "caption"}, Words.say(s.anyClass ? "iou.counted_any" : "iou.counted"))
    ];
  }

  /* Nothing to compare: the question and the four boxes by hand are left. */
  function withoutPairs(run) {
    return Elements.plainPanel(
        "iou", Elements.card(null, make("p", {}, Words.say(run.truth ? "iou.nothing" : "iou.no_truth"))),
        exampleCard());
  }

  function bestOf(s, d) { return s.matrix[d].reduce((top, v, g) => (v > s.matrix[d][top] ? g : top), 0); }

  function controlsOf(s, paint) {
    return [
      Elements.slider({
        id: "iou-least",
        label: Words.say("iou.least"),
        min: 0.05,
        max: 0.95,
        value: s.iou,
        key: "iou",
        changed: (v) => {
          s.iou = v;
          paint();
        }
      }),
      Elements.slider({
        id: "iou-score",
        label: Words.say("iou.score"),
        value: s.least,
        key: "score",
        changed: (v) => {
          s.least = v;
          paint();
        }
      }),
      Elements.check({
        id: "iou-any",
        label: Words.say("iou.any"),
        value: s.anyClass,
        key: "any",
        changed: (v) => {
          s.anyClass = v;
          paint();
        }
      })
    ];
  }

  /* A name that opens the program's answer, if the page has one. */
  function asking(run, page) {
    return (command, row, name) => run.header.answers?.[command]?.[row] ?
        make("button", {
             type: "button",
             class: "pick asks",
             "data-answer": `${command} ${row}`,
             onclick: () => page.explain(command, row)
           },
             name) :
        name;
  }

  function build(run, page) {
    if (!run.truth?.length || !run.detections.length) return withoutPairs(run);
    const s = {
      iou: Address.number("iou", run.config.iou_filter.min_iou, 0, 1),
      least: Address.number("score", 0.5, 0, 1),
      anyClass: Address.flag("any", false),
      asks: asking(run, page)
    };
    s.matrix = Arithmetic.iouMatrix(run.detections.map((d) => d.box), run.truth.map((t) => t.box));
    const first = Selection.detection().index;
    s.cell = Address.pair("cell", [first, bestOf(s, first)], [run.detections.length, run.truth.length]);
    const image = imageView(run, s), curve = curveView(run, s);
    const tableBox = make("div", {class: "scroll tall"});
    const sumCard = Elements.card(Words.say("iou.sum_title"), make("div", {})),
          tallyCard = Elements.card(null, make("div", {"aria-live": "polite"}));
    const paintPair = () => {
      image.draw();
      replace(tableBox, matrixTable(run, s, chosen));
      replace(sumCard.lastChild, sum(run, s));
    };
    const paintAll = () => {
      judge(run, s);
      paintPair();
      curve.draw();
      replace(tallyCard.lastChild, counts(run, s));
    };
    const choose = (cell) => {
      s.cell = cell.map((v, i) => Math.min([run.detections.length, run.truth.length][i] - 1, Math.max(0, v)));
      paintPair();
      Selection.choose(s.cell[0]);
      Address.set({cell: s.cell.join(",")});
      page.follow();
    };
    const chosen = (cell) => {
      choose(cell);
      tableBox.querySelector("[tabindex='0']").focus();
    };
    const steps = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
    tableBox.addEventListener("keydown", (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault();
      event.stopPropagation();
      chosen(s.cell.map((v, i) => v + steps[event.key][i]));
    });
    page.onNext = () => {
      const d = (s.cell[0] + 1) % run.detections.length;
      choose([d, bestOf(s, d)]);
    };
    paintAll();
    return Elements.panel(
        "iou", controlsOf(s, paintAll),
        make(
            "div", {class: "row image-and-matrix"},
            make("div", {class: "row"}, Elements.figure(image, Words.say("iou.photo_caption")), sumCard),
            make(
                "div", {class: "row"}, Elements.card(Words.say("iou.matrix_title"), tableBox), tallyCard,
                make(
                    "div", {class: "row two"}, Elements.figure(curve, Words.say("iou.curve_caption")),
                    exampleCard()))));
  }

  return {
    key: "iou",
    number: "5",
    build,
    shape: (run) =>
        (run.truth ?
             Words.say("iou.shape", {kept: run.detections.filter((d) => d.kept).length, of: run.detections.length}) :
             Words.say("iou.shape_none"))
  };
})();
