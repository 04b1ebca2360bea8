"use strict";
/* The pyramid: one place of the image, seen by every map at its own scale. */
const FeaturesPanel = (() => {
  const { make, number, replace } = Elements;

  /* Maps of one row, C2..C5 or P2..P6: name, level, grid. */
  function mapsOf(run, letter, levels) {
    return levels.filter((level) => run.array(`1_features/${letter}${level}`)).map((level) => {
      const name = `1_features/${letter}${level}`;
      const [channels, rowCount, columns] = run.array(name).shape;
      return { name, title: `${letter.toUpperCase()}${level}`, letter, level, channels, rows: rowCount, columns };
    });
  }

  /* channel: -1 is the mean magnitude over all channels, else a place among the stored ones. */
  function layer(run, map, channel) {
    const mean = channel < 0 || channel >= map.channels;
    const array = run.array(mean ? `${map.name}_mean` : map.name);
    return { data: array.data, offset: mean ? 0 : channel * map.rows * map.columns, rows: map.rows, columns: map.columns };
  }

  /* "P3", or with a channel of its own "C3, channel 17": C2..C5 have other channels than P2..P6. */
  function titleOf(run, map, s) {
    if (s.channel < 0 || map.letter === "p") return map.title;
    const own = run.array(`${map.name}_channels`).data[s.channel];
    return own === undefined ? `${map.title} \u00b7 ${Words.say("features.mean_short")}` : `${map.title} \u00b7 ${own}`;
  }

  function joined(ranges) {
    return [Math.min(...ranges.map((r) => r[0])), Math.max(...ranges.map((r) => r[1]))];
  }

  /* Colour range of a map: its own ("unit"), of all stored channels of its level, of its whole row. */
  function rangeOf(run, map, maps, s) {
    if (s.scope === "unit") return Colors.range(layer(run, map, s.channel));
    const all = s.scope === "level" ? [map] : maps.filter((m) => m.letter === map.letter);
    if (s.channel < 0) return joined(all.map((m) => Colors.range(layer(run, m, -1))));
    return joined(all.flatMap((m) => Array.from({ length: m.channels }, (_, c) => Colors.range(layer(run, m, c)))));
  }

  /* The cell of a map over a place of the image. */
  function cellAt(run, map, place) {
    const strideX = run.padded[1] / map.columns, strideY = run.padded[0] / map.rows;
    const inside = (v, count) => Math.min(count - 1, Math.max(0, Math.floor(v)));
    return { x: inside(place[0] / strideX, map.columns), y: inside(place[1] / strideY, map.rows), strideX, strideY };
  }

  /* Side of the square of pixels that can reach a cell of C_l: every 3 x 3 layer adds two cells. */
  function reachOf(run, level) {
    const blocks = run.config.features.blocks;
    let reach = 11; // 7 x 7 with stride 2, then 3 x 3 with stride 2
    let step = 4;
    for (let stage = 2; stage <= Math.min(level, 5); ++stage) {
      if (stage > 2) {
        reach += 2 * step; // the first block's 3 x 3 still reads the finer map
        step *= 2;
        reach += 2 * step * (blocks[stage - 2] - 1);
      } else {
        reach += 2 * step * blocks[0];
      }
    }
    return reach;
  }

  function mapView(run, map, maps, s, chosen) {
    const view = new View({ id: `map-${map.title}`, label: map.title, frame: [0, 0, map.columns, map.rows],
      paint: (v) => {
        const source = layer(run, map, s.channel);
        v.picture(Colors.heatMap(source, ...rangeOf(run, map, maps, s)), 0, 0, map.columns, map.rows, { smooth: false });
        const cell = cellAt(run, map, s.place);
        const grow = Math.max(0, 3.5 / v.scale - 0.5);
        v.box([cell.x - grow, cell.y - grow, cell.x + 1 + grow, cell.y + 1 + grow], { color: "#d55e00", width: 2, halo: true });
      } });
    view.on("click", ([x, y]) => chosen([(x * run.padded[1]) / map.columns, (y * run.padded[0]) / map.rows], map));
    view.value = make("span", { class: "num" });
    view.title = make("b", {});
    const block = make("div", {}, view.element, make("p", { class: "caption", style: "display:flex;justify-content:space-between" },
      view.title, view.value));
    return { view, map, block };
  }

  function photoView(run, s, chosen) {
    const view = new View({ id: "features-photo", label: Words.say("features.photo"), frame: Draw.photoFrame(run),
      paint: (v) => {
        Draw.photo(v, run);
        const cell = cellAt(run, s.map, s.place);
        const centerX = (cell.x + 0.5) * cell.strideX, centerY = (cell.y + 0.5) * cell.strideY;
        const reach = reachOf(run, s.map.level) / 2;
        v.box([centerX - reach, centerY - reach, centerX + reach, centerY + reach], { color: "#fff", width: 2, dash: [6, 4], fill: "rgba(255,255,255,0.18)" });
        v.box([cell.x * cell.strideX, cell.y * cell.strideY, (cell.x + 1) * cell.strideX, (cell.y + 1) * cell.strideY], { color: "#d55e00", width: 2.5, halo: true });
      } });
    view.on("click", (place) => chosen(place, s.map));
    return view;
  }

  /* 3 x 3 cells of a map around the chosen place, with numbers. */
  function nearView(run, map, maps, s) {
    const view = new View({ id: `near-${map.title}`, label: `${map.title}, ${Words.say("features.near")}`, frame: [0, 0, 3, 3],
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
            v.box([i, j, i + 1, j + 1], { fill: Colors.css(color), color: "#fff", width: 1 });
            v.text(inside ? number(value, 2) : "\u2013", i + 0.5, j + 0.5, { color: Colors.textOn(color), size: Math.min(13, 0.24 * v.scale), weight: i === 1 && j === 1 ? 700 : 400 });
          }
        }
        v.box([1, 1, 2, 2], { color: "#d55e00", width: 2.5 });
      } });
    return make("div", { style: "flex:0 0 150px" }, view.element, make("p", { class: "caption", style: "text-align:center" }, titleOf(run, map, s)));
  }

  /* What flows into the chosen cell: the maps that the trace keeps, and the layers between them. */
  function flow(run, maps, s) {
    const find = (letter, level) => maps.find((m) => m.letter === letter && m.level === level);
    const via = (sign, words) => make("div", { class: "via" }, make("b", {}, sign), words);
    const near = (map) => nearView(run, map, maps, s);
    const { letter, level } = s.map;
    if (letter === "c") return [near(s.map), find("p", level) ? [via("\u2192", "1 \u00d7 1"), via("+", Words.say("features.from_above")), via("\u2192", "3 \u00d7 3"), near(find("p", level))] : null];
    const own = find("c", level), above = level < 5 ? find("p", level + 1) : null;
    if (level === 6) return [find("p", 5) ? [near(find("p", 5)), via("\u2192", Words.say("features.every_second"))] : null, near(s.map)];
    return [own ? [near(own), via("\u2192", "1 \u00d7 1")] : null, above ? [via("+", Words.say("features.repeated")), near(above)] : null, via("\u2192", "3 \u00d7 3"), near(s.map)];
  }

  function valueAt(run, map, s) {
    const source = layer(run, map, s.channel), cell = cellAt(run, map, s.place);
    return source.data[source.offset + cell.y * source.columns + cell.x];
  }

  /* What the trace can prove about the chosen cell, in words and numbers. */
  function story(run, maps, s) {
    const cell = cellAt(run, s.map, s.place);
    const at = `[${cell.y}, ${cell.x}]`;
    const lines = [Words.say("features.cell", { map: s.map.title, at, stride: number(cell.strideX, 0), x: number(cell.x * cell.strideX, 0), y: number(cell.y * cell.strideY, 0) }),
      Words.say(s.map.level > 5 ? "features.reach_top" : "features.reach", { level: Math.min(5, s.map.level), reach: reachOf(run, s.map.level) })];
    const coarser = maps.find((m) => m.letter === "p" && m.level === s.map.level + 1 && m.level <= 5);
    if (s.map.letter === "p" && s.map.level < 5 && coarser) {
      const above = { y: Math.floor((cell.y * coarser.rows) / s.map.rows), x: Math.floor((cell.x * coarser.columns) / s.map.columns) };
      lines.push(Words.say("features.top_down", { level: s.map.level, above: coarser.level, at, from: `[${above.y}, ${above.x}]` }));
    }
    if (s.map.letter === "p" && s.map.level === 5) lines.push(Words.say("features.top", { at }));
    if (s.map.letter === "c") lines.push(Words.say("features.lateral", { level: s.map.level }));
    const result = lines.map((line) => make("p", { style: "margin:0 0 6px;font-size:14px" }, line));
    const p5 = maps.find((m) => m.letter === "p" && m.level === 5);
    if (s.map.title === "P6" && p5 && s.channel >= 0) {
      const source = layer(run, p5, s.channel);
      const value = source.data[source.offset + 2 * cell.y * source.columns + 2 * cell.x];
      result.push(make("div", { class: "formula", id: "p6-proof" }, `P6${at} = P5[${2 * cell.y}, ${2 * cell.x}]\n${number(valueAt(run, s.map, s), 4)} = ${number(value, 4)}`));
    } else if (s.map.title === "P6") {
      result.push(make("p", { class: "muted", style: "margin:0;font-size:14px" }, Words.say("features.p6")));
    }
    return result;
  }

  function build(run, page) {
    const maps = [...mapsOf(run, "c", [2, 3, 4, 5]), ...mapsOf(run, "p", [2, 3, 4, 5, 6])];
    if (!maps.length) return Elements.missing("features", ["1_features/p2..p6"]);
    const first = run.detections.find((d) => d.object >= 0);
    const middle = first ? [(first.box[0] + first.box[2]) / 2, (first.box[1] + first.box[3]) / 2] : [run.resized[1] / 2, run.resized[0] / 2];
    const s = { channel: page.get("channel", -1), scope: page.get("scope", "unit"), place: [page.get("x", middle[0]), page.get("y", middle[1])],
      map: maps.find((m) => m.title === page.get("map", "P3")) ?? maps[maps.length - 1] };
    s.channel = run.channels.indexOf(s.channel);
    const chosen = (place, map) => {
      s.place = place;
      s.map = map;
      page.set({ x: Math.round(place[0]), y: Math.round(place[1]), map: map.title });
      paintAll();
    };
    const views = maps.map((map) => mapView(run, map, maps, s, chosen));
    const photo = photoView(run, s, chosen);
    const flowBox = make("div", { class: "flow", id: "features-flow" }), storyCard = make("div", {});
    const paintAll = () => {
      views.forEach(({ view, map }) => {
        view.draw();
        view.title.textContent = titleOf(run, map, s);
        view.value.textContent = number(valueAt(run, map, s), 2);
      });
      photo.draw();
      replace(flowBox, flow(run, maps, s));
      replace(storyCard, story(run, maps, s));
    };
    page.onSpace = () => {
      const next = maps[(maps.indexOf(s.map) + 1) % maps.length];
      chosen(s.place, next);
    };
    const controls = [
      Elements.select({ id: "features-channel", label: Words.say("page.channel"), value: s.channel,
        options: [[-1, Words.say("features.mean")], ...run.channels.map((c, i) => [i, Words.say("page.channel_n", { n: c })])],
        changed: (i) => { s.channel = Number(i); page.set({ channel: s.channel < 0 ? -1 : run.channels[s.channel] }); paintAll(); } }),
      make("div", { class: "field" }, make("span", { class: "what" }, Words.say("features.scope")),
        Elements.segmented({ id: "features-scope", options: [["unit", Words.say("features.unit")], ["level", Words.say("features.level")], ["global", Words.say("features.global")]], value: s.scope,
          changed: (scope) => { s.scope = scope; page.set({ scope }); paintAll(); } }))];
    paintAll();
    const row = (letter) => make("div", { class: "row", style: "grid-template-columns:repeat(5, minmax(0, 1fr));gap:10px" },
      views.filter(({ map }) => map.letter === letter).map(({ block }) => block));
    return Elements.panel("features", controls,
      make("div", { class: "row", style: "grid-template-columns:minmax(220px, 1fr) minmax(0, 2.5fr)" },
        make("div", {}, photo.element, make("p", { class: "caption" }, Words.say("features.photo_caption"))),
        make("div", { class: "row" }, row("c"), row("p"))),
      make("div", { class: "card" }, make("div", { class: "row", style: "grid-template-columns:auto minmax(180px, 1fr);gap:22px;align-items:center" }, flowBox, storyCard)));
  }

  return { key: "features", number: "1", build,
    shape: (run) => {
      const [finest, coarsest] = [run.levels[0], run.levels[run.levels.length - 1]];
      return finest ? `P${finest.level} ${finest.rows}\u00d7${finest.columns} \u2026 P${coarsest.level} ${coarsest.rows}\u00d7${coarsest.columns}` : "\u2013";
    } };
})();
