"use strict";
/* The network as figure 1 of the paper draws it, with this run's arrays in it, and the result. */
const OverviewPanel = (() => {
  const {make, count, megabytes, milliseconds, number, nameOf} = Elements;
  const folders = ["1_features", "2_proposals", "3_roi_align", "4_box_head", "5_iou_filter", "6_masks"];
  const stepsOf = {
    "1_features": ["features"],
    "2_proposals": ["rpn_head", "proposals"],
    "3_roi_align": ["roi_align"],
    "4_box_head": ["box_head", "detections"],
    "5_iou_filter": ["iou_filter"],
    "6_masks": ["mask_head", "paste"]
  };

  function timeOf(run, steps) {
    return run.header.origin.steps.filter((s) => steps.includes(s.name)).reduce((sum, s) => sum + s.ms, 0);
  }

  /* Objects whose score reaches the slider. */
  function shownObjects(run, s) { return Masks.objects(run).filter((o) => o.score >= s.least); }

  function resultView(run, page, s) {
    const view = new View({
      id: "overview-photo",
      label: Words.say("overview.photo"),
      frame: [0, 0, run.original[1], run.original[0]],
      paint: (v) => {
        v.picture(run.image, 0, 0, run.original[1], run.original[0]);
        const objects = shownObjects(run, s), chosen = Selection.detection();
        const bitsOf = (patch) => Arithmetic.threshold(patch.values, run.config.masks.threshold);
        for (const o of objects) {
          const patch = Masks.patch(run, o.index);
          v.picture(
              Masks.tint(patch, bitsOf(patch), Colors.of(o.detection), 64), patch.x, patch.y, patch.width, patch.height,
              {smooth: false});
        }
        for (const o of objects) {
          const color = Colors.of(o.detection), patch = Masks.patch(run, o.index), isChosen = o.detection === chosen;
          Draw.outline(v, patch, bitsOf(patch), {color: Colors.css(color), width: isChosen ? 3 : 2});
          v.box(o.box, {color: Colors.css(color), width: isChosen ? 3.5 : 1.25, halo: isChosen});
          v.label(nameOf(run, o), o.box[0], o.box[1], color);
        }
      }
    });
    return view.onPick(([x, y]) => {
      const hit = shownObjects(run, s)
                      .filter(({box: [x1, y1, x2, y2]}) => x >= x1 && x <= x2 && y >= y1 && y <= y2)
                      .sort((a, b) => Arithmetic.area(a.box) - Arithmetic.area(b.box))[0];
      if (hit) page.choose(hit.detection.index);
    });
  }

  /* Maps of several levels, each as large as the image, one behind the other. */
  function stack(run, letter, levels) {
    const maps =
        levels.map((level) => [level, run.array(`1_features/${letter}${level}_mean`)])
            .filter(([, array]) => array)
            .map(([, array]) => ({data: array.data, offset: 0, rows: array.shape[0], columns: array.shape[1]}));
    if (!maps.length) return null;
    const shift = 0.22, size = 1 + shift * (maps.length - 1);
    return {
      frame: [0, 0, size * 1.25, size],
      paint: (v) => maps.forEach((map, i) => {
        const x = 1.25 * shift * i, y = shift * i;
        v.picture(Colors.heatMap(map, ...Colors.range(map)), x, y, 1.25, 1, {smooth: false});
        v.box([x, y, x + 1.25, y + 1], {color: "#fff", width: 1});
      })
    };
  }

  function onImage(run, boxes, style) {
    return {
      frame: Draw.photoFrame(run),
      paint: (v) => {
        v.picture(run.image, ...Draw.photoFrame(run));
        boxes.forEach((b, i) => v.box(b, style(i)));
      }
    };
  }

  /* The anchor that the followed object began as, and where its deltas moved it. */
  function anchorPicture(run) {
    const index = Selection.anchor();
    if (index < 0 || !run.anchors || !run.array("2_proposals/deltas")) return onImage(run, [], null);
    const {anchor, clipped} = RpnPanel.anchorOf(run, index);
    return onImage(
        run, [anchor, clipped], (i) => (i === 0 ? {color: "#fff", dash: [3, 2]} : {color: "#d55e00", halo: true}));
  }

  /* name, panel, picture, what leaves it, steps of the run. */
  function nodes(run) {
    const shape = (name, skip = 0) => run.traceArray(name)?.shape.slice(skip).join(" \u00d7 ") ?? "\u2013";
    const rowsOf = (name) => count(run.traceArray(name)?.shape[0] ?? 0);
    const [classes, deltas] = ["class_logits", "box_deltas"].map((name) => shape(`4_box_head/${name}`, 1));
    const boxes = Data.rows(run.array("2_proposals/boxes"));
    return [
      ["image", "features", onImage(run, [], null), shape("0_image/input"), []],
      [
        "backbone", "features", stack(run, "c", [2, 3, 4, 5]),
        `C2 ${shape("1_features/c2")} \u2026 C5 ${shape("1_features/c5")}`, ["features"]
      ],
      [
        "pyramid", "features", stack(run, "p", [2, 3, 4, 5, 6]),
        `P2 ${shape("1_features/p2")} \u2026 P6 ${shape("1_features/p6")}`, []
      ],
      ["rpn", "rpn", anchorPicture(run), `${rowsOf("2_proposals/objectness")} \u00d7 (1 + 4)`, ["rpn_head"]],
      [
        "nms", "nms", onImage(run, boxes, (i) => ({color: `rgba(0, 114, 178, ${i < 20 ? 0.9 : 0.15})`, width: 1})),
        shape("2_proposals/boxes"), ["proposals"]
      ],
      ["roi_align", "roi_align", Story.picture(run, "roi_align"), shape("3_roi_align/regions"), ["roi_align"]],
      [
        "box_head", "box_head", Story.picture(run, "box_head"),
        `${rowsOf("4_box_head/class_logits")} \u00d7 (${classes} + ${deltas})`, ["box_head", "detections"]
      ],
      ["masks", "masks", Story.picture(run, "masks"), shape("6_masks/logits"), ["mask_head", "paste"]],
    ];
  }

  function node(run, page, [name, panel, picture, leaves, steps]) {
    const ms = timeOf(run, steps);
    const view =
        picture ? new View({id: `node-${name}`, label: "", height: "clamp(70px, 17vh, 240px)", ...picture}) : null;
    view?.canvas.setAttribute("aria-hidden", "true");
    return make(
        "button", {type: "button", class: "node", "data-door": panel, "data-node": name, onclick: () => page.go(panel)},
        view?.element, make("b", {}, Words.say(`overview.${name}`)),
        make("span", {class: "num leaves"}, `\u2192 ${leaves}`),
        ms > 0 ? make("span", {class: "ms"}, milliseconds(ms)) : null);
  }

  /* Lines from node to node, as they stand in the window. */
  function connect(network) {
    const lines = [["rpn", "nms"], ["pyramid", "roi_align"], ["pyramid", "masks"]];
    const draw = () => {
      const home = network.getBoundingClientRect();
      const place = (name) => network.querySelector(`[data-node=${name}]`).getBoundingClientRect();
      const svg = network.querySelector("svg");
      svg.replaceChildren(...lines.map(([from, to]) => {
        const a = place(from), b = place(to), path = document.createElementNS(svg.namespaceURI, "path");
        const x1 = a.left + a.width * (from === "rpn" ? 0.4 : 0.5) - home.left, x2 = b.left + b.width / 2 - home.left;
        const y1 = a.bottom - home.top, y2 = b.top - home.top, y = (y1 + y2) / 2 + (from === "rpn" ? 5 : -5);
        path.setAttribute("d", `M${x1} ${y1} V${y} H${x2} V${y2 - 4}`);
        path.setAttribute("class", from);
        return path;
      }));
    };
    new ResizeObserver(draw).observe(network);
  }

  function network(run, page) {
    const svg = document.getElementById("lines").content.firstElementChild.cloneNode();
    const root = make(
        "div", {class: "network"}, nodes(run).map((each) => node(run, page, each)),
        make(
            "button", {type: "button", class: "node aside", "data-door": "iou", onclick: () => page.go("iou")},
            make("b", {}, Words.say("overview.iou")), make("span", {class: "num leaves"}, IouPanel.shape(run))),
        svg);
    connect(root);
    return root;
  }

  function contents(run) {
    const lengthOf = (parts) => parts.reduce((sum, a) => sum + a.packed * 4 / 3, 0);
    const notes = run.header.reduced.map(
        (t) => make(
            "div", {class: "num"},
            `${t.array}: ${Words.say(`overview.reduced_${t.rule}`, {kept: count(t.kept), of: count(t.of)})}`));
    const inFolder = (folder) => lengthOf(run.header.arrays.filter((a) => a.name.startsWith(`${folder}/`)));
    const parts = [
      ...["0_image", ...folders].map((folder) => [folder, inFolder(folder)]),
      [Words.say("overview.against"), inFolder("against")], [Words.say("overview.live"), lengthOf(run.header.live)],
      [Words.say("overview.page"), run.header.page_bytes + document.getElementById("header").textContent.length]
    ].filter(([, bytes]) => bytes > 0);
    return make(
        "details", {id: "contents"},
        make(
            "summary", {},
            Words.say("overview.contents", {size: megabytes(parts.reduce((sum, [, bytes]) => sum + bytes, 0))})),
        make(
            "div", {},
            make(
                "table", {},
                parts.map(([part, bytes]) => make("tr", {}, make("td", {}, part), make("td", {}, megabytes(bytes))))),
            notes.length ? make("p", {}, Words.say("overview.reduced")) : null, notes));
  }

  /* The stage that took longest in this run. */
  function answer(run) {
    const times = folders.map((folder) => timeOf(run, stepsOf[folder])), all = times.reduce((a, b) => a + b, 0);
    if (!(all > 0)) return Words.say("overview.answer_unknown");
    const most = times.indexOf(Math.max(...times));
    return Words.say(
        "overview.answer",
        {stage: folders[most], ms: milliseconds(times[most]), share: number((100 * times[most]) / all, 0)});
  }

  function build(run, page) {
    const s = {least: Address.number("score", 0.5, 0, 1)};
    const result = run.array("6_masks/logits") ? resultView(run, page, s) : null;
    const found = make("p", {class: "small", id: "overview-found", "aria-live": "polite"});
    const say = () => {
      const above = shownObjects(run, s).length, below = Masks.objects(run).length - above;
      found.textContent = Words.say("overview.found", {above, below, least: number(s.least, 2)});
    };
    if (result) say();
    const slider = Elements.slider({
      id: "overview-score",
      label: Words.say("box_head.score"),
      value: s.least,
      key: "score",
      changed: (v) => {
        s.least = v;
        result.draw();
        say();
      }
    });
    const root = Elements.panel(
        "overview", result ? [found, slider] : [],
        make(
            "div", {class: "row network-and-result"}, network(run, page),
            result ? Elements.figure(result, Words.say("overview.photo_caption")) : null));
    root.querySelector("details p").textContent = answer(run);
    root.querySelector("aside").append(contents(run));
    return root;
  }

  return {
    key: "overview",
    number: "",
    build,
    shape: (run) => {
      const kept = run.detections.filter((d) => d.kept);
      return Words.say("overview.shape", {above: kept.filter((d) => d.score >= 0.5).length, all: kept.length});
    }
  };
})();
