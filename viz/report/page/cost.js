"use strict";
/* What each step cost when the run was made: time, arithmetic, memory. */
const CostPanel = (() => {
  const { make, number } = Elements;
  const measures = [["ms", "ms", [0, 114, 178]], ["gflop", "GFLOP", [213, 94, 0]], ["mb", "MB", [0, 158, 115]]];

  function bars(steps, [field, unit, color]) {
    const most = Math.max(...steps.map((s) => s[field]), 1e-9);
    const total = steps.reduce((sum, s) => sum + s[field], 0);
    return Elements.card(null, make("h2", {}, `${Words.say(`cost.${field}`)} \u00b7 ${number(total, 1)} ${unit}`),
      steps.map((s) => make("div", { style: "display:grid;grid-template-columns:92px 1fr 108px;gap:10px;align-items:center;padding:3px 0" },
        make("span", { style: "font-size:13px" }, s.name),
        make("div", { class: "bar", style: `width:${(100 * s[field]) / most}%;background:${Colors.css(color)}` }),
        make("span", { class: "num", style: "text-align:right" }, s[field] > 0 ? `${number(s[field], s[field] < 10 ? 2 : 0)} ${unit}` : "\u2013",
          make("span", { class: "muted" }, s[field] > 0 ? ` ${Math.round((100 * s[field]) / total)}%` : "")))));
  }

  function rates(steps) {
    const busy = steps.filter((s) => s.gflop > 0 && s.ms > 0);
    return Elements.card(Words.say("cost.rates"), make("table", { id: "rates" },
      make("tr", {}, make("th", {}, ""), make("th", {}, "GFLOP / s"), make("th", {}, "FLOP / B")),
      busy.map((s) => make("tr", {}, make("td", {}, s.name), make("td", {}, number((s.gflop / s.ms) * 1e3, 1)), make("td", {}, number((s.gflop * 1e3) / s.mb, 0))))));
  }

  function build(run) {
    const { steps, threads, conv, openblas_core: core, program, device } = run.header.origin;
    const made = [program, device, conv, core && `OpenBLAS ${core}`, threads && Words.say("cost.threads", { n: threads })].filter(Boolean).join(" \u00b7 ");
    return Elements.panel("cost", [make("p", { class: "muted", style: "margin:0;font-size:13px" }, made)],
      make("div", { class: "row", style: "grid-template-columns:repeat(2, minmax(0, 1fr))" },
        bars(steps, measures[0]), bars(steps, measures[1]), bars(steps, measures[2]), rates(steps)));
  }

  return { key: "cost", number: "", build, present: (run) => run.header.origin.steps.length > 0,
    shape: (run) => `${number(run.header.origin.steps.reduce((sum, s) => sum + s.ms, 0), 0)} ms` };
})();
