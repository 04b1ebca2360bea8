"use strict";
/* The pyramid: one place of the image, seen by every map at its own scale. */
const FeaturesPanel = (() => {
  const {make, number, replace} = Elements;
  const orange = "#d55e00";

  /* Maps of one row, C2..C5 or P2..P6: name, level, grid. */
  function mapsOf(run, letter, levels) {
    return levels.filter((level) => run.array(`1_features/${letter}${level}`)).map((level) => {
      const name = `1_features/${letter}${level}`;
      const [channels, rowCount, columns] = run.array(name).shape;
      return {name, title: `${letter.toUpperCase()}${level}`, letter, level, channels, rows: rowCount, columns};
    });
  }

  /* channel: -1 is the mean magnitude over all channels, else a place among the stored ones. */
  function layer(run, map, channel) {
    const mean = channel < 0 || channel >= map.channels;
    const array = run.array(mean ? `${map.name}_mean` : map.name);
    return {
      data: array.data,
      offset: mean ? 0 : channel * map.rows * map.columns,
      rows: map.rows,
      columns: map.columns
    };
  }

  /* "P3", or with a channel of its own "C3, channel 17": C2..C5 have other channels than P2..P6. */
  function titleOf(run, map, s) {
    if (s.channel < 0 || map.letter === "p") return map.title;
    const own = run.array(`${map.name}_channels`).data[s.channel];
    return `${map.title}, ${
        own === undefined ? Words.say("features.mean_short") : Words.say("page.channel_n", {n: own})}`;
  }

  function joined(parts) { return [Math.min(...parts.map((r) => r[0])), Math.max(...parts.map((r) => r[1]))]; }

  /* Least and largest value of a layer, looked for once. */
  const ranges = new Map();
  function layerRange(run, map, channel) {
    const key = `${map.name} ${channel}`;
    if (!ranges.has(key)) ranges.set(key, Colors.range(layer(run, map, channel)));
    return ranges.get(key);
  }

  /* Colour range of a map: its own ("unit"), of all stored channels of its level, of its whole row. */
  function rangeOf(run, map, maps, s) {
    if (s.scope === "unit") return layerRange(run, map, s.channel);
    const all = s.scope === "level" ? [map] : maps.filter((m) => m.letter === map.letter);
    if (s.channel < 0) return joined(all.map((m) => layerRange(run, m, -1)));
    return joined(all.flatMap((m) => Array.from({length: m.channels}, (_, c) => layerRange(run, m, c))));
  }

  /* The cell of a map over a place of the image. */
  function cellAt(run, map, place) {
    const strideX = run.padded[1] / map.columns, strideY = run.padded[0] / map.rows;
    const inside = (v, count) => Math.min(count - 1, Math.max(0, Math.floor(v)));
    return {x: inside(place[0] / strideX, map.columns), y: inside(place[1] / strideY, map.rows), strideX, strideY};
  }

  function reachOf(run, level) {
    return Arithmetic.reach(Math.min(5, level), run.config.features.blocks, run.config.features.stride_in_1x1);
  }

  function valueAt(run, map, s) {
    const source = layer(run, map, s.channel), cell = cellAt(run, map, s.place);
    return source.data[source.offset + cell.y * source.columns + cell.x];
  }

  function mapView(run, map, maps, s) {
    let painted = {};  // the same while only the place changes
    const view = new View({
      id: `map-${map.title}`,
      label: map.title,
      frame: [0, 0, map.columns, map.rows],
      paint: (v) => {
        const colors = `${s.channel} ${s.scope}`;
        if (painted.colors !== colors)
          painted = {colors, picture: Colors.heatMap(layer(run, map, s.channel), ...rangeOf(run, map, maps, s))};
        v.picture(painted.picture, 0, 0, map.columns, map.rows, {smooth: false});
        const cell = cellAt(run, map, s.place);
        const grow = Math.max(0, 3.5 / v.scale - 0.5);
        v.box(
            [cell.x - grow, cell.y - grow, cell.x + 1 + grow, cell.y + 1 + grow],
            {color: orange, width: map === s.map ? 3 : 1.5, halo: true});
      }
    });
    view.onPick(([x, y]) => s.choose([(x * run.padded[1]) / map.columns, (y * run.padded[0]) / map.rows], map));
    view.onArrows((dx, dy) => {
      const cell = cellAt(run, map, s.place);
      s.choose([(cell.x + dx + 0.5) * cell.strideX, (cell.y + dy + 0.5) * cell.strideY], map);
    });
    const title = make("b"), value = make("span", {class: "num"}), legend = make("div");
    const repaint = () => {
      view.draw();
      title.textContent = titleOf(run, map, s);
      value.textContent = number(valueAt(run, map, s), 2);
      replace(legend, Colors.legend(...rangeOf(run, map, maps, s), 1));
    };
    return {map, repaint, block: Elements.figure(view, make("span", {class: "ends"}, title, value), legend)};
  }

  function imageView(run, s) {
    const view = Draw.photoView(run, "features-photo", "features.photo", (v) => {
      const cell = cellAt(run, s.map, s.place);
      const centerX = (cell.x + 0.5) * cell.strideX, centerY = (cell.y + 0.5) * cell.strideY;
      const reach = reachOf(run, s.map.level) / 2;
      v.box(
          [centerX - reach, centerY - reach, centerX + reach, centerY + reach],
          {color: "#fff", width: 2, dash: [6, 4], fill: "rgba(255,255,255,0.18)"});
      v.box(
          [cell.x * cell.strideX, cell.y * cell.strideY, (cell.x + 1) * cell.strideX, (cell.y + 1) * cell.strideY],
          {color: orange, width: 2.5, halo: true});
    });
    return view.onPick((place) => s.choose(place, s.map));
  }

  /* 3 x 3 cells of a map around the chosen place, with numbers. */
  function nearView(run, map, maps, s) {
    const view = new View({
      id: `near-${map.title}`,
      label: `${map.title}, ${Words.say("features.near")}`,
      frame: [0, 0, 3, 3],
      paint: (v) => {
        const cell = cellAt(run, map, s.place);
        const source = layer(run, map, s.channel);
        const range = rangeOf(run, map, maps, s);
        for (let j = 0; j < 3; ++j) {
          for (let i = 0; i < 3; ++i) {
            const x = cell.x + i - 1, y = cell.y + j - 1;
            const inside = x >= 0 && y >= 0 && x < source.columns && y < source.rows;
            const value = inside ? source.data[source.offset + y * source.columns + x] : NaN;
            const color = Colors.heat(value, ...range);
            v.box([i, j, i + 1, j + 1], {fill: Colors.css(color), color: "#fff", width: 1});
            v.cellNumber(
                inside ? number(value, 2) : "\u2013", i + 0.5, j + 0.5, color,
                {weight: i === 1 && j === 1 ? 700 : 400});
          }
        }
        v.box([1, 1, 2, 2], {color: orange, width: 2.5});
      }
    });
    return make("div", {class: "near"}, Elements.figure(view, titleOf(run, map, s)));
  }

  /* The maps that lead to the chosen cell, and the layers between them. */
  function flow(run, maps, s) {
    const find = (letter, level) => maps.find((m) => m.letter === letter && m.level === level);
    const via = (words) => make("div", {class: "via"}, make("b", {}, "\u2192"), words);
    const {letter, level} = s.map;
    const own = letter === "p" ? (level === 6 ? find("p", 5) : find("c", level)) : null;
    const way = level === 6 ? Words.say("features.every_second") :
        level === 5         ? "1 \u00d7 1, 3 \u00d7 3" :
                              Words.say("features.way");
    return [own ? [nearView(run, own, maps, s), via(way)] : null, nearView(run, s.map, maps, s)];
  }

  /* What the trace can prove about the chosen cell, in words and numbers. */
  function story(run, maps, s) {
    const cell = cellAt(run, s.map, s.place);
    const at = `[${cell.y}, ${cell.x}]`;
    const lines = [
      Words.say("features.cell", {
        map: s.map.title,
        at,
        stride: number(cell.strideX, 0),
        x: number(cell.x * cell.strideX, 0),
        y: number(cell.y * cell.strideY, 0)
      }),
      Words.say(
          s.map.level > 5 ? "features.reach_top" : "features.reach",
          {level: Math.min(5, s.map.level), reach: reachOf(run, s.map.level)})
    ];
    const coarser = maps.find((m) => m.letter === "p" && m.level === s.map.level + 1 && m.level <= 5);
    if (s.map.letter === "p" && s.map.level < 5 && coarser) {
      const above = {
        y: Math.floor((cell.y * coarser.rows) / s.map.rows),
        x: Math.floor((cell.x * coarser.columns) / s.map.columns)
      };
      lines.push(Words.say(
          "features.top_down", {level: s.map.level, at, from: `[${above.y}, ${above.x}]`, above: coarser.level}));
    }
    if (s.map.letter === "p" && s.map.level === 5) lines.push(Words.say("features.top", {at}));
    if (s.map.letter === "c") lines.push(Words.say("features.lateral", {level: s.map.level}));
    const result = lines.map((line) => make("p", {}, line));
    const p5 = maps.find((m) => m.letter === "p" && m.level === 5);
    if (s.map.title === "P6" && p5 && s.channel >= 0) {
      const source = layer(run, p5, s.channel);
      const value = source.data[source.offset + 2 * cell.y * source.columns + 2 * cell.x];
      result.push(make(
          "div", {class: "formula", id: "p6-proof"},
          `P6${at} = P5[${2 * cell.y}, ${2 * cell.x}]\n${number(valueAt(run, s.map, s), 4)} = ${number(value, 4)}`));
    } else if (s.map.title === "P6") {
      result.push(make("p", {class: "muted"}, Words.say("features.p6")));
    }
    return result;
  }

  /* The centre of the object that is followed, else of the image. */
  function firstPlace(run) {
    const box = Selection.detection()?.box ?? [0, 0, run.resized[1], run.resized[0]];
    return [Math.round((box[0] + box[2]) / 2), Math.round((box[1] + box[3]) / 2)];
  }

  function controlsOf(run, s, paint) {
    return [
      Elements.select({
        id: "features-channel",
        label: Words.say("page.channel"),
        value: s.channel,
        options:
            [[-1, Words.say("features.mean")], ...run.channels.map((c, i) => [i, Words.say("page.channel_n", {n: c})])],
        changed: (i) => {
          s.channel = Number(i);
          Address.set({channel: s.channel < 0 ? -1 : run.channels[s.channel]});
          paint();
        }
      }),
      Elements.labelled(Words.say("features.scope"), Elements.segmented({
        id: "features-scope",
        label: Words.say("features.scope"),
        value: s.scope,
        options: [
          ["unit", Words.say("features.unit")], ["level", Words.say("features.level")],
          ["global", Words.say("features.global")]
        ],
        changed: (scope) => {
          s.scope = scope;
          Address.set({scope});
          paint();
        }
      }))
    ];
  }

  function build(run, page) {
    const maps = [...mapsOf(run, "c", [2, 3, 4, 5]), ...mapsOf(run, "p", [2, 3, 4, 5, 6])];
    if (!maps.length) return Elements.missing(run, "features", ["1_features/p2 \u2026 p6"]);
    const middle = firstPlace(run);
    const s = {
      channel: run.channels.indexOf(Address.number("channel", -1)),
      scope: Address.choice("scope", ["unit", "level", "global"]),
      show: Address.choice("show", ["way", "sum", "conv"]),
      place: [Address.number("x", middle[0]), Address.number("y", middle[1])]
    };
    const title = Address.choice("map", maps.map((m) => m.title), "P3");
    s.map = maps.find((m) => m.title === title) ?? maps[maps.length - 1];
    const flowBox = make("div", {class: "flow", id: "features-flow"}), storyCard = make("div", {class: "small"});
    s.choose = (place, map) => {
      s.place = place.map((v, i) => Math.min(run.padded[1 - i] - 1, Math.max(0, v)));
      s.map = map;
      Address.set({x: Math.round(s.place[0]), y: Math.round(s.place[1]), map: map.title});
      paintAll();
    };
    const paintFlow = () => {
      const hasSum = PyramidSum.hasAddition(run, s.map), hasConv = PyramidSum.hasConvolution(run, s.map);
      const shown = !hasSum ? "way" : s.show === "conv" && !hasConv ? "sum" : s.show;
      ways.hidden = !hasSum;
      ways.allow("conv", hasConv, Words.say("sum.no_convolution"));
      ways.set(shown);
      storyCard.hidden = shown === "conv";
      flowBox.classList.toggle("wide", storyCard.hidden);
      const content = shown === "way" ?
          flow(run, maps, s) :
          PyramidSum.content(run, shown, s.map.level, Math.max(0, s.channel), cellAt(run, s.map, s.place));
      s.wanted = content;  // weights take a while to unpack: meanwhile something else may be chosen
      Promise.resolve(content).then((nodes) => {
        if (s.wanted === content) replace(flowBox, nodes);
      });
    };
    const ways = Elements.segmented({
      id: "features-show",
      label: Words.say("sum.show"),
      value: s.show,
      options:
          [["way", Words.say("sum.way")], ["sum", Words.say("sum.addition")], ["conv", Words.say("sum.convolution")]],
      changed: (show) => {
        s.show = show;
        paintFlow();
        Address.set({show});
      }
    });
    const views = maps.map((map) => mapView(run, map, maps, s));
    const image = imageView(run, s);
    const paintAll = () => {
      views.forEach((view) => view.repaint());
      image.draw();
      paintFlow();
      replace(storyCard, story(run, maps, s));
    };
    page.onNext = () => s.choose(s.place, maps[(maps.indexOf(s.map) + 1) % maps.length]);
    paintAll();
    const row = (letter) =>
        make("div", {class: "row maps"}, views.filter(({map}) => map.letter === letter).map(({block}) => block));
    return Elements.panel(
        "features", controlsOf(run, s, paintAll),
        make(
            "div", {class: "row image-and-maps"}, Elements.figure(image, Words.say("features.photo_caption")),
            make("div", {class: "row"}, row("c"), row("p"))),
        make("div", {class: "card"}, ways, make("div", {class: "row flow-and-words"}, flowBox, storyCard)));
  }

  return {
    key: "features",
    number: "1",
    build,
    shape: (run) => {
      const [finest, coarsest] = [run.levels[0], run.levels[run.levels.length - 1]];
      return finest ? `P${finest.level} ${finest.rows}\u00d7${finest.columns} \u2026 P${coarsest.level} ${
                          coarsest.rows}\u00d7${coarsest.columns}` :
                      "\u2013";
    }
  };
})();
