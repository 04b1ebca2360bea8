"use strict";
/* The numbers of Mask R-CNN, once more: decode, IoU, NMS, bilinear samples, RoIAlign, paste.
   Pure functions of numbers and typed arrays, no page and no drawing. Every operation is rounded to
   float32 where the C++ program rounds, so that the results are the same bits: a third
   implementation beside host and device, tested against the arrays of a trace.
   A box is [x1, y1, x2, y2] in pixels with continuous corners. */
const Arithmetic = (() => {
  const f = Math.fround;
  const MAX_LOG_SCALE = f(4.135166556742356);  // ln(1000 / 16)
  const MOST_SAMPLES = 64;                     // per axis, when their number is adaptive

  /* e^x in double from + - * / alone, as common/geometry/exact_math.hpp computes it. */
  function exp(x) {
    if (Number.isNaN(x)) return x;
    const limited = Math.min(700, Math.max(-700, x));
    const rounded = limited * 1.4426950408889634 + 6755399441055744 - 6755399441055744;
    const r = limited - rounded * 6.93147180369123816490e-1 - rounded * 1.90821492927058770002e-10;
    let sum = 1;
    for (let term = 11; term >= 1; --term) sum = 1 + (sum * r) / term;
    return sum * 2 ** rounded;
  }

  function sigmoid(x) { return f(1 / (1 + exp(-x))); }

  function softmax(logits) {
    let largest = -Infinity;
    for (const l of logits) largest = l > largest ? l : largest;
    let sum = 0;
    for (const l of logits) sum += exp(l - largest);
    return Array.from(logits, (l) => f(exp(l - largest) / sum));
  }

  /* ---- boxes ---- */

  function area(b) { return f(f(b[2] - b[0]) * f(b[3] - b[1])); }

  /* The rectangle that two boxes share, or null. */
  function sharedBox(a, b) {
    const box = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
    return box[2] > box[0] && box[3] > box[1] ? box : null;
  }

  function intersection(a, b) {
    const width = Math.max(0, f(Math.min(a[2], b[2]) - Math.max(a[0], b[0])));
    const height = Math.max(0, f(Math.min(a[3], b[3]) - Math.max(a[1], b[1])));
    return f(width * height);
  }

  /* 0 unless the union is finite and positive. */
  function iou(a, b) {
    const common = intersection(a, b);
    const union = f(f(area(a) + area(b)) - common);
    return union > 0 && union < Infinity ? f(common / union) : 0;
  }

  function iouMatrix(a, b) { return a.map((x) => b.map((y) => iou(x, y))); }

  /* Which detections find an object, as COCO counts: best score first, each takes the best object
     that is left and reaches `least`; of its own class, or of any if `anyClass`.
     detections, truths: [{label, score}], [{label}]; ious[d][g]; shown(d) says whether d takes part.
     Returns per detection "hidden", "hit", "extra" (its object was taken by a better one), "wrong"
     (a box that is right for an object of another class) or "miss". */
  function matchDetections(detections, truths, ious, least, anyClass, shown) {
    const used = new Set();
    const verdicts = detections.map(() => "hidden");
    const order = rank(detections.map((d) => d.score), detections.keys());
    for (const d of order) {
      if (!shown(detections[d])) continue;
      const near =
          truths.map((_, g) => g).filter((g) => ious[d][g] >= least).sort((a, b) => ious[d][b] - ious[d][a] || a - b);
      const own = near.filter((g) => anyClass || truths[g].label === detections[d].label);
      const best = own.find((g) => !used.has(g));
      if (best !== undefined) used.add(best);
      verdicts[d] = best !== undefined ? "hit" : own.length ? "extra" : near.length ? "wrong" : "miss";
    }
    return {verdicts, found: used};
  }

  /* Precision and recall after each detection that is not hidden, best score first. */
  function precisionRecall(detections, verdicts, objects) {
    let hits = 0, seen = 0;
    return rank(detections.map((d) => d.score), detections.keys()).filter((d) => verdicts[d] !== "hidden").map((d) => {
      seen += 1;
      hits += verdicts[d] === "hit";
      return {score: detections[d].score, precision: hits / seen, recall: objects ? hits / objects : 0};
    });
  }

  /* The share of boxes that one of `candidates` (flat x1 y1 x2 y2) overlaps by at least `least`. */
  function recallOf(boxes, candidates, least) {
    const isFound = (box) => {
      for (let i = 0; i < candidates.length; i += 4)
        if (iou(box, candidates.slice(i, i + 4)) >= least) return true;
      return false;
    };
    return {found: boxes.filter(isFound).length, of: boxes.length};
  }

  /* Which anchor learns which true box (Faster R-CNN, sec. 3.1.2): the best one if their IoU reaches
     `high`, or if no anchor overlaps some true box more; -1 below `low`, -2 between. anchors: flat. */
  function matchAnchors(anchors, truths, low, high) {
    const count = anchors.length / 4, best = new Int32Array(count), most = new Float32Array(count);
    const ious = truths.map(
        (truth) => Float32Array.from({length: count}, (_, i) => iou(anchors.subarray(4 * i, 4 * i + 4), truth)));
    ious.forEach((row, g) => row.forEach((v, i) => {
      if (v > most[i]) [most[i], best[i]] = [v, g];
    }));
    const largest = ious.map((row) => row.reduce((top, v) => Math.max(top, v), 0));
    const isLargest = (i) => ious.some((row, g) => row[i] === largest[g]);
    return Int32Array.from(best, (g, i) => (most[i] >= f(high) || isLargest(i) ? g : most[i] >= f(low) ? -2 : -1));
  }

  /* The delta that moves a reference box onto a target: decode, backwards. */
  function encode(reference, target, weights) {
    const sides = (b) => [b[2] - b[0], b[3] - b[1]], centre = (b) => [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2];
    const [size, wanted] = [sides(reference), sides(target)], [from, to] = [centre(reference), centre(target)];
    return [0, 1, 2, 3].map(
        (i) => weights[i] * (i < 2 ? (to[i] - from[i]) / size[i] : Math.log(wanted[i - 2] / size[i - 2])));
  }

  /* Side of the square of pixels that can reach a cell of C_level (2..5): every 3 x 3 layer adds two
     cells of the map that it reads. blocks: bottlenecks of the four stages. */
  function reach(level, blocks, strideIn1x1) {
    let side = 11;  // 7 x 7 with stride 2, then 3 x 3 with stride 2
    let step = 4;
    for (let stage = 0; stage <= level - 2; ++stage) {
      const coarser = stage > 0 ? 2 * step : step;
      // the first block's 3 x 3 reads the finer map, unless its 1 x 1 has the stride already
      side += 2 * (strideIn1x1 ? coarser : step) + 2 * coarser * (blocks[stage] - 1);
      step = coarser;
    }
    return side;
  }

  /* The box that a delta means relative to a reference box, with the numbers on the way. dw and dh
     are limited to `largest`; 0 is no limit. */
  function decodeSteps(reference, delta, weights, largest = MAX_LOG_SCALE) {
    const limit = largest > 0 ? f(largest) : Infinity;
    const width = f(reference[2] - reference[0]);
    const height = f(reference[3] - reference[1]);
    const centerX = f(reference[0] + f(0.5 * width));
    const centerY = f(reference[1] + f(0.5 * height));
    const dx = f(delta[0] / weights[0]);
    const dy = f(delta[1] / weights[1]);
    const dw = Math.min(f(delta[2] / weights[2]), limit);
    const dh = Math.min(f(delta[3] / weights[3]), limit);
    const newX = f(f(dx * width) + centerX);
    const newY = f(f(dy * height) + centerY);
    const newWidth = f(f(exp(dw)) * width);
    const newHeight = f(f(exp(dh)) * height);
    const box = [
      f(newX - f(0.5 * newWidth)),
      f(newY - f(0.5 * newHeight)),
      f(newX + f(0.5 * newWidth)),
      f(newY + f(0.5 * newHeight)),
    ];
    return {width, height, centerX, centerY, dx, dy, dw, dh, newX, newY, newWidth, newHeight, box};
  }

  function decode(reference, delta, weights, largest = MAX_LOG_SCALE) {
    return decodeSteps(reference, delta, weights, largest).box;
  }

  /* Cut at the border of an area, itself a box. */
  function clip(b, area) {
    const cut = (v, low, high) => (v < low ? low : v > high ? high : v);
    return b.map((v, i) => cut(v, area[i % 2], area[2 + (i % 2)]));
  }

  function halfToEven(v) {
    const low = Math.floor(v);
    if (v - low !== 0.5) return Math.round(v);
    return low % 2 === 0 ? low : low + 1;
  }

  /* The anchors of one cell around the origin, one per ratio (height / width). */
  function cellAnchors(size, ratios) {
    return ratios.map((ratio) => {
      const heightFactor = f(Math.sqrt(f(ratio)));
      const widthFactor = f(1 / heightFactor);
      const x = f(f(widthFactor * f(size)) / 2);
      const y = f(f(heightFactor * f(size)) / 2);
      return [halfToEven(-x), halfToEven(-y), halfToEven(x), halfToEven(y)];
    });
  }

  /* All anchors: by level, row, column, ratio. grids: [{rows, columns}] of each level. */
  function makeAnchors(padded, grids, sizes, ratios) {
    const total = grids.reduce((sum, g) => sum + g.rows * g.columns * ratios.length, 0);
    const anchors = new Float32Array(4 * total);
    let next = 0;
    grids.forEach((grid, level) => {
      const strideY = Math.floor(padded[0] / grid.rows);
      const strideX = Math.floor(padded[1] / grid.columns);
      const cell = cellAnchors(sizes[level], ratios);
      for (let y = 0; y < grid.rows; ++y) {
        for (let x = 0; x < grid.columns; ++x) {
          for (const a of cell) {
            anchors[next++] = a[0] + x * strideX;
            anchors[next++] = a[1] + y * strideY;
            anchors[next++] = a[2] + x * strideX;
            anchors[next++] = a[3] + y * strideY;
          }
        }
      }
    });
    return anchors;
  }

  /* ---- non-maximum suppression ---- */

  /* Rows by falling score, ties by row, NaN last. */
  function rank(scores, rows) {
    return Array.from(rows).sort((a, b) => {
      const x = Number.isNaN(scores[a]) ? -Infinity : scores[a];
      const y = Number.isNaN(scores[b]) ? -Infinity : scores[b];
      if (x !== y) return y - x;
      return Number.isNaN(scores[a]) - Number.isNaN(scores[b]) || a - b;
    });
  }

  /* Greedy, inside each group: a row goes when its IoU with a better survivor exceeds `most`.
     boxes: flat x1 y1 x2 y2; rows: those that take part.
     Returns the survivors, best first, and for every row -1 or the row that suppresses it. */
  function nms(boxes, scores, groups, rows, most) {
    const count = scores.length;
    const areas = new Float32Array(count);
    for (let i = 0; i < count; ++i) {
      areas[i] = f(boxes[4 * i + 2] - boxes[4 * i]) * f(boxes[4 * i + 3] - boxes[4 * i + 1]);
    }
    const suppressedBy = new Int32Array(count).fill(-1);
    const survivors = [];
    const rivals = new Map();
    for (const row of rank(scores, rows)) {
      if (!rivals.has(groups[row])) rivals.set(groups[row], []);
      const better = rivals.get(groups[row]);
      const x1 = boxes[4 * row], y1 = boxes[4 * row + 1];
      const x2 = boxes[4 * row + 2], y2 = boxes[4 * row + 3];
      let by = -1;
      for (const rival of better) {
        const r = 4 * rival;
        const width = f(Math.min(boxes[r + 2], x2) - Math.max(boxes[r], x1));
        const height = f(Math.min(boxes[r + 3], y2) - Math.max(boxes[r + 1], y1));
        if (!(width > 0 && height > 0)) continue;
        const common = f(width * height);
        const union = f(f(areas[rival] + areas[row]) - common);
        if (union > 0 && union < Infinity && f(common / union) > most) {
          by = rival;
          break;
        }
      }
      suppressedBy[row] = by;
      if (by < 0) {
        better.push(row);
        survivors.push(row);
      }
    }
    return {survivors, suppressedBy};
  }

  /* ---- RoIAlign ---- */

  /* FPN eq. 1 by the rule of the run's section roi_align, with the numbers on the way. */
  function roiLevel(box, params, lowest, highest) {
    const {canonical_size: size, canonical_level: first, level_rule: rule = "floor"} = params;
    const side = f(Math.sqrt(area(box)));
    const octaves = f(Math.log2(rule === "floor_inside" ? f(f(side / size) + f(1e-8)) : f(side / size)));
    const exact = rule === "floor" ? f(f(first + octaves) + f(1e-6)) : f(first + octaves);
    const wanted = rule === "nearest" ? halfToEven(exact) : Math.floor(exact);
    const level = wanted >= lowest ? Math.min(wanted, highest) : lowest;  // NaN: the lowest
    return {side, octaves, exact, level};
  }

  /* A region in cells of its map: corner, size of a bin, samples per bin. */
  function roiGrid(box, scale, bins, samplingRatio, aligned) {
    const shift = aligned ? 0.5 : 0;
    const [x1, y1, x2, y2] = box.map((v) => f(f(v * scale) - shift));
    let height = f(y2 - y1);
    let width = f(x2 - x1);
    const finite = [x1, y1, height, width].every(Number.isFinite);
    if (!aligned) {
      height = height > 1 ? height : 1;
      width = width > 1 ? width : 1;
    }
    const binHeight = f(height / bins);
    const binWidth = f(width / bins);
    const samples = (extent) => {
      if (samplingRatio > 0) return samplingRatio;
      return extent > 0 ? Math.min(MOST_SAMPLES, Math.ceil(extent)) : 0;
    };
    return {x1, y1, binHeight, binWidth, samplesY: samples(binHeight), samplesX: samples(binWidth), bins, finite};
  }

  function samplePosition(start, binExtent, bin, i, samples) {
    return f(f(start + f(bin * binExtent)) + f(f(f(i + 0.5) * binExtent) / samples));
  }

  /* The two cells a coordinate lies between and how much each counts. */
  function neighbours(position, extent) {
    if (!(position >= -1 && position <= extent) || extent <= 0) {
      return {low: 0, high: 0, lowWeight: 0, highWeight: 0, inside: false};
    }
    const clamped = position > 0 ? position : 0;
    const low = Math.trunc(clamped);
    if (low >= extent - 1) {
      return {low: extent - 1, high: extent - 1, lowWeight: 1, highWeight: 0, inside: true};
    }
    const highWeight = f(clamped - low);
    return {low, high: low + 1, lowWeight: f(1 - highWeight), highWeight, inside: true};
  }

  /* map: {data, offset, rows, columns}, one channel. Returns the value and its four terms. */
  function bilinear(map, y, x) {
    const v = neighbours(y, map.rows);
    const h = neighbours(x, map.columns);
    const inside = v.inside && h.inside;
    const term = (row, column, weight) => ({
      row,
      column,
      weight,
      value: map.data[map.offset + row * map.columns + column],
    });
    const terms = [
      term(v.low, h.low, f(v.lowWeight * h.lowWeight)),
      term(v.low, h.high, f(v.lowWeight * h.highWeight)),
      term(v.high, h.low, f(v.highWeight * h.lowWeight)),
      term(v.high, h.high, f(v.highWeight * h.highWeight)),
    ];
    let value = 0;
    if (inside) {
      terms.forEach((t, i) => {
        const product = f(t.weight * t.value);
        value = i === 0 ? product : f(value + product);
      });
    }
    return {y, x, inside, terms, value};
  }

  /* One bin: its samples, row by row, and their mean. */
  function alignBin(map, grid, binY, binX) {
    const samples = [];
    let sum = 0;
    for (let iy = 0; iy < grid.samplesY; ++iy) {
      const y = samplePosition(grid.y1, grid.binHeight, binY, iy, grid.samplesY);
      for (let ix = 0; ix < grid.samplesX; ++ix) {
        const x = samplePosition(grid.x1, grid.binWidth, binX, ix, grid.samplesX);
        const sample = bilinear(map, y, x);
        samples.push(sample);
        sum = f(sum + sample.value);
      }
    }
    const count = Math.max(1, grid.samplesY * grid.samplesX);
    return {samples, mean: grid.finite ? f(sum / count) : 0};
  }

  /* bins x bins means, row by row. */
  function alignRegion(map, grid) {
    const means = new Float32Array(grid.bins * grid.bins);
    for (let y = 0; y < grid.bins; ++y) {
      for (let x = 0; x < grid.bins; ++x) means[y * grid.bins + x] = alignBin(map, grid, y, x).mean;
    }
    return means;
  }

  /* Cells [first, last) of one bin along an axis where the box's corners are rounded to cells, which
     both belong to it: RoIPool (Fast R-CNN, sec. 2.1). */
  function roiPoolCells(low, high, scale, bin, bins, extent) {
    const toCell = (v) => Math.sign(v) * Math.floor(Math.abs(v) + 0.5);
    const begin = toCell(f(low * scale)), share = f(Math.max(1, toCell(f(high * scale)) - begin + 1) / bins);
    const inside = (v) => Math.min(extent, Math.max(0, v));
    return [inside(begin + Math.floor(f(bin * share))), inside(begin + Math.ceil(f((bin + 1) * share)))];
  }

  /* The largest cell of a bin, and where it reads: {columns, rows, value}. */
  function poolBin(map, box, scale, bins, binY, binX) {
    const rows = roiPoolCells(box[1], box[3], scale, binY, bins, map.rows),
          columns = roiPoolCells(box[0], box[2], scale, binX, bins, map.columns);
    let value = -Infinity;
    for (let y = rows[0]; y < rows[1]; ++y) {
      for (let x = columns[0]; x < columns[1]; ++x) value = Math.max(value, map.data[map.offset + y * map.columns + x]);
    }
    return {rows, columns, value: Number.isFinite(value) && box.every(Number.isFinite) ? value : 0};
  }

  /* bins x bins maxima, row by row. */
  function poolRegion(map, box, scale, bins) {
    return Float32Array.from(
        {length: bins * bins}, (_, i) => poolBin(map, box, scale, bins, Math.floor(i / bins), i % bins).value);
  }

  /* The box that RoIPool reads, in image pixels: corners on whole cells. A cell's value sits at its
     centre, so cell i covers i - 1/2 to i + 1/2 of the plane that RoIAlign samples. */
  function roundedBox(box, scale) {
    const toCell = (v) => Math.sign(v) * Math.floor(Math.abs(v) + 0.5);
    return box.map((v) => toCell(f(v * scale)) / scale);
  }

  /* ---- masks ---- */

  /* Whole pixels that a mask covers: the box grown by a ring of cells, corners truncated. */
  function pasteRegion(box, size) {
    const growth = f((size + 2) / size);
    const halfWidth = f(f(f(box[2] - box[0]) * 0.5) * growth);
    const halfHeight = f(f(f(box[3] - box[1]) * 0.5) * growth);
    const centerX = f(f(box[2] + box[0]) * 0.5);
    const centerY = f(f(box[3] + box[1]) * 0.5);
    const usable =
        halfWidth >= 0 && halfHeight >= 0 && [centerX, centerY, halfWidth, halfHeight].every(Number.isFinite);
    if (!usable) return {x1: 0, y1: 0, width: 0, height: 0};
    const cut = (v) => Math.trunc(Math.min(2 ** 30, Math.max(-(2 ** 30), v)));
    const x1 = cut(f(centerX - halfWidth));
    const y1 = cut(f(centerY - halfHeight));
    return {
      x1,
      y1,
      width: Math.max(1, cut(f(centerX + halfWidth)) - x1 + 1),
      height: Math.max(1, cut(f(centerY + halfHeight)) - y1 + 1)
    };
  }

  /* Where one row or column of the region reads the mask with its ring of zeros. */
  function pasteTap(index, extent, cells) {
    if (extent === cells) return {low: index, high: index, lowWeight: 1, highWeight: 0};
    const scale = f(cells / extent);
    const position = Math.max(0, scale * (index + 0.5) - 0.5);
    const low = Math.min(Math.trunc(position), cells - 1);
    const high = Math.min(low + 1, cells - 1);
    const highWeight = f(position - low);
    return {low, high, lowWeight: f(1 - highWeight), highWeight};
  }

  /* The four cells that one pixel of a region reads, with their weights and values. */
  function pasteTerms(mask, size, region, x, y) {
    const v = pasteTap(y - region.y1, region.height, size + 2), h = pasteTap(x - region.x1, region.width, size + 2);
    const at = (row, column) =>
        (row >= 1 && row <= size && column >= 1 && column <= size ? mask[(row - 1) * size + column - 1] : 0);
    return [
      [v.low, v.lowWeight, h.low, h.lowWeight], [v.low, v.lowWeight, h.high, h.highWeight],
      [v.high, v.highWeight, h.low, h.lowWeight], [v.high, v.highWeight, h.high, h.highWeight]
    ].map(([row, a, column, b]) => ({row: row - 1, column: column - 1, weight: f(a * b), value: at(row, column)}));
  }

  /* Probabilities of the canvas pixels that a mask covers: {x, y, width, height, values}. */
  function pasteMask(mask, size, box, canvasHeight, canvasWidth) {
    const region = pasteRegion(box, size);
    const x = Math.max(region.x1, 0);
    const y = Math.max(region.y1, 0);
    const width = Math.max(0, Math.min(region.x1 + region.width, canvasWidth) - x);
    const height = Math.max(0, Math.min(region.y1 + region.height, canvasHeight) - y);
    const ringed = (row, column) =>
        row >= 1 && row <= size && column >= 1 && column <= size ? mask[(row - 1) * size + column - 1] : 0;
    const columns = [];
    for (let i = 0; i < width; ++i) columns.push(pasteTap(x + i - region.x1, region.width, size + 2));
    const values = new Float32Array(width * height);
    for (let j = 0; j < height; ++j) {
      const v = pasteTap(y + j - region.y1, region.height, size + 2);
      for (let i = 0; i < width; ++i) {
        const h = columns[i];
        const top = f(f(h.lowWeight * ringed(v.low, h.low)) + f(h.highWeight * ringed(v.low, h.high)));
        const bottom = f(f(h.lowWeight * ringed(v.high, h.low)) + f(h.highWeight * ringed(v.high, h.high)));
        values[j * width + i] = f(f(v.lowWeight * top) + f(v.highWeight * bottom));
      }
    }
    return {x, y, width, height, values, region};
  }

  /* 1 where the probability reaches the threshold. */
  function threshold(values, least) {
    const limit = f(least);
    return Uint8Array.from(values, (v) => (v >= limit ? 1 : 0));
  }

  /* Overlap of a pasted patch {x, y, width, height} with bits, and a mask of the whole canvas. */
  function maskOverlap(patch, bits, truth, canvasWidth) {
    let own = 0, common = 0, other = 0;
    for (const bit of truth) other += bit;
    for (let j = 0; j < patch.height; ++j) {
      const row = (patch.y + j) * canvasWidth + patch.x;
      for (let i = 0; i < patch.width; ++i) {
        if (bits[j * patch.width + i]) {
          own += 1;
          common += truth[row + i];
        }
      }
    }
    const union = own + other - common;
    return {own, other, common, union, iou: union > 0 ? common / union : 0};
  }

  /* The closed paths between pixels inside and outside: corners [[x, y], ...], the inside on the right.
     bits: of a patch {x, y, width, height}. */
  function outlines({x, y, width, height}, bits) {
    const isInside = (i, j) => i >= 0 && j >= 0 && i < width && j < height && bits[j * width + i];
    const ways = new Map();  // from a corner to the next ones; corners are numbered row by row
    const add = (from, to) => (ways.has(from) ? ways.get(from).push(to) : ways.set(from, [to]));
    for (let j = 0; j < height; ++j) {
      for (let i = 0; i < width; ++i) {
        if (!isInside(i, j)) continue;
        const corner = j * (width + 1) + i, below = corner + width + 1;
        if (!isInside(i, j - 1)) add(corner, corner + 1);
        if (!isInside(i + 1, j)) add(corner + 1, below + 1);
        if (!isInside(i, j + 1)) add(below + 1, below);
        if (!isInside(i - 1, j)) add(below, corner);
      }
    }
    const paths = [];
    for (const [start, left] of ways) {
      while (left.length) {
        const path = [];
        for (let at = left.pop(); at !== start; at = ways.get(at).pop()) path.push(at);
        paths.push([...path, start].map((at) => [x + (at % (width + 1)), y + Math.floor(at / (width + 1))]));
      }
    }
    return paths;
  }

  /* IoU of the bits of two masks on the same patch. */
  function bitsIou(a, b) {
    let common = 0, union = 0;
    a.forEach((bit, i) => {
      common += bit & b[i];
      union += bit | b[i];
    });
    return union ? common / union : 0;
  }

  /* Run lengths down the columns, beginning with zeros, to a mask (height, width) row by row. */
  function fromRuns(runs, height, width) {
    const mask = new Uint8Array(height * width);
    let place = 0;
    runs.forEach((run, i) => {
      if (i % 2 === 1) {
        for (let p = place; p < place + run; ++p) {
          mask[(p % height) * width + Math.floor(p / height)] = 1;
        }
      }
      place += run;
    });
    return mask;
  }

  return {
    sigmoid,
    softmax,
    area,
    sharedBox,
    intersection,
    iou,
    iouMatrix,
    matchDetections,
    precisionRecall,
    recallOf,
    matchAnchors,
    encode,
    reach,
    decode,
    decodeSteps,
    clip,
    cellAnchors,
    makeAnchors,
    rank,
    nms,
    roiLevel,
    roiGrid,
    samplePosition,
    neighbours,
    alignBin,
    alignRegion,
    poolBin,
    poolRegion,
    roundedBox,
    pasteRegion,
    pasteTerms,
    pasteMask,
    threshold,
    maskOverlap,
    outlines,
    bitsIou,
    fromRuns
  };
})();
