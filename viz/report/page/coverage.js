"use strict";
/* How many objects the region proposal network covers with its best N boxes. */
const CoveragePanel = (() => {
  const {make, number, count} = Elements;
  const kinds = [["anchors", [230, 159, 0]], ["decoded", [0, 114, 178]], ["proposals", [0, 158, 115]]];

  function chart(proposals) {
    const {counts, recall} = proposals;
    const x = (i) => i / (counts.length - 1);
    return new View({
      id: "coverage-chart",
      label: Words.say("coverage.chart"),
      frame: Draw.chartFrame,
      paint: (v) => {
        Draw.axes(v, counts.map((n, i) => [x(i), String(n)]));
        for (const [kind, rgb] of kinds) {
          const points = recall[kind].map((value, i) => [x(i), value]), color = Colors.css(rgb);
          Draw.curve(v, points, {color, width: 2.5});
          points.forEach(([place, value]) => v.dot(place, 1 - value, {color, radius: 3}));
        }
      }
    });
  }

  function table({counts, recall}) {
    return make(
        "table", {id: "coverage-table"},
        make(
            "tr", {}, make("th", {}, Words.say("coverage.boxes")),
            kinds.map(
                ([kind, color]) => make(
                    "th", {}, make("span", {class: "swatch", vars: {color: Colors.css(color)}}),
                    Words.say(`coverage.${kind}`)))),
        counts.map(
            (n, i) => make(
                "tr", {}, make("td", {}, count(n)),
                kinds.map(([kind]) => make("td", {}, number(recall[kind][i], 3))))));
  }

  function build(run) {
    const {proposals} = run.evaluation;
    return Elements.panel(
        "coverage", [],
        make(
            "div", {class: "row two"}, Elements.figure(chart(proposals), Words.say("coverage.caption")),
            Elements.card(Words.say("coverage.table", {n: count(proposals.objects)}), table(proposals))));
  }

  return {
    key: "coverage",
    number: "",
    build,
    present: (run) => Boolean(run.evaluation.proposals?.objects),
    shape: (run) => {
      const {recall} = run.evaluation.proposals;
      return number(recall.proposals[recall.proposals.length - 1], 3);
    }
  };
})();
