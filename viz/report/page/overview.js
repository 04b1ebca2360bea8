"use strict";
/* From an image to objects: the result, and the six stages as doors to their panels. */
const OverviewPanel = (() => {
  const { make, count, megabytes, number } = Elements;
  const folders = ["1_features", "2_proposals", "3_roi_align", "4_box_head", "5_iou_filter", "6_masks"];
  const doors = ["features", "rpn", "roi_align", "box_head", "iou", "masks"];
  const stepsOf = { "1_features": ["features"], "2_proposals": ["rpn_head", "proposals"], "3_roi_align": ["roi_align"],
    "4_box_head": ["box_head", "detections"], "5_iou_filter": ["iou_filter"], "6_masks": ["mask_head", "paste"] };

  function costOf(run, folder, what) {
    return run.header.origin.steps.filter((s) => stepsOf[folder].includes(s.name)).reduce((sum, s) => sum + s[what], 0);
  }

  function resultView(run) {
    const view = new View({ id: "overview-photo", label: Words.say("overview.photo"), frame: [0, 0, run.original[1], run.original[0]],
      paint: (v) => {
        v.picture(run.photo, 0, 0, run.original[1], run.original[0]);
        const all = Masks.objects(run), sure = all.filter((o) => o.score >= 0.5);
        const objects = sure.length ? sure : all.slice(0, 8);
        for (const o of objects) {
          const patch = Masks.patch(run, o.index);
          v.picture(Masks.tint(patch, Arithmetic.threshold(patch.values, run.config.masks.threshold), Colors.ofObject(o.index), 110), patch.x, patch.y, patch.width, patch.height, { smooth: false });
        }
        for (const o of objects) {
          const color = Colors.ofObject(o.index);
          const patch = Masks.patch(run, o.index);
          Draw.outline(v, patch, Arithmetic.threshold(patch.values, run.config.masks.threshold), { color: Colors.css(color), width: 2 });
          v.box(o.box, { color: Colors.css(color), width: 1.25 });
          v.label(`${run.className(o.label)} ${number(o.score, 2)}`, o.box[0], o.box[1], color);
        }
      } });
    return view.element;
  }

  function door(run, folder, i, page) {
    const shapes = { features: FeaturesPanel, rpn: RpnPanel, roi_align: RoiAlignPanel, box_head: BoxHeadPanel, iou: IouPanel, masks: MasksPanel };
    const most = Math.max(...folders.map((f) => costOf(run, f, "ms")), 1e-9);
    const ms = costOf(run, folder, "ms");
    return make("button", { type: "button", "data-door": doors[i], onclick: () => page.go(doors[i]) },
      make("span", { class: "n" }, String(i + 1)),
      make("span", { class: "what" }, make("b", {}, Words.say(`overview.${doors[i]}`)), make("span", {}, doors[i] === "rpn" ? `${RpnPanel.shape(run)} \u2192 ${Words.say("overview.proposals", { n: run.array("2_proposals/boxes")?.shape[0] ?? 0 })}` : shapes[doors[i]].shape(run)),
        ms > 0 ? make("div", { class: "time", style: `width:${(100 * ms) / most}%` }) : null),
      make("span", { class: "ms" }, ms > 0 ? `${number(ms, ms < 10 ? 1 : 0)} ms` : "", make("br"), ms > 0 ? `${number(costOf(run, folder, "mb"), 1)} MB` : ""));
  }

  function contents(run) {
    const packed = run.header.arrays.reduce((sum, a) => sum + a.packed * 4 / 3, 0);
    const notes = run.header.thinned.map((t) => make("div", { class: "num" }, `${t.array}: ${Words.say(`overview.thin_${t.rule}`, { kept: count(t.kept), of: count(t.of) })}`));
    const perStage = ["0_image", ...folders].map((folder) => {
      const own = run.header.arrays.filter((a) => a.name.startsWith(folder));
      return [folder, own.reduce((sum, a) => sum + a.packed * 4 / 3, 0)];
    }).filter(([, bytes]) => bytes > 0);
    return make("details", { id: "contents" },
      make("summary", {}, Words.say("overview.contents", { size: megabytes(packed) })),
      make("div", {}, make("table", {}, perStage.map(([folder, bytes]) => make("tr", {}, make("td", {}, folder), make("td", {}, megabytes(bytes))))),
        notes.length ? make("p", { style: "margin:8px 0 4px" }, Words.say("overview.thinned")) : null, notes));
  }

  function build(run, page) {
    const wide = run.original[1] >= run.original[0];
    const stages = Elements.card(null, make("div", { class: "steps" }, folders.map((folder, i) => door(run, folder, i, page))));
    const root = Elements.panel("overview", [],
      make("div", { class: "row", style: `grid-template-columns:minmax(0, ${wide ? "1.25fr" : "1fr"}) minmax(330px, 1fr)` },
        make("div", { style: "max-width:min(100%, calc((100vh - 190px) * " + run.original[1] / run.original[0] + "))" }, resultView(run)), stages));
    root.querySelector("aside").append(contents(run));
    return root;
  }

  return { key: "overview", number: "", build, shape: (run) => Words.say("overview.shape", { objects: Masks.objects(run).length }) };
})();
