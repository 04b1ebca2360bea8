"use strict";
/* An evaluation: precision over recall of each class, AP by class and size. */
const AccuracyPanel = (() => {
  const {make, number, count, replace} = Elements;
  const MOST_CURVES = 20;
  const sizes = ["all", "small", "medium", "large"];

  function colorOf(run, i) { return run.header.palette[i % run.header.palette.length]; }

  const text = (value) => (value < 0 ? "\u2013" : number(value, 3));

  const byFrequency = (a, b) => b.truth - a.truth;

  /* The classes that have objects, the most frequent first, in the colours of accuracy_bbox.png. */
  function classesOf(run, kind) {
    const {accuracy, curves} = run.evaluation;
    const all = accuracy[kind].classes.map((c, i) => ({...c, ...curves?.[kind]?.classes[i]}));
    const present = all.filter((c) => c.truth > 0);
    if (present.length > MOST_CURVES) present.sort(byFrequency);
    return present.map((c, i) => ({...c, color: colorOf(run, i)})).sort(byFrequency);
  }

  function curveView(s) {
    return new View({
      id: "accuracy-curves",
      label: Words.say("accuracy.curves"),
      frame: Draw.chartFrame,
      paint: (v) => {
        Draw.axes(v);
        const drawn = s.classes.filter((c) => c.precision?.length).slice(0, MOST_CURVES);
        for (const c of [...drawn].sort((a, b) => (a.name === s.chosen) - (b.name === s.chosen))) {
          const isChosen = c.name === s.chosen;
          Draw.curve(
              v, c.precision.map((p, r) => [r / 100, p]),
              {color: Colors.css(c.color, isChosen || !s.chosen ? 1 : 0.3), width: isChosen ? 3.5 : 1.5});
        }
      }
    });
  }

  function table(run, s, choose) {
    const {stats} = run.evaluation.accuracy[s.kind];
    const row = (name, truth, figures) => make(
        "tr", {}, make("td", {class: "words"}, name), make("td", {}, count(truth)),
        figures.map((figure) => make("td", {}, text(figure))));
    return make(
        "table", {id: "accuracy-table"},
        make(
            "tr", {},
            ["class", "objects", "ap", "ap50", "small", "medium", "large"].map(
                (word) => make("th", {}, Words.say(`accuracy.${word}`)))),
        row(Words.say("accuracy.all"), s.classes.reduce((sum, c) => sum + c.truth, 0),
            [stats[0], stats[1], ...stats.slice(3, 6)]),
        s.classes.map(
            (c) =>
                row(make(
                        "button", {
                          type: "button",
                          class: "pick",
                          "data-class": c.name,
                          "aria-pressed": String(c.name === s.chosen),
                          onclick: () => choose(c.name)
                        },
                        make("span", {class: "swatch", vars: {color: Colors.css(c.color)}}), c.name),
                    c.truth, [c.ap[0] ?? c.ap, c.ap50, ...sizes.slice(1).map((_, i) => c.ap[i + 1] ?? -1)])));
  }

  function build(run) {
    const {kinds, accuracy} = run.evaluation;
    const s = {kind: Address.choice("kind", kinds), chosen: null};
    s.classes = classesOf(run, s.kind);
    const view = curveView(s), tableBox = make("div", {class: "scroll tall"});
    const paint = () => {
      view.draw();
      replace(tableBox, table(run, s, (name) => {
                s.chosen = s.chosen === name ? null : name;
                paint();
              }));
    };
    const controls = kinds.length > 1 ? [Elements.segmented({
      id: "accuracy-kind",
      label: Words.say("accuracy.kind"),
      options: kinds.map((kind) => [kind, Words.say(`accuracy.${kind}`)]),
      value: s.kind,
      changed: (kind) => {
        s.kind = kind;
        s.classes = classesOf(run, kind);
        Address.set({kind});
        paint();
      }
    })] :
                                        [];
    paint();
    return Elements.panel(
        "accuracy", controls,
        make(
            "div", {class: "row two"}, Elements.figure(view, Words.say("accuracy.curves_caption")),
            Elements.card(Words.say("accuracy.table"), tableBox)));
  }

  return {
    key: "accuracy",
    number: "",
    build,
    shape: (run) => {
      const kind = run.evaluation.kinds[0];
      return `AP ${text(run.evaluation.accuracy[kind].stats[0])}`;
    }
  };
})();
