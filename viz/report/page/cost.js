"use strict";
/* What each step cost when the run was made: time, arithmetic, arrays. */
const CostPanel = (() => {
  const {make, number} = Elements;
  const measures =
      [["ms", "unit.ms", [0, 114, 178]], ["gflop", "unit.gflop", [213, 94, 0]], ["mb", "unit.mb", [0, 158, 115]]];

  /* A number that is not 0 does not read 0. */
  function few(value, digits) {
    const least = 10 ** -digits;
    return value > 0 && value < least / 2 ? `<${number(least, digits)}` : number(value, digits);
  }

  function bars(steps, [field, unit, color]) {
    const most = Math.max(...steps.map((s) => s[field]), 1e-9);
    const total = steps.reduce((sum, s) => sum + s[field], 0);
    const text = (v) => field === "ms" ? Elements.milliseconds(v) : `${few(v, v < 10 ? 2 : 0)} ${Words.say(unit)}`;
    return Elements.card(
        `${Words.say(`cost.${field}`)} \u00b7 ${
            field === "ms" ? Elements.milliseconds(total) : `${number(total, 1)} ${Words.say(unit)}`}`,
        steps.map(
            (s) => make(
                "div", {class: "bar-row"}, make("span", {class: "small"}, s.name),
                make("div", {class: "bar", vars: {share: s[field] / most, color: Colors.css(color)}}),
                make(
                    "span", {class: "num right"}, s[field] > 0 ? text(s[field]) : "\u2013",
                    make("span", {class: "muted"}, s[field] > 0 ? ` ${few((100 * s[field]) / total, 0)}%` : "")))));
  }

  function rates(steps) {
    const busy = steps.filter((s) => s.gflop > 0 && s.ms > 0);
    return Elements.card(
        Words.say("cost.rates"),
        make(
            "table", {id: "rates"}, make("tr", {}, make("th", {}, ""), make("th", {}, Words.say("unit.gflops"))),
            busy.map(
                (s) => make("tr", {}, make("td", {}, s.name), make("td", {}, number((s.gflop / s.ms) * 1e3, 1))))));
  }

  function build(run) {
    const {steps, threads, conv, openblas_core: core, program, device} = run.header.origin;
    const made = [
      program, device, conv, core && `OpenBLAS ${core}`, threads && Words.say("cost.threads", {n: threads})
    ].filter(Boolean).join(" \u00b7 ");
    return Elements.panel(
        "cost", [make("p", {class: "muted small"}, made)],
        make(
            "div", {class: "row two"}, bars(steps, measures[0]), bars(steps, measures[1]), bars(steps, measures[2]),
            rates(steps)));
  }

  return {
    key: "cost",
    number: "",
    build,
    present: (run) => run.header.origin.steps.length > 0,
    shape: (run) => Elements.milliseconds(run.header.origin.steps.reduce((sum, s) => sum + s.ms, 0))
  };
})();
