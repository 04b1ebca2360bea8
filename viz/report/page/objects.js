"use strict";
/* The objects of stage 6 and their masks, unpacked once and kept. */
const Masks = (() => {
  const memory = {probabilities: new Map(), patches: new Map(), truths: new Map()};

  function remember(map, key, make) {
    if (!map.has(key)) map.set(key, make());
    return map.get(key);
  }

  /* detection: the one that the mask belongs to. */
  function objects(run) {
    const boxes = Data.rows(run.array("6_masks/boxes"));
    return boxes.map((box, index) => ({
                       index,
                       box,
                       score: run.array("6_masks/scores").data[index],
                       label: run.array("6_masks/labels").data[index],
                       detection: run.detections.find((d) => d.mask === index) ?? { index, kept: true, box }
                     }));
  }

  function size(run) { return run.array("6_masks/logits").shape[1]; }

  function probabilities(run, index) {
    return remember(memory.probabilities, index, () => {
      const cells = size(run) ** 2;
      return Float32Array.from(
          run.array("6_masks/logits").data.subarray(index * cells, (index + 1) * cells), Arithmetic.sigmoid);
    });
  }

  function paste(run, index, mask) {
    const box = Data.row(run.array("6_masks/boxes"), index);
    return Arithmetic.pasteMask(mask, size(run), box, ...run.original);
  }

  function patch(run, index) {
    return remember(memory.patches, index, () => paste(run, index, probabilities(run, index)));
  }

  /* The true object that a detection overlaps most: {index, iou} or null. */
  function bestTruth(run, box) {
    let best = null;
    for (const truth of run.truth ?? []) {
      const overlap = Arithmetic.iou(box, truth.box);
      if (overlap > (best ? best.iou : 0)) best = {index: truth.index, iou: overlap};
    }
    return best;
  }

  function truthMask(run, index) {
    const starts = run.array("5_iou_filter/truth_run_starts");
    if (!starts) return null;
    return remember(
        memory.truths, index,
        () => Arithmetic.fromRuns(
            run.array("5_iou_filter/truth_runs").data.subarray(starts.data[index], starts.data[index + 1]),
            ...run.original));
  }

  function tint(area, bits, color, alpha) {
    return Colors.picture(area.width, area.height, (i) => (bits[i] ? [...color, alpha] : [0, 0, 0, 0]));
  }

  return {objects, size, probabilities, paste, patch, bestTruth, truthMask, tint};
})();
