"use strict";
/* Non-maximum suppression as a film: the best box stays, it removes what overlaps it, and so on. */
const NmsPanel = (() => {
  const { make, number, replace, count } = Elements;
  const red = "#d55e00";

  /* Which candidates may suppress each other: a number per candidate, usually its level. */
  function groupsOf(run) {
    const levels = run.array("2_proposals/candidate_levels").data;
    return run.config.proposals.nms_scope === "all_levels" ? new Int32Array(levels.length) : levels;
  }

  /* Candidates of one level that take part, best first, and what NMS makes of them. */
  function compute(run, s) {
    const scores = run.array("2_proposals/candidate_scores").data, levels = groupsOf(run);
    const marks = run.array("2_proposals/suppressed_by").data;
    const rows = [];
    marks.forEach((mark, row) => { if (mark !== -2 && mark !== -3) rows.push(row); });
    const boxes = run.array("2_proposals/candidates").data;
    const began = performance.now();
    const result = Arithmetic.nms(boxes, scores, levels, rows, s.most);
    s.took = performance.now() - began;
    s.survivors = result.survivors;
    s.by = result.suppressedBy;
    s.ranked = Arithmetic.rank(scores, rows.filter((row) => levels[row] === s.level));
    s.kept = s.ranked.filter((row) => s.by[row] < 0);
    s.victims = new Map(s.kept.map((row) => [row, []]));
    for (const row of s.ranked) if (s.by[row] >= 0) s.victims.get(s.by[row]).push(row);
    s.turnOf = new Map(s.kept.map((row, i) => [row, i]));
    s.step = Math.min(s.step, s.kept.length - 1);
  }

  /* "kept", "gone" or "waiting" when the film stands at s.step. */
  function fateOf(s, row) {
    const turn = s.by[row] < 0 ? s.turnOf.get(row) : s.turnOf.get(s.by[row]);
    if (turn > s.step) return "waiting";
    return s.by[row] < 0 ? "kept" : "gone";
  }

  function colorOf(run, row) {
    const kept = run.array("2_proposals/kept");
    const proposal = kept ? kept.data.indexOf(row) : -1;
    const detection = proposal < 0 ? null : run.detections.find((d) => d.proposal === proposal && d.object >= 0);
    return detection ? Colors.ofObject(detection.object) : [0, 114, 178];
  }

  function box(run, row) {
    return Data.row(run.array("2_proposals/candidates"), row);
  }

  function center(b) {
    return [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2];
  }

  function filmView(run, s) {
    return new View({ id: "nms-photo", label: Words.say("nms.photo"), frame: Draw.photoFrame(run),
      paint: (v) => {
        Draw.photo(v, run);
        v.veil(0.35);
        for (const row of s.kept) {
          if (fateOf(s, row) === "kept" && row !== s.kept[s.step]) v.box(box(run, row), { color: Colors.css(colorOf(run, row), 0.85), width: 1.25 });
        }
        const judge = s.kept[s.step];
        if (judge === undefined) return;
        const victims = s.victims.get(judge);
        for (const row of victims) v.box(box(run, row), { color: red, width: 1, dash: [4, 3] });
        v.box(box(run, judge), { color: Colors.css(colorOf(run, judge)), width: 3.5, halo: true });
        const picked = s.picked !== null && fateOf(s, s.picked) !== "waiting" ? s.picked : null;
        if (picked !== null && s.by[picked] >= 0) pointAtSuppressor(v, run, s, picked);
        else if (picked !== null) v.box(box(run, picked), { color: "#000", width: 2, halo: true });
      } });
  }

  function pointAtSuppressor(v, run, s, row) {
    const victim = box(run, row), judge = box(run, s.by[row]);
    const common = [Math.max(victim[0], judge[0]), Math.max(victim[1], judge[1]), Math.min(victim[2], judge[2]), Math.min(victim[3], judge[3])];
    v.box(common, { width: 0, fill: "rgba(213, 94, 0, 0.22)" });
    v.box(judge, { color: Colors.css(colorOf(run, s.by[row])), width: 3.5, halo: true });
    v.box(victim, { color: red, width: 2.5, halo: true });
    v.line(victim[0], victim[1], judge[0], judge[1], { color: red, width: 2.5, arrow: true });
    v.label(`IoU ${number(Arithmetic.iou(victim, judge), 3)}`, victim[0], victim[3] + 20 / v.scale, [213, 94, 0]);
  }

  /* One tick per candidate, best first: as high as its score, coloured by what became of it. */
  function ticksView(run, s) {
    return new View({ id: "nms-ticks", label: Words.say("nms.ticks"), frame: [0, 0, 1000, 100], height: "96px",
      paint: (v) => {
        const c = v.context, width = v.canvas.clientWidth, height = v.canvas.clientHeight;
        const scores = run.array("2_proposals/candidate_scores").data;
        const step = width / Math.max(1, s.ranked.length);
        s.ranked.forEach((row, i) => {
          const fate = fateOf(s, row);
          c.fillStyle = fate === "kept" ? Colors.css(colorOf(run, row)) : fate === "gone" ? "#e9b493" : "#d9d5cc";
          const tall = 6 + (height - 12) * Math.max(0, Math.min(1, scores[row]));
          c.fillRect(i * step, height - tall, Math.max(0.75, step - (step > 3 ? 1 : 0)), tall);
        });
        const mark = (row, color) => {
          const i = s.ranked.indexOf(row);
          if (i < 0) return;
          c.fillStyle = color;
          c.fillRect(i * step - 1, 0, Math.max(3, step), height);
        };
        if (s.picked !== null) mark(s.picked, "rgba(213, 94, 0, 0.75)");
        if (s.kept.length) mark(s.kept[s.step], "rgba(31, 39, 51, 0.8)");
      } });
  }

  function facts(run, s) {
    const scores = run.array("2_proposals/candidate_scores").data;
    const judge = s.kept[s.step];
    if (judge === undefined) return [make("p", { class: "muted" }, Words.say("nms.none"))];
    const gone = s.kept.slice(0, s.step + 1).reduce((sum, row) => sum + s.victims.get(row).length, 0);
    const waiting = s.ranked.length - gone - s.step - 1;
    const victims = [...s.victims.get(judge)].map((row) => [row, Arithmetic.iou(box(run, judge), box(run, row))]).slice(0, 7);
    return [
      make("div", { style: "display:grid;grid-template-columns:repeat(3,1fr);gap:6px;margin-bottom:8px" },
        [["kept", s.step + 1], ["gone", gone], ["waiting", waiting]].map(([name, n]) => make("div", { class: "muted", style: "font-size:12.5px" }, make("span", { class: "big", style: "display:block;color:var(--ink);font-size:20px", id: `nms-${name}` }, count(n)), Words.say(`nms.${name}`)))),
      make("p", { style: "margin:0 0 4px;font-size:14px" }, Words.say("nms.turn", { row: judge, score: number(scores[judge], 3), n: s.victims.get(judge).length, most: number(s.most, 2) })),
      make("table", { id: "nms-victims" }, victims.map(([row, overlap]) => make("tr", { class: `pick${row === s.picked ? " chosen" : ""}`, "data-row": row, onclick: () => s.pick(row) },
        make("td", {}, `#${row}`), make("td", {}, number(scores[row], 3)), make("td", {}, `IoU ${number(overlap, 3)}`)))),
      s.victims.get(judge).length > victims.length ? make("p", { class: "caption" }, Words.say("nms.more", { n: s.victims.get(judge).length - victims.length })) : null];
  }

  /* What the picked box's arrow says, in numbers. */
  function why(run, s) {
    if (s.picked === null || s.by[s.picked] < 0) return [make("p", { class: "muted", style: "margin:0;font-size:14px" }, Words.say("nms.pick"))];
    const victim = box(run, s.picked), judge = box(run, s.by[s.picked]);
    const common = Arithmetic.intersection(victim, judge);
    return [make("div", { class: "formula", id: "nms-why" },
      `#${s.picked} \u2192 #${s.by[s.picked]}\nIoU = ${number(common, 1)} / (${number(Arithmetic.area(victim), 1)} + ${number(Arithmetic.area(judge), 1)} \u2212 ${number(common, 1)})\n    = `,
      make("b", {}, number(Arithmetic.iou(victim, judge), 4)), ` > ${number(s.most, 2)}`)];
  }

  function verdict(run, s) {
    const limit = run.config.proposals.post_nms_top_n;
    const traced = Array.from(run.array("2_proposals/suppressed_by").data).filter((m) => m === -1 || m === -4).length;
    const now = s.survivors.length;
    return Words.say(now === traced && s.most === run.config.proposals.nms_iou ? "nms.as_run" : "nms.not_as_run",
      { now: count(now), run: count(traced), most: run.config.proposals.nms_iou, limit, ms: number(s.took, 1) });
  }

  /* Opens where the most is removed at once on the level of the best detection. */
  function firstLevel(run) {
    const best = run.detections.find((d) => d.object >= 0 && d.proposal >= 0);
    const kept = run.array("2_proposals/kept").data, levels = groupsOf(run);
    if (best) return levels[kept[best.proposal]];
    return levels.length ? levels[0] : 2;
  }

  function richestTurn(s) {
    let best = 0;
    s.kept.slice(0, 12).forEach((row, i) => {
      if (s.victims.get(row).length > s.victims.get(s.kept[best]).length) best = i;
    });
    return best;
  }

  function build(run, page) {
    const needed = ["2_proposals/candidates", "2_proposals/candidate_scores", "2_proposals/candidate_levels", "2_proposals/suppressed_by", "2_proposals/kept"];
    if (needed.some((name) => !run.array(name))) return Elements.missing("nms", needed.filter((name) => !run.array(name)));
    const present = [...new Set(groupsOf(run))];
    const s = { level: page.get("level", firstLevel(run)), most: page.get("iou", run.config.proposals.nms_iou), step: 0, picked: null, timer: null };
    if (!present.includes(s.level)) s.level = present[0];
    compute(run, s);
    s.step = Math.min(Math.max(0, page.get("step", richestTurn(s))), s.kept.length - 1);
    const film = filmView(run, s), ticks = ticksView(run, s);
    const factsCard = Elements.card(Words.say("nms.turn_title"), make("div", {}));
    const whyCard = Elements.card(Words.say("nms.why_title"), make("div", {}));
    const verdictLine = make("p", { class: "caption", id: "nms-verdict" });
    const pickFirst = () => {
      const victims = s.kept.length ? s.victims.get(s.kept[s.step]) : [];
      const overlap = (row) => Arithmetic.iou(box(run, s.kept[s.step]), box(run, row));
      s.picked = victims.length ? victims.reduce((least, row) => (overlap(row) < overlap(least) ? row : least)) : null;
    };
    const paintAll = () => {
      film.draw();
      ticks.draw();
      replace(factsCard.lastChild, facts(run, s));
      replace(whyCard.lastChild, why(run, s));
      verdictLine.textContent = verdict(run, s);
      stepSlider.limit(Math.max(0, s.kept.length - 1));
      stepSlider.set(s.step);
    };
    const goTo = (step) => {
      s.step = Math.min(Math.max(0, step), s.kept.length - 1);
      pickFirst();
      page.set({ step: s.step });
      paintAll();
    };
    s.pick = (row) => { s.picked = row; paintAll(); };
    const stop = () => {
      clearInterval(s.timer);
      s.timer = null;
      play.textContent = Words.say("nms.play");
    };
    const toggle = () => {
      if (s.timer) return stop();
      if (s.step >= s.kept.length - 1) goTo(0);
      play.textContent = Words.say("nms.pause");
      s.timer = setInterval(() => {
        if (!film.canvas.isConnected || s.step >= s.kept.length - 1) return stop();
        goTo(s.step + 1);
      }, 420);
    };
    const play = Elements.button(Words.say("nms.play"), toggle, { id: "nms-play", class: "plain main" });
    const stepSlider = Elements.slider({ id: "nms-step", label: Words.say("nms.step"), min: 0, max: Math.max(0, s.kept.length - 1), step: 1, value: s.step, digits: 0, changed: (v) => { stop(); goTo(v); } });
    const again = () => { compute(run, s); goTo(s.step); };
    film.on("click", ([x, y]) => {
      const hit = s.ranked.filter((row) => fateOf(s, row) !== "waiting").map((row) => [row, center(box(run, row))])
        .reduce((near, [row, c]) => {
          const far = (c[0] - x) ** 2 + (c[1] - y) ** 2;
          return far < near[1] ? [row, far] : near;
        }, [null, Infinity]);
      s.pick(hit[0]);
    });
    page.onSpace = () => { stop(); goTo(s.step + 1); };
    const controls = [
      make("div", { class: "field" }, make("span", { class: "what" }, Words.say("rpn.level")),
        Elements.segmented({ id: "nms-level", options: present.map((l) => [l, l > 0 ? `P${l}` : Words.say("nms.all")]), value: s.level, changed: (l) => { stop(); s.level = Number(l); compute(run, s); s.step = richestTurn(s); page.set({ level: s.level }); goTo(s.step); } })),
      make("div", { class: "buttons" }, play, Elements.button(Words.say("nms.next"), () => { stop(); goTo(s.step + 1); }, { id: "nms-next" }), Elements.button(Words.say("nms.last"), () => { stop(); goTo(s.kept.length - 1); }, { id: "nms-last" })),
      stepSlider,
      Elements.slider({ id: "nms-iou", label: Words.say("nms.most"), min: 0.05, max: 0.95, step: 0.01, value: s.most, changed: (v) => { stop(); s.most = v; page.set({ iou: v }); again(); } }),
      verdictLine];
    pickFirst();
    paintAll();
    return Elements.panel("nms", controls,
      make("div", { class: "row", style: Elements.photoColumns(run, 320, 60) },
        make("div", {}, film.element, make("p", { class: "caption" }, Words.say("nms.photo_caption"))),
        make("div", { class: "row" }, factsCard, whyCard)),
      make("div", {}, ticks.element, make("p", { class: "caption" }, Words.say("nms.ticks_caption"))));
  }

  return { key: "nms", number: "2", build,
    shape: (run) => {
      const from = run.traceArray("2_proposals/candidates"), to = run.traceArray("2_proposals/boxes");
      return from && to ? `${count(from.shape[0])} \u2192 ${count(to.shape[0])}` : "\u2013";
    } };
})();
