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
      frame: [-0.1, -0.06, 1.2, 1.22],
      paint: (v) => {
        v.box([0, 0, 1, 1], {color: "#999", width: 1});
        for (const share of [0, 0.5, 1]) {
          v.text(number(share, 1), -0.05, 1 - share, {size: 11 * v.type, color: "#6b6b6b"});
        }
        counts.forEach((n, i) => v.text(String(n), x(i), 1.05, {size: 9 * v.type, color: "#6b6b6b"}));
        for (const [kind, color] of kinds) {
          recall[kind].forEach((value, i) => {
            if (i > 0) {
              v.line(x(i - 1), 1 - recall[kind][i - 1], x(i), 1 - value, {color: Colors.css(color), width: 2.5});
            }
            v.dot(x(i), 1 - value, {color: Colors.css(color), radius: 3});
          });
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
                "tr", {}, make("td", {}, count(n)), kinds.map(([kind]) => make("td", {}, number(recall[kind][i], 3))))));
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
