"use strict";
/* Non-maximum suppression as a film: the best box stays, it removes what overlaps it, and so on. */
const NmsPanel = (() => {
  const {make, number, shortest, probability, replace, count} = Elements;
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
    marks.forEach((mark, row) => {
      if (mark !== -2 && mark !== -3) rows.push(row);
    });
    const boxes = run.array("2_proposals/candidates").data;
    const began = performance.now();
    const result = Arithmetic.nms(boxes, scores, levels, rows, s.most);
    s.took = performance.now() - began;
    s.survivors = result.survivors;
    s.by = result.suppressedBy;
    s.ranked = Arithmetic.rank(scores, rows.filter((row) => levels[row] === s.level));
    s.kept = s.ranked.filter((row) => s.by[row] < 0);
    s.victims = new Map(s.kept.map((row) => [row, []]));
    for (const row of s.ranked)
      if (s.by[row] >= 0) s.victims.get(s.by[row]).push(row);
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
    return Colors.of(proposal < 0 ? null : Selection.ofProposal(proposal));
  }

  function box(run, row) { return Data.row(run.array("2_proposals/candidates"), row); }

  function center(b) { return [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2]; }

  function filmView(run, s) {
    return Draw.photoView(run, "nms-photo", "nms.photo", (v) => {
      v.veil(0.35);
      const scores = run.array("2_proposals/candidate_scores").data;
      const shown = s.final ? s.survivors.slice(0, run.config.proposals.post_nms_top_n) : s.kept.slice(0, s.step + 1);
      for (const row of [...shown].reverse())
        v.box(
            box(run, row),
            {color: Colors.css(colorOf(run, row), 0.12 + 0.8 * Math.max(0, scores[row]) ** 2), width: 1.25});
      if (s.final) return;
      const judge = s.kept[s.step];
      if (judge === undefined) return;
      const victims = s.victims.get(judge);
      for (const row of victims) v.box(box(run, row), {color: red, width: 1, dash: [4, 3]});
      v.box(box(run, judge), {color: Colors.css(colorOf(run, judge)), width: 3.5, halo: true});
      const picked = s.picked !== null && fateOf(s, s.picked) !== "waiting" ? s.picked : null;
      if (picked !== null && s.by[picked] >= 0)
        pointAtSuppressor(v, run, s, picked);
      else if (picked !== null)
        v.box(box(run, picked), {color: "#000", width: 2, halo: true});
    });
  }

  function pointAtSuppressor(v, run, s, row) {
    const victim = box(run, row), judge = box(run, s.by[row]);
    v.box(Arithmetic.sharedBox(victim, judge), {width: 0, fill: "rgba(213, 94, 0, 0.22)"});
    v.box(judge, {color: Colors.css(colorOf(run, s.by[row])), width: 3.5, halo: true});
    v.box(victim, {color: red, width: 2.5, halo: true});
    v.line(victim[0], victim[1], judge[0], judge[1], {color: red, width: 2.5, arrow: true});
    v.label(`IoU ${number(Arithmetic.iou(victim, judge), 3)}`, victim[0], victim[3] + 20 / v.scale, [213, 94, 0]);
  }

  /* One tick per candidate, best first: as high as its score, coloured by what became of it. */
  function ticksView(run, s) {
    return new View({
      id: "nms-ticks",
      label: Words.say("nms.ticks"),
      frame: [0, 0, 1000, 100],
      height: "96px",
      paint: (v) => {
        const {context: c, width, height} = v;
        const scores = run.array("2_proposals/candidate_scores").data;
        const step = width / Math.max(1, s.ranked.length);
        s.ranked.forEach((row, i) => {
          const fate = fateOf(s, row);
          c.fillStyle = fate === "kept" ? Colors.css(colorOf(run, row)) : fate === "gone" ? "#e9b493" : "#d9d5cc";
          const tall = 2 + (height - 8) * Math.max(0, Math.min(1, scores[row]));
          c.fillRect(i * step, height - tall, Math.max(0.75, step - (step > 3 ? 1 : 0)), tall);
        });
        const mark = (row, color) => {
          const i = s.ranked.indexOf(row);
          if (i < 0) return;
          c.fillStyle = color;
          c.fillRect(i * step - 1, 0, Math.max(3, step), height);
        };
        for (const score of [0.5, 1]) {
          const y = height - (2 + (height - 8) * score);
          c.fillStyle = "rgba(128, 128, 128, 0.6)";
          c.fillRect(0, y, width, 0.5);
          c.fillStyle = v.ink;
          c.font = `${10.5 * v.type}px system-ui, sans-serif`;
          c.textAlign = "right";
          c.textBaseline = "middle";
          c.fillText(number(score, 1), width - 3, y + 8);
        }
        if (s.picked !== null) mark(s.picked, "rgba(213, 94, 0, 0.75)");
        if (s.kept.length) mark(s.kept[s.step], v.ink);
      }
    });
  }

  function facts(run, s) {
    const scores = run.array("2_proposals/candidate_scores").data;
    const judge = s.kept[s.step];
    if (judge === undefined) return [make("p", {class: "muted"}, Words.say("nms.none"))];
    const gone = s.kept.slice(0, s.step + 1).reduce((sum, row) => sum + s.victims.get(row).length, 0);
    const waiting = s.ranked.length - gone - s.step - 1;
    const victims =
        [...s.victims.get(judge)].map((row) => [row, Arithmetic.iou(box(run, judge), box(run, row))]).slice(0, 7);
    const total = s.victims.get(judge).length;
    const row = ([victim, overlap]) => make(
        "tr",
        {class: `can-pick${victim === s.picked ? " chosen" : ""}`, "data-row": victim, onclick: () => pick(s, victim)},
        Elements.pickCell(`#${victim}`, victim === s.picked), make("td", {}, probability(scores[victim])),
        make("td", {}, `IoU ${number(overlap, 3)}`));
    return [
      Elements.tally([
        ["nms-kept", s.step + 1, Words.say("nms.kept")], ["nms-gone", gone, Words.say("nms.gone")],
        ["nms-waiting", waiting, Words.say("nms.waiting")]
      ]),
      make(
          "p", {class: "small", id: "nms-turn", "aria-live": "polite"},
          s.final ?
              Words.say("nms.final", {
                n: Math.min(s.survivors.length, run.config.proposals.post_nms_top_n),
                of: s.survivors.length,
                limit: run.config.proposals.post_nms_top_n
              }) :
              Words.say(
                  "nms.turn", {row: judge, score: probability(scores[judge]), n: total, most: number(s.most, 2)})),
      make("table", {id: "nms-victims"}, s.final ? null : victims.map(row)),
      !s.final && total > victims.length ?
          make("p", {class: "caption"}, Words.say("nms.more", {n: total - victims.length})) :
          null
    ];
  }

  /* What the picked box's arrow says, in numbers. */
  function why(run, s) {
    if (s.picked === null || s.by[s.picked] < 0) return [make("p", {class: "muted small"}, Words.say("nms.pick"))];
    const victim = box(run, s.picked), judge = box(run, s.by[s.picked]);
    const common = Arithmetic.intersection(victim, judge);
    return [make(
        "div", {class: "formula", id: "nms-why"},
        `#${s.picked} \u2192 #${s.by[s.picked]}\nIoU = ${number(common, 1)} / (${
            number(Arithmetic.area(victim), 1)} + ${number(Arithmetic.area(judge), 1)} \u2212 ${
            number(common, 1)})\n    = `,
        make("b", {}, number(Arithmetic.iou(victim, judge), 4)), ` > ${number(s.most, 2)}`)];
  }

  function verdict(run, s) {
    const limit = run.config.proposals.post_nms_top_n;
    const traced = Array.from(run.array("2_proposals/suppressed_by").data).filter((m) => m === -1 || m === -4).length;
    const now = s.survivors.length;
    return Words.say(now === traced && s.most === run.config.proposals.nms_iou ? "nms.as_run" : "nms.not_as_run", {
      now: count(now),
      run: count(traced),
      most: shortest(run.config.proposals.nms_iou),
      limit,
      ms: number(s.took, 1)
    });
  }

  /* Where the most is removed at once, among the first turns. */
  function richestTurn(s) {
    let best = 0;
    s.kept.slice(0, 12).forEach((row, i) => {
      if (s.victims.get(row).length > s.victims.get(s.kept[best]).length) best = i;
    });
    return best;
  }

  function turnAt(s, row) {
    const judge = s.by[row] >= 0 ? s.by[row] : row;
    return s.turnOf.get(judge) ?? 0;
  }

  /* Of the boxes that this turn removes the one that it overlaps least: the closest call. */
  function closestCall(run, s) {
    const victims = s.kept.length && !s.final ? s.victims.get(s.kept[s.step]) : [];
    const overlap = (row) => Arithmetic.iou(box(run, s.kept[s.step]), box(run, row));
    return victims.length ? victims.reduce((least, row) => (overlap(row) < overlap(least) ? row : least)) : null;
  }

  /* The candidate whose turn has come and whose centre is nearest to a place, or null. */
  function nearest(run, s, [x, y]) {
    const far = (row) => {
      const c = center(box(run, row));
      return (c[0] - x) ** 2 + (c[1] - y) ** 2;
    };
    return s.ranked.filter((row) => fateOf(s, row) !== "waiting")
        .reduce((near, row) => (near === null || far(row) < far(near) ? row : near), null);
  }

  /* Shows a turn; one past the last is what all levels keep together. */
  function goTo(run, s, step) {
    const last = s.kept.length - 1;
    s.final = step > last && last >= 0;
    s.step = Math.min(Math.max(0, step), last);
    s.picked = closestCall(run, s);
    s.paint();
    Address.set({step: s.step});
  }

  function pick(s, row) {
    s.picked = row;
    s.paint();
  }

  /* Plays the turns while the panel is shown: slowly at first, so that one can follow, then faster;
     a level takes about ten seconds. */
  function playerOf(run, s) {
    const SLOW_TURNS = 8;
    let timer = null;
    const button =
        Elements.button(Words.say("nms.play"), () => (timer ? stop() : play()), {id: "nms-play", class: "plain main"});
    function stop() {
      clearTimeout(timer);
      timer = null;
      button.textContent = Words.say("nms.play");
    }
    function play() {
      if (s.final || s.step >= s.kept.length - 1) goTo(run, s, 0);
      button.textContent = Words.say("nms.pause");
      wait(0);
    }
    function wait(shown) {
      const by = s.kept.length < 30 || shown < SLOW_TURNS ? 1 : Math.ceil(s.kept.length / 60);
      timer = setTimeout(() => {
        if (!button.isConnected || s.final) return stop();
        goTo(run, s, s.step + by);
        return wait(shown + 1);
      }, shown < SLOW_TURNS ? 420 : 120);
    }
    return {button, stop};
  }

  function levelSwitch(run, s, stop) {
    return Elements.segmented({
      id: "nms-level",
      label: Words.say("rpn.level"),
      options: [...new Set(groupsOf(run))].map((l) => [l, l > 0 ? `P${l}` : Words.say("nms.all")]),
      value: s.level,
      changed: (level) => {
        stop();
        s.level = Number(level);
        compute(run, s);
        Address.set({level: s.level});
        goTo(run, s, richestTurn(s));
      }
    });
  }

  function turnSlider(run, s, stop) {
    return Elements.slider({
      id: "nms-step",
      label: Words.say("nms.step"),
      max: Math.max(0, s.kept.length - 1),
      step: 1,
      value: s.step,
      digits: 0,
      changed: (turn) => {
        stop();
        goTo(run, s, turn);
      }
    });
  }

  /* Another threshold runs NMS again; a film at its end stays there. */
  function thresholdSlider(run, s, stop) {
    return Elements.slider({
      id: "nms-iou",
      label: Words.say("nms.most"),
      min: 0.05,
      max: 0.95,
      value: s.most,
      key: "iou",
      changed: (most) => {
        stop();
        s.most = most;
        const atEnd = s.final || s.step >= s.kept.length - 1;
        compute(run, s);
        goTo(run, s, atEnd ? s.kept.length - (s.final ? 0 : 1) : s.step);
      }
    });
  }

  /* What the address names, else the turn of the object that is followed. */
  function opened(run) {
    const groups = groupsOf(run), followed = Math.max(0, Selection.candidate());
    const s = {
      level: Address.number("level", groups[followed] ?? 2),
      most: Address.number("iou", run.config.proposals.nms_iou, 0, 1),
      step: 0,
      final: false
    };
    if (!groups.includes(s.level)) s.level = groups[0];
    compute(run, s);
    s.step = Address.row("step", turnAt(s, followed), s.kept.length);
    s.picked = closestCall(run, s);
    return s;
  }

  function build(run, page) {
    const needed = [
      "2_proposals/candidates", "2_proposals/candidate_scores", "2_proposals/candidate_levels",
      "2_proposals/suppressed_by", "2_proposals/kept"
    ];
    if (needed.some((name) => !run.array(name)) || run.array("2_proposals/candidates").shape[0] === 0)
      return Elements.missing(run, "nms", needed);
    const s = opened(run), player = playerOf(run, s);
    const film = filmView(run, s), ticks = ticksView(run, s);
    const factsCard = Elements.card(Words.say("nms.turn_title"), make("div", {}));
    const whyCard = Elements.card(Words.say("nms.why_title"), make("div", {}));
    const verdictLine = make("p", {class: "caption", id: "nms-verdict"});
    const turns = turnSlider(run, s, player.stop);
    s.paint = () => {
      film.draw();
      ticks.draw();
      replace(factsCard.lastChild, facts(run, s));
      replace(whyCard.lastChild, why(run, s));
      verdictLine.textContent = verdict(run, s);
      turns.limit(Math.max(0, s.kept.length - 1));
      turns.set(s.step);
    };
    const show = (step) => {
      player.stop();
      goTo(run, s, step);
    };
    page.onNext = () => show(s.final ? s.step : s.step + 1);
    film.onPick((place) => pick(s, nearest(run, s, place)));
    film.onArrows((dx, dy) => show(s.step + dx + dy));
    ticks.onPick((_, event) => {
      const share = (event.clientX - ticks.canvas.getBoundingClientRect().left) / ticks.width;
      const row = s.ranked[Math.min(s.ranked.length - 1, Math.floor(share * s.ranked.length))];
      if (row === undefined) return;
      show(turnAt(s, row));
      pick(s, row);
    });
    const controls = [
      Elements.labelled(Words.say("rpn.level"), levelSwitch(run, s, player.stop)),
      make(
          "div", {class: "buttons"}, player.button,
          Elements.button(Words.say("nms.next"), () => page.onNext(), {id: "nms-next"}),
          Elements.button(Words.say("nms.last"), () => show(s.kept.length - 1), {id: "nms-last"}),
          Elements.button(Words.say("nms.together"), () => show(s.kept.length), {id: "nms-together"})),
      turns, thresholdSlider(run, s, player.stop), verdictLine
    ];
    s.paint();
    return Elements.panel(
        "nms", controls,
        Elements.photoColumns(
            run, 380, Elements.figure(film, Words.say("nms.photo_caption")),
            make("div", {class: "row"}, factsCard, whyCard)),
        Elements.figure(ticks, Words.say("nms.ticks_caption")));
  }

  return {
    key: "nms",
    number: "2",
    build,
    shape: (run) => {
      const from = run.traceArray("2_proposals/candidates"), to = run.traceArray("2_proposals/boxes");
      return from && to ? `${count(from.shape[0])} \u2192 ${count(to.shape[0])}` : "\u2013";
    }
  };
})();
