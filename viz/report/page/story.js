"use strict";
/* One object through all stages: a picture of it in each tab of the strip, and a sentence for the
   panel that is open. */
const Story = (() => {
  const {make, number, replace, probability, nameOf} = Elements;
  const chapters = ["features", "rpn", "nms", "roi_align", "box_head", "masks"];

  function centre(b) { return [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2]; }

  /* The level that RoIAlign reads for the object, and the cell under its centre. */
  function cellOf(run, d) {
    const proposal = Selection.proposal(), boxes = run.array("2_proposals/boxes");
    const level =
        run.array("3_roi_align/levels")?.data[proposal] ?? Arithmetic.roiLevel(d.box, run.config.roi_align, 2, 5).level;
    const grid = run.levels.find((l) => l.level === level);
    if (!grid || !boxes) return null;
    const at = centre(Data.row(boxes, proposal));
    return {
      grid,
      x: Math.min(grid.columns - 1, Math.max(0, Math.floor(at[0] / grid.strideX))),
      y: Math.min(grid.rows - 1, Math.max(0, Math.floor(at[1] / grid.strideY)))
    };
  }

  function rivalsOf(run) {
    const by = run.array("2_proposals/suppressed_by")?.data ?? [], own = Selection.candidate(), rows = [];
    by.forEach((mark, row) => {
      if (mark === own) rows.push(row);
    });
    return rows;
  }

  function maskPixels(run, d) {
    let pixels = 0;
    for (const bit of Arithmetic.threshold(Masks.patch(run, d.mask).values, run.config.masks.threshold)) pixels += bit;
    return pixels;
  }

  /* An image square around the object, and what one stage made of it. */
  function onImage(run, box, paint) {
    const [x, y] = centre(box), side = 1.5 * Math.max(box[2] - box[0], box[3] - box[1], 16);
    return {
      frame: [x - side / 2, y - side / 2, side, side],
      paint: (v) => {
        Draw.photo(v, run);
        paint(v);
      }
    };
  }

  const pictures = {
    features(run, d) {
      const cell = cellOf(run, d);
      const mean = cell && run.array(`1_features/p${cell.grid.level}_mean`);
      if (!mean) return null;
      const map = {data: mean.data, offset: 0, rows: cell.grid.rows, columns: cell.grid.columns};
      return {
        frame: [cell.x - 3, cell.y - 3, 7, 7],
        paint: (v) => {
          v.hatch();
          v.picture(Colors.heatMap(map, ...Colors.range(map)), 0, 0, map.columns, map.rows, {smooth: false});
          v.box([cell.x, cell.y, cell.x + 1, cell.y + 1], {color: "#d55e00", width: 2, halo: true});
        }
      };
    },
    rpn(run, d) {
      const index = Selection.anchor();
      if (index < 0 || !run.anchors || !run.array("2_proposals/deltas")) return null;
      const a = RpnPanel.anchorOf(run, index);
      return onImage(run, d.box, (v) => {
        v.box(a.anchor, {color: "#fff", width: 2, dash: [3, 2]});
        v.box(a.clipped, {color: "#d55e00", width: 2, halo: true});
      });
    },
    nms(run, d) {
      const boxes = run.array("2_proposals/candidates");
      if (!boxes || Selection.candidate() < 0) return null;
      return onImage(run, d.box, (v) => {
        for (const row of rivalsOf(run)) v.box(Data.row(boxes, row), {color: "#d55e00", width: 1, dash: [2, 2]});
        v.box(Data.row(boxes, Selection.candidate()), {color: Colors.css(Colors.of(d)), width: 2.5, halo: true});
      });
    },
    roi_align(run) {
      if (!run.array("1_features/p5") || !run.array("2_proposals/boxes")) return null;
      const region = RoiAlignPanel.region(run, Selection.proposal(), 0);
      return {frame: [0, 0, region.columns, region.rows], paint: (v) => Draw.cells(v, region, Colors.range(region))};
    },
    box_head(run, d) {
      if (!run.array("4_box_head/class_logits")) return null;
      const top = BoxHeadPanel.classesOf(run, Selection.proposal()).slice(0, 4);
      return {
        frame: [0, 0, 4, 4],
        paint: (v) => {
          top.forEach(
              ([k, p], i) => v.box(
                  [0.2, i + 0.2, 0.2 + 3.6 * Math.max(p, 0.02), i + 0.8],
                  {width: 0, fill: k === 0 ? "#b9b4aa" : Colors.css(Colors.of(d))}));
        }
      };
    },
    masks(run, d) {
      if (d.mask < 0 || !run.array("6_masks/logits")) return null;
      const {region, ...patch} = Masks.patch(run, d.mask),
                     bits = Arithmetic.threshold(patch.values, run.config.masks.threshold);
      const side = 1.15 * Math.max(region.width, region.height, 8);
      return {
        frame: [region.x1 + region.width / 2 - side / 2, region.y1 + region.height / 2 - side / 2, side, side],
        paint: (v) => {
          v.picture(run.image, 0, 0, run.original[1], run.original[0]);
          v.picture(
              Masks.tint(patch, bits, Colors.of(d), 190), patch.x, patch.y, patch.width, patch.height, {smooth: false});
          Draw.outline(v, patch, bits, {color: "#fff", width: 1.5});
        }
      };
    },
  };

  const sentences = {
    features(run, d) {
      const cell = cellOf(run, d);
      return cell &&
          {level: cell.grid.level, at: `[${cell.y}, ${cell.x}]`, rows: cell.grid.rows, columns: cell.grid.columns};
    },
    rpn(run) {
      const index = Selection.anchor();
      return index < 0 || !run.anchors ?
          null :
          {place: RpnPanel.placeText(run, index), p: probability(RpnPanel.anchorOf(run, index).score)};
    },
    nms(run) {
      const row = Selection.candidate();
      return row < 0 ? null : {row, n: rivalsOf(run).length};
    },
    roi_align(run) {
      const levels = run.array("3_roi_align/levels");
      return levels &&
          {roi: Selection.proposal(), level: levels.data[Selection.proposal()], bins: run.config.box_head.pool};
    },
    box_head(run) {
      if (!run.array("4_box_head/class_logits")) return null;
      const [first, second] = BoxHeadPanel.classesOf(run, Selection.proposal());
      return {
        first: `${run.className(first[0])} ${probability(first[1])}`,
        second: `${run.className(second[0])} ${probability(second[1])}`
      };
    },
    iou(run, d) {
      const best = Masks.bestTruth(run, d.box);
      return best && {iou: number(best.iou, 2), name: run.className(run.truth[best.index].label)};
    },
    masks(run, d) {
      return d.mask < 0 || !run.array("6_masks/logits") ?
          null :
          {n: Elements.count(maskPixels(run, d)), threshold: number(run.config.masks.threshold, 2)};
    },
  };

  function sentence(run, key, d) {
    const values = sentences[key]?.(run, d);
    return `${nameOf(run, d)}: ${values ? Words.say(`story.${key}`, values) : Words.say("story.start")}`;
  }

  /* One tab stop; arrows choose the object before and after. */
  function chips(page, chosen) {
    const {run} = page, all = Selection.objects(), stop = all.includes(chosen) ? chosen : all[0];
    return all.map(
        (d) => make(
            "button", {
              type: "button",
              class: "chip",
              "data-object": d.index,
              "aria-pressed": String(d === chosen),
              tabindex: d === stop ? 0 : -1,
              vars: {ground: Colors.css(Colors.of(d)), text: Colors.textOn(Colors.of(d))},
              onclick: () => page.choose(d.index)
            },
            nameOf(run, d)));
  }

  function walk(page, list, event) {
    const by = {ArrowLeft: -1, ArrowRight: 1}[event.key], all = Selection.objects();
    const next = by && all[all.indexOf(Selection.detection()) + by];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    page.choose(next.index);
    list.querySelector("[aria-pressed=true]").focus();
  }

  /* The bar below the strip, and the pictures in it. */
  function draw(page, key) {
    const {run} = page, d = Selection.detection(), bar = document.getElementById("story");
    bar.hidden = d === null;
    if (!d) return;
    const list = bar.querySelector(".chips");
    list.setAttribute("aria-label", Words.say("story.objects"));
    list.onkeydown = (event) => walk(page, list, event);
    replace(list, chips(page, d));
    bar.querySelector("[aria-pressed=true]")?.scrollIntoView({block: "nearest", inline: "nearest"});
    const button = bar.querySelector("button.next");
    button.onclick = () => next(page, key);
    button.setAttribute("aria-label", Words.say("page.keys_space"));
    bar.querySelector("p").textContent = sentence(run, key, d);
    const why = bar.querySelector("button.why");
    why.hidden = !run.header.answers?.why?.[d.index];
    why.textContent = Words.say("why.button");
    why.onclick = () => page.explain("why", d.index);
    for (const button of document.querySelectorAll("#strip button")) {
      const drawn = pictures[button.dataset.stage]?.(run, d);
      const view = drawn ? new View({id: `thumb-${button.dataset.stage}`, label: "", ...drawn}) : null;
      view?.canvas.setAttribute("aria-hidden", "true");
      replace(button.querySelector(".thumb"), view?.element);
    }
  }

  /* What a thumbnail of a panel shows: frame and paint of a view, or null. RoIAlign and the box head have
     seen proposals even where nothing was detected. */
  function picture(run, key) {
    const d = Selection.detection();
    return d || key === "roi_align" || key === "box_head" ? pictures[key](run, d) : null;
  }

  /* The next chapter; after the last the next object. */
  function next(page, key) {
    const present = chapters.filter((chapter) => document.querySelector(`#strip [data-stage=${chapter}]`));
    if (Selection.detection()) Selection.choose(Selection.detection().index);
    const place = present.indexOf(key) + 1;
    if (place < present.length) return page.go(present[place]);
    const all = Selection.objects(), d = Selection.detection();
    if (all.length) Selection.choose(all[(all.indexOf(d) + 1) % all.length].index);
    return page.go(present[0]);
  }

  return {draw, next, picture};
})();
