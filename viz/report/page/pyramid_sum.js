"use strict";
/* One cell of P2..P5 with every number that makes it: the lateral plus what comes down from the level
   above, in the channels of the page; and the 3 x 3 convolution of that sum, which reads all channels:
   only on pages that hold the heads, and on P2, the largest map, only if the page was made for it. */
const PyramidSum = (() => {
  const {make, number, plus} = Elements;
  const orange = "#d55e00";
  const SHOWN = 3;  // input channels of the convolution, those that matter most here

  function patch(id, words, values, sign = null) {
    const data = Float32Array.from(values), largest = Math.max(...data.map(Math.abs), 1e-9);
    const range = sign ? [-largest, largest] : [Math.min(...data), Math.max(...data)];
    const view = new View({
      id,
      label: words,
      frame: [0, 0, 3, 3],
      paint: (v) => {
        values.forEach((value, i) => {
          const color = Colors.heat(value, ...range), x = i % 3, y = Math.floor(i / 3);
          v.box([x, y, x + 1, y + 1], {fill: Colors.css(color), color: "#fff", width: 1});
          v.cellNumber(number(value, 2), x + 0.5, y + 0.5, color, {weight: i === 4 ? 700 : 400});
        });
        if (!sign) v.box([1, 1, 2, 2], {color: orange, width: 2.5});
      }
    });
    return make("div", {class: "near"}, Elements.figure(view, words));
  }

  const sign = (words) => make("div", {class: "via"}, make("b", {}, words));

  /* 3 x 3 cells of a function of row and column. */
  function around(map, y, x, valueAt) {
    return Array.from({length: 9}, (_, i) => {
      const row = y + Math.floor(i / 3) - 1, column = x + (i % 3) - 1;
      return row >= 0 && column >= 0 && row < map.rows && column < map.columns ? valueAt(row, column) : 0;
    });
  }

  /* lateral + from above = sum, for nine cells; the middle one in full. `place` is where the channel
     is among those of the page. */
  function addition(run, level, place, y, x) {
    const {laterals} = run, map = laterals[level];
    const lateral = around(map, y, x, (r, c) => Networks.at(map, place, r, c)),
          sum = around(map, y, x, (r, c) => Networks.pyramidSum(laterals, level, place, r, c));
    const coarser = Networks.cellAbove(laterals, level, y, x);
    if (!coarser)
      return [
        patch("sum-lateral", Words.say("sum.lateral", {level}), lateral),
        make("p", {class: "small", id: "sum-proof"}, Words.say("sum.top"))
      ];
    const above = (r, c) => Networks.cellAbove(laterals, level, r, c);
    const down = around(map, y, x, (r, c) => Networks.pyramidSum(laterals, level + 1, place, ...above(r, c)));
    return [
      patch("sum-lateral", Words.say("sum.lateral", {level}), lateral), sign("+"),
      patch("sum-down", Words.say("sum.down", {level: level + 1, at: `[${coarser.join(", ")}]`}), down), sign("="),
      patch("sum-sum", Words.say("sum.sum"), sum),
      make(
          "div", {class: "formula", id: "sum-proof"},
          `${Words.say("page.channel_n", {n: run.channels[place]})}\n${number(lateral[4], 4)} ${plus(down[4], 4)} = `,
          make("b", {}, number(sum[4], 4)))
    ];
  }

  /* The 3 x 3 convolution: three input channels in full, the others as one number. */
  function convolution(net, level, channel, y, x) {
    const terms = Networks.pyramidTerms(net, level, channel, y, x).sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
    const bias = net.weights[`output${level}_bias`][channel], own = Networks.at(net.maps[level], channel, y, x);
    const shown = terms.slice(0, SHOWN), rest = terms.slice(SHOWN).reduce((total, t) => total + t.sum, 0);
    const total = shown.reduce((sum, t) => sum + t.sum, rest + bias);
    const rows = shown.map(
        (t, i) => make(
            "div", {class: "flow"}, patch(`conv-cells-${i}`, Words.say("sum.cells", {channel: t.input}), t.cells),
            sign("\u00b7"), patch(`conv-weights-${i}`, Words.say("sum.weights", {channel: t.input}), t.weights, true),
            sign("="), make("b", {class: "num"}, number(t.sum, 4))));
    return [
      make("div", {class: "products"}, rows),
      make(
          "div", {class: "formula", id: "conv-proof"},
          `${shown.map((t, i) => (i === 0 ? number(t.sum, 4) : plus(t.sum, 4))).join(" ")} ${plus(rest, 4)} (${
              Words.say("sum.others", {n: terms.length - SHOWN})}) ${plus(bias, 4)} (${Words.say("sum.bias")}) = `,
          make("b", {}, number(total, 4)), `\n${Words.say("sum.trace", {level, at: `[${y}, ${x}]`})} = `,
          make("b", {}, number(own, 4)))
    ];
  }

  function hasAddition(run, map) { return map.letter === "p" && map.level <= 5 && Boolean(run.laterals[2]); }

  function hasConvolution(run, map) {
    return hasAddition(run, map) && run.header.live.some(({name}) => name === `live/lateral${map.level}`);
  }

  /* The addition of a cell, or a promise of its convolution. */
  function content(run, what, level, place, cell) {
    return what === "sum" ? addition(run, level, place, cell.y, cell.x) :
                            Data.live(run).then((net) => convolution(net, level, run.channels[place], cell.y, cell.x));
  }

  return {hasAddition, hasConvolution, content};
})();
