"use strict";
/* Both heads under the reader's hand: any box, and what the network says about it. */
const LivePanel = (() => {
  const {make, number, shortest, probability, replace} = Elements;
  const MASK_AFTER_MS = 120;  // at rest
  const GRIP = 12;            // screen pixels around a corner
  const grey = "#b9b4aa";

  function colorOf(run, label) {
    return run.header.palette[(label + run.header.palette.length - 1) % run.header.palette.length];
  }

  /* What both heads say of s.box; the mask waits until the box rests. */
  function compute(run, s) {
    const began = performance.now();
    s.head = Networks.boxHead(s.net, run.config, s.box);
    s.label = s.head.probabilities.reduce((top, p, k, all) => (k > 0 && p > all[top] ? k : top), 1);
    const {coder_weights: weights, max_log_scale: largest} = run.config.box_head;
    s.refined = Arithmetic.clip(
        Arithmetic.decode(s.box, Array.from(s.head.deltas.subarray(4 * s.label, 4 * s.label + 4)), weights, largest),
        run.photoBox);
    s.headMs = performance.now() - began;
    s.mask = null;
  }

  function computeMask(run, s) {
    const began = performance.now();
    s.mask = Float32Array.from(Networks.maskHead(s.net, run.config, s.refined, s.label), Arithmetic.sigmoid);
    s.maskMs = performance.now() - began;
    const [, , width, height] = run.photoBox.map(Math.ceil);
    s.patch = Arithmetic.pasteMask(s.mask, Math.sqrt(s.mask.length), s.refined, height, width);
    s.bits = Arithmetic.threshold(s.patch.values, run.config.masks.threshold);
  }

  function isObject(s) { return s.head.probabilities[s.label] > s.head.probabilities[0]; }

  function imageView(run, s) {
    return Draw.photoView(run, "live-photo", "live.photo", (v) => {
      if (!s.head) return;
      const color = colorOf(run, s.label);
      if (s.mask && isObject(s)) {
        v.picture(
            Masks.tint(s.patch, s.bits, color, 120), s.patch.x, s.patch.y, s.patch.width, s.patch.height,
            {smooth: false});
        Draw.outline(v, s.patch, s.bits, {color: Colors.css(color), width: 2});
      }
      v.box(s.refined, {color: Colors.css(color, isObject(s) ? 1 : 0.4), width: 3, halo: isObject(s)});
      v.box(s.box, {color: "#fff", width: 4});
      v.box(s.box, {color: "#000", width: 2, dash: [6, 4]});
      for (const [i, j] of [[0, 1], [2, 1], [0, 3], [2, 3]])
        v.dot(s.box[i], s.box[j], {color: "#fff", radius: 5, ring: "#000"});
      const shown = isObject(s) ? s.label : 0;
      v.label(
          Elements.nameOf(run, {label: shown, score: s.head.probabilities[shown]}), s.refined[0], s.refined[1],
          shown ? color : [190, 190, 190]);
    });
  }

  /* What a pointer holds: a corner (the opposite one stays), the whole box, or nothing. */
  function gripAt(view, box, x, y) {
    const near = (i, j) => Math.hypot(box[i] - x, box[j] - y) * view.scale < GRIP;
    for (const [i, j] of [[0, 1], [2, 1], [0, 3], [2, 3]]) {
      if (near(i, j)) return {kind: "corner", fixed: [box[2 - i], box[4 - j]]};
    }
    return x > box[0] && x < box[2] && y > box[1] && y < box[3] ? {kind: "move", last: [x, y]} : null;
  }

  /* The box with two opposite corners, inside the image and not empty. */
  function between(run, [x1, y1], [x2, y2]) {
    const [left, top, right, bottom] = run.photoBox;
    const span = (a, b, low, high) => {
      const first = Math.max(low, Math.min(a, b, high - 1)), last = Math.min(high, Math.max(a, b, low + 1));
      return [first, Math.max(first + 1, last)];
    };
    const [h, v] = [span(x1, x2, left, right), span(y1, y2, top, bottom)];
    return [h[0], v[0], h[1], v[1]];
  }

  function moved(run, box, dx, dy) {
    const [left, top, right, bottom] = run.photoBox;
    const x = Math.min(right - box[2], Math.max(left - box[0], dx)),
          y = Math.min(bottom - box[3], Math.max(top - box[1], dy));
    return [box[0] + x, box[1] + y, box[2] + x, box[3] + y];
  }

  /* Mouse, pen or finger. A finger that starts outside the box scrolls the page, as elsewhere. */
  function listen(run, view, s) {
    let grip = null;
    view.on("pointerdown", ([x, y], event) => {
      grip = gripAt(view, s.box, x, y) ?? (event.pointerType === "touch" ? null : {kind: "corner", fixed: [x, y]});
      if (grip) view.canvas.setPointerCapture(event.pointerId);
    });
    view.on("pointermove", ([x, y]) => {
      if (!grip) return;
      if (grip.kind === "corner") return s.change(between(run, grip.fixed, [x, y]));
      const by = [x - grip.last[0], y - grip.last[1]];
      grip.last = [x, y];
      return s.change(moved(run, s.box, ...by));
    });
    for (const end of ["pointerup", "pointercancel"])
      view.on(end, () => {
        grip = null;
      });
    view.canvas.addEventListener("touchstart", (event) => {
      if (view.scale && gripAt(view, s.box, ...view.place(event.touches[0]))) event.preventDefault();
    }, {passive: false});
    view.onArrows((dx, dy, event) => {
      if (event.shiftKey)
        s.change(between(run, [s.box[0], s.box[1]], [s.box[2] + 2 * dx, s.box[3] + 2 * dy]));
      else
        s.change(moved(run, s.box, 2 * dx, 2 * dy));
    });
  }

  function bars(run, s) {
    const order = Array.from(s.head.probabilities, (p, k) => [k, p]).sort((a, b) => b[1] - a[1]).slice(0, 7);
    return order.map(
        ([k, p]) => make(
            "div", {class: "class-bar", "data-class": k, "data-p": p}, make("span", {class: "small"}, run.className(k)),
            make("div", {class: "bar", vars: {share: p, color: k === 0 ? grey : Colors.css(colorOf(run, k))}}),
            make("span", {class: "num"}, probability(p))));
  }

  function facts(run, s) {
    const lines = [
      `${Words.say("live.box")} ${Elements.boxText(s.box)} \u2192 P${s.head.level}`,
      `${Words.say("live.refined")} ${Elements.boxText(s.refined)}`
    ];
    return [
      make("div", {class: "formula"}, lines.join("\n")),
      make(
          "p", {class: "caption"},
          Words.say("live.times", {heads: number(s.headMs, 1), mask: s.mask ? number(s.maskMs, 0) : "\u2026"})),
      s.ofRun >= 0 ? make(
                         "p", {class: "caption good", id: "live-agreement"},
                         Words.say("live.agrees", {roi: s.ofRun, by: shortest(difference(run, s).toExponential(1))})) :
                     null
    ];
  }

  /* Largest difference between the run's probabilities of a proposal and those computed here. */
  function difference(run, s) {
    const theirs = Arithmetic.softmax(Data.row(run.array("4_box_head/class_logits"), s.ofRun));
    return Math.max(...theirs.map((p, k) => Math.abs(p - s.head.probabilities[k])));
  }

  /* The region in the channel that the page shows first. */
  function regionView(run, s) {
    const bins = run.config.box_head.pool,
          view = new View({
            id: "live-region",
            label: Words.say("live.region"),
            frame: [0, 0, bins, bins],
            paint: (v) => {
              if (!s.head) return;
              const channels = s.head.region.length / bins ** 2;
              const map = {
                data: Float32Array.from({length: bins * bins}, (_, i) => s.head.region[i * channels + run.channels[0]]),
                offset: 0,
                rows: bins,
                columns: bins
              };
              Draw.cells(v, map, Colors.range(map), 1);
            }
          });
    return view;
  }

  function maskView(s, size) {
    return new View({
      id: "live-mask",
      label: Words.say("live.mask"),
      frame: [0, 0, size, size],
      paint: (v) => {
        if (s.mask)
          v.picture(
              Colors.heatMap({data: s.mask, offset: 0, rows: size, columns: size}, 0, 1), 0, 0, size, size,
              {smooth: false});
      }
    });
  }

  /* Opens on the proposal of the object that is followed. */
  function firstBox(run) {
    const proposal = Data.row(run.array("2_proposals/boxes"), Selection.proposal());
    const said = Address.list("box", 4);
    return said ? {box: between(run, said.slice(0, 2), said.slice(2)), ofRun: -1} :
                  {box: proposal, ofRun: Selection.proposal()};
  }

  function build(run, page) {
    const boxes = run.array("2_proposals/boxes");
    if (!run.header.live.length || !boxes || boxes.shape[0] === 0) {
      return Elements.plainPanel(
          "live",
          Elements.card(null, make("p", {id: "live-static"}, Words.say(`live.no_${run.header.no_live || "model"}`))));
    }
    const s = {net: null, mask: null, timer: null, ...firstBox(run)};
    const image = imageView(run, s), region = regionView(run, s), mask = maskView(s, 2 * run.config.masks.pool);
    const barBox = make("div", {id: "live-classes"}, Words.say("live.unpacking")),
          factBox = make("div", {"aria-live": "off"});
    const paint = () => {
      [image, region, mask].forEach((view) => view.draw());
      replace(barBox, bars(run, s));
      replace(factBox, facts(run, s));
    };
    const rest = () => {
      if (!image.canvas.isConnected) return;
      computeMask(run, s);
      paint();
    };
    const follow = () => {
      if (!s.net) return;
      compute(run, s);
      paint();
      clearTimeout(s.timer);
      s.timer = setTimeout(rest, MASK_AFTER_MS);
    };
    s.change = (box, ofRun = -1) => {
      s.box = box;
      s.ofRun = ofRun;
      follow();
      Address.set({box: ofRun >= 0 ? undefined : box.map((v) => Math.round(10 * v) / 10).join(",")});
    };
    const toProposal = (roi) => s.change(Data.row(boxes, roi), roi);
    listen(run, image, s);
    const objects = Selection.objects();
    if (objects.length)
      page.onNext = () => page.choose(objects[(objects.indexOf(Selection.detection()) + 1) % objects.length].index);
    Data.live(run).then((net) => {
      s.net = net;
      follow();
    });
    const controls =
        [Elements.button(Words.say("live.again"), () => toProposal(Selection.proposal()), {id: "live-again"})];
    return Elements.panel(
        "live", controls,
        Elements.photoColumns(
            run, 230, Elements.figure(image, Words.say("live.photo_caption")),
            make(
                "div", {class: "row"}, Elements.card(Words.say("live.classes"), barBox), Elements.card(null, factBox),
                make(
                    "div", {class: "row pair"},
                    Elements.figure(region, Words.say("live.region_caption", {channel: run.channels[0]})),
                    Elements.figure(mask, Words.say("live.mask_caption"))))));
  }

  return {
    key: "live",
    number: "",
    build,
    shape: (run) => Words.say(run.header.live.length ? "live.shape" : "live.shape_static")
  };
})();
