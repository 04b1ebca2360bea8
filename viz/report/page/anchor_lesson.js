"use strict";
/* With ground truth: what the region proposal network would learn from this image. */
const AnchorLesson = (() => {
  const {make, number, shortest} = Elements;
  const NEGATIVE = 0.3, POSITIVE = 0.7;  // IoU, Faster R-CNN, sec. 3.1.2

  /* The true object of each anchor, -1 negative, -2 neutral; computed once. */
  let matches = null;
  function matchesOf(run) {
    matches ??= Arithmetic.matchAnchors(run.anchors, run.truth.map((t) => t.box), NEGATIVE, POSITIVE);
    return matches;
  }

  /* Rows of a level's anchors that learn an object. */
  function positives(run, level) {
    const last = level.firstAnchor + level.rows * level.columns * run.config.proposals.aspect_ratios.length, rows = [];
    for (let i = level.firstAnchor; i < last; ++i)
      if (matchesOf(run)[i] >= 0) rows.push(i);
    return rows;
  }

  /* How many anchors are positive, neutral, negative, and what an anchor {index, anchor, delta} should learn. */
  function numbers(run, {index, anchor, delta}) {
    const all = matchesOf(run), amount = (wanted) => all.reduce((n, m) => n + (wanted(m) ? 1 : 0), 0);
    const truth = run.truth[all[index]];
    const kinds = [
      ["positive", amount((m) => m >= 0), "good"], ["neutral", amount((m) => m === -2), ""],
      ["negative", amount((m) => m === -1), ""]
    ];
    const limits = {low: shortest(NEGATIVE), high: shortest(POSITIVE)};
    const row = (values) => values.map((v) => number(v, 3)).join("  ");
    const target = truth && Arithmetic.encode(anchor, truth.box, run.config.proposals.coder_weights);
    return [
      Elements.tally(kinds.map(([name, n, kind]) => [`rpn-${name}`, n, Words.say(`rpn.${name}`, limits), kind])),
      make(
          "div", {class: "formula", id: "rpn-target"},
          target ?
              [
                Words.say("rpn.target", {name: run.className(truth.label)}), "\n", row(target), "\n",
                Words.say("rpn.predicted"), "\n", row(delta)
              ] :
              Words.say(all[index] === -2 ? "rpn.learns_nothing" : "rpn.learns_background"))
    ];
  }

  return {positives, numbers};
})();
